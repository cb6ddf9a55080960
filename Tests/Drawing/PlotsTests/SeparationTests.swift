import Plots
import Testing

@Suite struct SeparationTests {
  @Test func `leaves places alone that are far enough apart`() {
    #expect(Separation.places([10, 30, 60], distance: 12, bounds: 0...100) == [10, 30, 60])
  }

  @Test func `moves neighbours apart by the same amount on both sides`() {
    #expect(Separation.places([50, 50], distance: 10, bounds: 0...100) == [45, 55])
  }

  @Test func `stays inside the bounds and in order`() {
    let places = Separation.places([96, 97, 98], distance: 10, bounds: 0...100)
    #expect(places == [80, 90, 100])
  }
}
