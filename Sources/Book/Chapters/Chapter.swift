/// A chapter as written: its settings, and its blocks in order.
///
/// Nothing is numbered or run yet.
package struct Chapter: Equatable, Sendable {
  /// The path as the user knows it, such as `chapters/03-lenet-5.md`.
  package var path: String
  /// The file's name without folder and extension: names its page, PDF, figures and results.
  package var slug: String
  /// The text's lines, for quoting in diagnostics; line 1 is `lines[0]`.
  package var lines: [String]
  package var frontMatter: FrontMatter
  package var blocks: [Block]
  /// What is wrong with the text.
  ///
  /// A chapter with errors is neither run nor rendered.
  package var diagnostics: [Diagnostic]

  package init(
    path: String, slug: String, lines: [String], frontMatter: FrontMatter, blocks: [Block],
    diagnostics: [Diagnostic]
  ) {
    self.path = path
    self.slug = slug
    self.lines = lines
    self.frontMatter = frontMatter
    self.blocks = blocks
    self.diagnostics = diagnostics
  }
}
