import Plots
import Testing

@Suite struct MarchingSquaresTests {
  @Test func `crosses a slope where the level lies`() {
    let segments = MarchingSquares.segments(
      of: Numbers([0, 1, 0, 1]), rows: 2, columns: 2, level: 0.25)
    #expect(segments.count == 1)
    #expect(segments.allSatisfy { $0.fromColumn == 0.25 && $0.toColumn == 0.25 })
  }

  @Test func `joins a saddle around the corners that its middle leaves out`() {
    // High corners top left and bottom right; the mean, 0.5, lies below the level.
    let segments = MarchingSquares.segments(
      of: Numbers([1, 0, 0, 1]), rows: 2, columns: 2, level: 0.75)
    #expect(segments.count == 2)
    #expect(segments.contains { $0.fromColumn + $0.fromRow + $0.toColumn + $0.toRow == 0.5 })
  }

  @Test func `skips cells with a missing corner`() {
    let values = Numbers([0, .nan, 0, 1])
    #expect(MarchingSquares.segments(of: values, rows: 2, columns: 2, level: 0.5).isEmpty)
  }
}
