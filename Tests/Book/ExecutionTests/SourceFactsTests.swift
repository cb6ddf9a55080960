import BinaryCoding
import Execution
import Testing

@Suite struct SourceFactsTests {
  @Test(arguments: [
    "", "let a = 1", "import Foundation\nvar x = [3, 1]\nx.sort()\nx.count",
    "struct Point: Equatable { var x = 0; mutating func move() { x += 1 } }",
    "extension Int { var half: Int { self / 2 } }\nfunc f(_ x: Int) -> Int { x.half }\nf(4)",
    "final class Box { private var value = 1 }\nlet box = Box()\nprint(#line)",
    "let `class` = try await load { $0 + offset }\nPlot { Line(x: `class`, y: [1]) }",
  ])
  func `what is kept of a source is what is found in it`(_ source: String) throws {
    let found = SourceFacts(source)
    let kept = try BinaryCoding.encode(found)
    #expect(try BinaryCoding.decode(SourceFacts.self, from: kept) == found)
    #expect(CellNames(source) == found.names)
    #expect(SourceOutline(source) == found.outline)
  }

  @Test func `a displayed expression has names of its own`() {
    let facts = SourceFacts("var list = [1]\nlist.popLast()")
    #expect(facts.displayed?.called.map(\.method) == ["popLast"])
    #expect(facts.names.defined.keys.sorted() == ["list"])
    #expect(SourceFacts("let a = 1").displayed == nil)
  }
}
