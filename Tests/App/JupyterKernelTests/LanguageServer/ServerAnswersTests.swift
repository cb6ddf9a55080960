import JupyterKernel
import Testing

@Suite struct ServerAnswersTests {
  private func item(
    _ label: String, _ insert: String, kind: Int = 2, type: String? = nil, sort: String = ""
  ) -> JSONValue {
    [
      "label": .text(label), "insertText": .text(insert), "kind": .integer(kind),
      "detail": type.map { .text($0) } ?? .null, "sortText": .text(sort),
    ]
  }

  private func completions(_ code: String, _ items: [JSONValue]) -> [Declaration] {
    ServerAnswers.completions(
      in: ["isIncomplete": true, "items": .array(items)],
      for: CursorName(writtenIn: code, at: code.unicodeScalars.count))
  }

  @Test func `each name stands once, the likeliest first, with how it is declared`() {
    let found = completions(
      "t.sh",
      [
        item("shape", "shape", kind: 10, type: "[Int]", sort: "2"),
        item("reshaped(to: [Int])", "reshaped(to: )", type: "Tensor", sort: "1"),
        item("shifted(by: Int)", "shifted(by: )", type: "Tensor", sort: "1"),
        item("shifted(left: Int)", "shifted(left: )", type: "Tensor", sort: "3"),
      ])
    #expect(found.map(\.name) == ["shifted", "shape"])
    #expect(found.map(\.text) == ["shifted(by: Int) -> Tensor", "shape: [Int]"])
    #expect(found.map(\.kind) == ["method", "property"])
  }

  @Test func `behind a parenthesis stand the arguments`() {
    let found = completions(
      "Conv2D(", [item("(from: Int, to: Int)", "from: , to: ", kind: 4, type: "Conv2D")])
    #expect(found.map(\.name) == ["from: , to: "])
    #expect(found.map(\.kind) == ["initializer"])
  }

  @Test func `names that only the text of cells as files has are left out`() {
    let items = ["convolumeValue_ab_1_1", "a_replaced_0", "a_before_1", "self", "a"]
      .map { item($0, $0, kind: 6) }
    #expect(completions("x.", items).map(\.name) == ["a"])
    #expect(completions("", items).map(\.name) == ["self", "a"])
  }

  @Test func `a meaning ends where its text does`() {
    #expect(
      ServerAnswers.meaning(in: ["contents": ["value": "```swift\nlet a: Int\n```\n\n"]])
        == "```swift\nlet a: Int\n```")
    #expect(ServerAnswers.meaning(in: ["contents": ["value": " \n"]]) == nil)
    #expect(ServerAnswers.meaning(in: [:]) == nil)
  }
}
