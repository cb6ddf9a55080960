/// What a language server is asked about: a notebook's cell below what the cells above it declare.
package struct NotebookDocument: Hashable, Sendable {
  package var text: String
  /// Where the cursor stands, both counted from 0; a character is one code unit of UTF-16.
  package var line: Int
  package var character: Int

  /// - Parameters:
  ///   - above: Swift source, of whole lines.
  ///   - code: The cell.
  ///   - cursor: Where the cursor stands in `code`, in Unicode code points.
  package init(above: String, code: String, cursor: Int) {
    text = above + code
    let before = code.unicodeScalars.prefix(max(0, cursor))
    let start = before.lastIndex(of: "\n").map(before.index(after:)) ?? before.startIndex
    line = above.utf8.count { $0 == UInt8(ascii: "\n") } + before.count { $0 == "\n" }
    character = before[start...].reduce(0) { $0 + UTF16.width($1) }
  }
}
