/// A sequence of straight and curved segments.
public struct Path: Hashable, Sendable {
  public enum Segment: Hashable, Sendable {
    case move(Point)
    case line(Point)
    /// A cubic Bézier curve.
    case curve(Point, Point, to: Point)
    case close
  }

  public private(set) var segments: [Segment] = []

  public init() {}

  public mutating func move(to point: Point) { segments.append(.move(point)) }
  public mutating func line(to point: Point) { segments.append(.line(point)) }
  public mutating func curve(_ first: Point, _ second: Point, to end: Point) {
    segments.append(.curve(first, second, to: end))
  }
  public mutating func close() { segments.append(.close) }

  /// Returns an open path through `points`, in order.
  public static func polyline(_ points: [Point]) -> Path {
    var path = Path()
    for (index, point) in points.enumerated() {
      if index == 0 { path.move(to: point) } else { path.line(to: point) }
    }
    return path
  }

  public static func polygon(_ points: [Point]) -> Path {
    var path = polyline(points)
    path.close()
    return path
  }

  public static func rectangle(_ rect: Rect) -> Path {
    polygon([
      Point(x: rect.x, y: rect.y), Point(x: rect.maxX, y: rect.y),
      Point(x: rect.maxX, y: rect.maxY), Point(x: rect.x, y: rect.maxY),
    ])
  }

  /// Returns a circle as four Bézier curves, each within 0.03 % of the true arc.
  public static func circle(center: Point, radius: Double) -> Path {
    let handle = radius * 0.552_284_75
    var path = Path()
    path.move(to: Point(x: center.x + radius, y: center.y))
    path.curve(
      Point(x: center.x + radius, y: center.y + handle),
      Point(x: center.x + handle, y: center.y + radius),
      to: Point(x: center.x, y: center.y + radius))
    path.curve(
      Point(x: center.x - handle, y: center.y + radius),
      Point(x: center.x - radius, y: center.y + handle),
      to: Point(x: center.x - radius, y: center.y))
    path.curve(
      Point(x: center.x - radius, y: center.y - handle),
      Point(x: center.x - handle, y: center.y - radius),
      to: Point(x: center.x, y: center.y - radius))
    path.curve(
      Point(x: center.x + handle, y: center.y - radius),
      Point(x: center.x + radius, y: center.y - handle),
      to: Point(x: center.x + radius, y: center.y))
    path.close()
    return path
  }
}
