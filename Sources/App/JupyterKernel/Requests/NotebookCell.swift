import Chapters

/// What a front end sends to be run, read as a cell of a chapter: with option lines, if it has some.
package struct NotebookCell {
  /// `nil` where there is nothing to run.
  package private(set) var cell: Cell?
  /// The text, for quoting.
  package let lines: [String]
  /// What is wrong with its option lines.
  package private(set) var diagnostics: [Diagnostic] = []

  /// Reads the text.
  ///
  /// - Parameters:
  ///   - code: The text.
  ///   - name: How messages call it.
  ///   - number: Its place among the cells, from 0.
  package init(_ code: String, name: String, number: Int) {
    lines = code.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    guard code.contains(where: { !$0.isWhitespace }) else { return }
    // A fence longer than any in the text.
    let longest = lines.map { $0.drop(while: \.isWhitespace).prefix { $0 == "`" }.count }.max() ?? 0
    let fence = String(repeating: "`", count: max(3, longest + 1))
    let chapter = Chapter.parse("\(fence){swift}\n\(code)\n\(fence)\n", path: name)
    diagnostics = chapter.diagnostics.map { diagnostic in
      var diagnostic = diagnostic
      diagnostic.position?.line -= 1
      return diagnostic
    }
    guard var cell = chapter.cells.first else { return }
    cell.position.line -= 1
    cell.index = number
    self.cell = cell
  }
}
