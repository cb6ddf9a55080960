import JupyterKernel
import Testing

@Suite struct NotebookDocumentTests {
  @Test func `the cursor's place is counted from the top, and in units of UTF-16 from the left`() {
    let document = NotebookDocument(
      above: "import A\nlet a = 1\n", code: "let 😀 = \"é\"\nx😀é.", cursor: 17)
    #expect(document.text == "import A\nlet a = 1\nlet 😀 = \"é\"\nx😀é.")
    #expect(document.line == 3)
    // Of 17 code points 13 are above; x and é are one unit each, 😀 two, the dot one.
    #expect(document.character == 5)
  }

  @Test func `a cursor outside of the cell stands at its edge`() {
    #expect(NotebookDocument(above: "", code: "ab", cursor: 9).character == 2)
    #expect(NotebookDocument(above: "\n", code: "ab", cursor: -1).character == 0)
    #expect(NotebookDocument(above: "\n", code: "ab", cursor: -1).line == 1)
  }
}
