import JupyterKernel
import Testing

@Suite struct HistoryTests {
  private let history = {
    var history = History()
    for (number, code) in ["let a = 1", "a + 1", "let b = 2", "a + 1"].enumerated() {
      history.append(code, number: number + 1, output: code == "a + 1" ? "2" : nil)
    }
    return history
  }()

  @Test func `the tail is the last cells, in their order`() {
    #expect(
      history.answer(to: ["hist_access_type": "tail", "n": 2])
        == [[1, 3, "let b = 2"], [1, 4, "a + 1"]])
  }

  @Test func `a range is half open, of this session or counted back from it`() {
    let asked: JSONValue = ["hist_access_type": "range", "session": 0, "start": 1, "stop": 3]
    #expect(history.answer(to: asked) == [[1, 1, "let a = 1"], [1, 2, "a + 1"]])
    let other: JSONValue = ["hist_access_type": "range", "session": 7, "start": 1, "stop": 3]
    #expect(history.answer(to: other) == [])
  }

  @Test func `a search is for a whole cell, and may name each once`() {
    let asked: JSONValue = ["hist_access_type": "search", "pattern": "a *", "output": true]
    #expect(history.answer(to: asked) == [[1, 2, ["a + 1", "2"]], [1, 4, ["a + 1", "2"]]])
    let once: JSONValue = ["hist_access_type": "search", "pattern": "a *", "unique": true]
    #expect(history.answer(to: once) == [[1, 4, "a + 1"]])
    let last: JSONValue = ["hist_access_type": "search", "pattern": "let ?*", "n": 1]
    #expect(history.answer(to: last) == [[1, 3, "let b = 2"]])
  }

  @Test(arguments: [
    ("abc", "abc", true), ("abc", "a?c", true), ("abc", "*", true), ("abc", "*c", true),
    ("abc", "a*b", false), ("abcbc", "a*bc", true), ("", "*", true), ("a", "", false),
    ("a\nb", "a*b", true), ("[a]", "[a]", true),
  ])
  func `stars and question marks stand for text`(text: String, pattern: String, fits: Bool) {
    #expect(History.matches(text, pattern) == fits)
  }
}
