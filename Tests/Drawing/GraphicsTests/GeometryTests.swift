import Graphics
import Testing

@Suite struct GeometryTests {
  @Test func `an inset rectangle loses the distance on every side`() {
    let rect = Rect(x: 10, y: 20, width: 30, height: 40).inset(by: 5)
    #expect(rect == Rect(x: 15, y: 25, width: 20, height: 30))
  }

  @Test func `rectangles that only touch do not intersect`() {
    let left = Rect(x: 0, y: 0, width: 10, height: 10)
    #expect(!left.intersects(Rect(x: 10, y: 0, width: 5, height: 5)))
    #expect(left.intersects(Rect(x: 9.9, y: 9.9, width: 5, height: 5)))
  }

  @Test func `a colour is read from its hexadecimal form`() {
    let color = Color(hex: 0xFF8000)
    #expect(color.red == 1 && color.blue == 0)
    #expect(abs(color.green - 128.0 / 255) < 1e-12)
  }
}
