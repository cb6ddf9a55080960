import Graphics
import Testing

@Suite struct PathTests {
  @Test func `a polyline moves to its first point and stays open`() {
    let path = Path.polyline([.zero, Point(x: 1, y: 2)])
    #expect(path.segments == [.move(.zero), .line(Point(x: 1, y: 2))])
  }

  @Test func `a polygon is closed`() {
    #expect(Path.polygon([.zero, Point(x: 1, y: 0), Point(x: 0, y: 1)]).segments.last == .close)
  }

  @Test func `the middle of each quarter of a circle lies on the circle`() throws {
    let path = Path.circle(center: .zero, radius: 100)
    var start = Point.zero
    for segment in path.segments {
      switch segment {
      case .move(let point): start = point
      case .curve(let first, let second, let end):
        let middle = Point(
          x: (start.x + 3 * first.x + 3 * second.x + end.x) / 8,
          y: (start.y + 3 * first.y + 3 * second.y + end.y) / 8)
        let radius = (middle.x * middle.x + middle.y * middle.y).squareRoot()
        #expect(abs(radius - 100) < 0.03)
        start = end
      default: break
      }
    }
  }
}
