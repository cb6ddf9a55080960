import CellOutputs
import Execution
import Testing

@Suite struct CellContextsTests {
  private let graph = DependencyGraph(
    ["let a = 1", "let b = 2", "print(a)"].map { CellNames($0) })

  /// The context of the last of three cells, of which it needs the first.
  private func context(
    _ libraries: [String] = ["A", "B", "C"], running cells: [Int] = [0, 1, 2],
    observing value: String? = nil
  ) -> String {
    var contexts = CellContexts(graph)
    var last = ""
    for cell in cells {
      last = contexts.begin(cell, library: libraries[cell])
      let used = cell == 0 ? value.map { [Observation(.parameter("rate"), value: $0)] } : nil
      contexts.end(cell, having: used ?? [])
    }
    return last
  }

  @Test func `is the same whatever else has run`() {
    #expect(context() == context(running: [0, 2]))
    #expect(context() == context(["A", "other", "C"]))
  }

  @Test func `is another one with other code, here or in what the cell needs`() {
    #expect(context() != context(["A", "B", "other"]))
    #expect(context() != context(["other", "B", "C"]))
    #expect(context() != context(running: [1, 2]))
  }

  @Test func `is another one when what it needs has used something else`() {
    #expect(context(observing: "1") != context())
    #expect(context(observing: "1") != context(observing: "2"))
    #expect(context(observing: "1") == context(observing: "1"))
  }
}
