import Execution
import Testing

@Suite struct SwiftHighlighterTests {
  @Test(arguments: ["let x = 1 // one\nprint(\"a\\nb\")", "let = ) broken {\n\n\"open", ""])
  func `gives the text back, whatever it is`(source: String) {
    let lines = SwiftHighlighter.lines(of: source)
    #expect(lines.map { $0.map(\.text).joined() }.joined(separator: "\n") == source)
  }

  @Test func `colours keywords, numbers and comments`() {
    let line = SwiftHighlighter.lines(of: "let x = 12 // why")[0]
    #expect(line.first?.kind == .keyword)
    #expect(line.contains { $0.text == "12" && $0.kind == .number })
    #expect(line.last?.kind == .comment)
  }
}
