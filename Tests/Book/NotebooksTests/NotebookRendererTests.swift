import Foundation
import Notebooks
import Reports
import Testing

@Suite struct NotebookRendererTests {
  let file: RenderedFile
  let notebook: StoredNotebook

  init() async throws {
    let files = try await NotebookRenderer().files(for: SampleChapter.report())
    file = try #require(files.first)
    notebook = try JSONDecoder().decode(StoredNotebook.self, from: Data(file.bytes))
  }

  @Test func `a chapter becomes a notebook of its name`() {
    #expect(file.path == "notebooks/03-lenet-5.ipynb")
  }

  @Test func `the same report gives the same bytes`() async throws {
    #expect(try await NotebookRenderer().files(for: SampleChapter.report()) == [file])
  }

  @Test func `it is nbformat 4.5 with a Swift kernel`() {
    #expect(notebook.nbformat == 4)
    #expect(notebook.nbformat_minor == 5)
    #expect(notebook.metadata.kernelspec["name"] == "convolume")
    #expect(notebook.metadata.kernelspec["display_name"] == "Swift (Convolume)")
  }

  @Test func `ids are unique and of the characters that the format allows`() {
    let ids = notebook.cells.map(\.id)
    #expect(Set(ids).count == ids.count)
    for id in ids { #expect(id.wholeMatch(of: /[A-Za-z0-9_-]{1,64}/) != nil) }
    #expect(ids.contains("fig-loss"))
  }

  @Test func `text and code alternate in the order of the chapter`() {
    #expect(
      notebook.cells.map(\.cell_type) == ["markdown", "code", "markdown", "code", "markdown"])
  }

  @Test func `Markdown keeps headings, formulas, links and notes, and escapes its own marks`()
    throws
  {
    let text = try #require(notebook.cells.first).source.joined()
    #expect(text.hasPrefix("# 3 LeNet-5 \\& \\*more\\*\n\nAda Lovelace\n\n"))
    #expect(text.contains("<a id=\"sec-sizes\"></a>\n\n## 3.1 Sizes\n\n"))
    #expect(text.contains("Of 3 \\* 3 pixels $k^2$ remain.<sup>[1](#note-1)</sup>"))
    #expect(text.contains("[Figure 1.2](<01-pooling.ipynb#fig-shift>)"))
    #expect(text.contains(#"$$m = \frac{n}{s} \tag{3.1}$$"#))
  }

  @Test func `a paragraph that starts with a number does not become a list`() {
    #expect(notebook.cells[2].source.joined() == #"1\. is not a list here."#)
  }

  @Test func `a code cell holds its source line by line and its place in the run`() {
    let cell = notebook.cells[1]
    #expect(cell.source == ["let a = 1\n", "\n", "print(a)"])
    #expect(cell.execution_count == 1)
    #expect(notebook.cells[3].execution_count == 2)
    #expect(notebook.cells[3].metadata.jupyter?["source_hidden"] == true)
  }

  @Test func `outputs are what was printed, the figure in three forms, its caption and the table`()
    throws
  {
    let outputs = try #require(notebook.cells[1].outputs)
    #expect(outputs.map(\.output_type) == ["stream"] + Array(repeating: "display_data", count: 3))
    #expect(outputs[0].text == ["1\n", "and `more`\n"])

    let figure = try #require(outputs[1].data)
    #expect(figure["text/plain"] == ["Loss falls."])
    #expect(figure["image/svg+xml"]?.joined().contains("<svg") == true)
    let png = try #require(figure["image/png"].flatMap { Data(base64Encoded: $0.joined()) })
    #expect(Array(png.prefix(4)) == [0x89, 0x50, 0x4E, 0x47])

    #expect(outputs[2].data?["text/markdown"] == ["**Figure 3.1.** The loss"])
    let table = try #require(outputs[3].data?["text/markdown"]).joined()
    #expect(
      table == """
        | Layer | Parameters |
        | --- | --: |
        | C1 \\| C3 | 156 |
        | **All** | **156** |
        """)
  }

  @Test func `a failure is an error output`() throws {
    let output = try #require(notebook.cells[3].outputs?.first)
    #expect(output.output_type == "error")
    #expect(output.ename == "Trap")
    #expect(output.traceback == ["index out of range", "line 7"])
  }

  @Test func `a picture without a cell travels as an attachment`() throws {
    let cell = try #require(notebook.cells.last)
    #expect(cell.source.joined().contains("![A photograph](attachment:photo.png)"))
    #expect(cell.attachments == ["photo.png": ["image/png": ["AQID"]]])
  }

  @Test(.enabled(if: Jupyter.isInstalled, "Python's nbformat is not installed"))
  func `Jupyter's own validator accepts it`() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).ipynb")
    try Data(file.bytes).write(to: path)
    let complaint = try Jupyter.complaint(about: path)
    try FileManager.default.removeItem(at: path)
    #expect(complaint == "")
  }
}

/// A notebook as read back: the parts of the format that Convolume writes.
struct StoredNotebook: Decodable {
  struct Metadata: Decodable { var kernelspec: [String: String] }
  struct CellMetadata: Decodable { var jupyter: [String: Bool]? }
  struct Output: Decodable {
    var output_type: String
    var text: [String]?
    var data: [String: [String]]?
    var ename: String?
    var traceback: [String]?
  }
  struct Cell: Decodable {
    var cell_type: String
    var id: String
    var metadata: CellMetadata
    var source: [String]
    var attachments: [String: [String: [String]]]?
    var execution_count: Int?
    var outputs: [Output]?
  }
  var nbformat: Int
  var nbformat_minor: Int
  var metadata: Metadata
  var cells: [Cell]
}
