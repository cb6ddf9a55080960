import JupyterKernel
import Testing

@Suite struct CursorNameTests {
  @Test func `what is being written ends at the cursor`() {
    let cursor = CursorName(writtenIn: "let x = Conv2DSame", at: 14)
    #expect(cursor.name == "Conv2D")
    #expect(cursor.base == nil)
    #expect(cursor.range == 8..<14)
  }

  @Test func `what the cursor stands in is the whole name`() {
    let cursor = CursorName(standingIn: "let x = Conv2DSame", at: 14)
    #expect(cursor.name == "Conv2DSame")
    #expect(cursor.range == 8..<18)
  }

  @Test(arguments: [
    ("model.su", "model", "su"), ("a.b.c", "b", "c"), ("f().x", "_", "x"), (" .relu", "", "relu"),
    ("x.", "x", ""),
  ])
  func `a dot has a base`(code: String, base: String, name: String) {
    let cursor = CursorName(writtenIn: code, at: code.count)
    #expect(cursor.base == base)
    #expect(cursor.name == name)
  }

  @Test func `places count code points, and may lie outside`() {
    // The letter is two code points, and one character.
    let cursor = CursorName(writtenIn: "e\u{301} + ab", at: 99)
    #expect(cursor.range == 5..<7)
    #expect(CursorName(writtenIn: "ab", at: -1).name == "")
  }
}
