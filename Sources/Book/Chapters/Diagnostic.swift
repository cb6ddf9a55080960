/// A mistake in the author's own text, reported so that it can be fixed.
///
/// ```
/// chapters/03-convolution.md:41:25: error: 'kernels' is used before any cell defines it
///   41 | let edges = conv(image, kernels[0])
///      |                         ^~~~~~~
///   why: a cell sees only the cells above it in its chapter
///   fix: move this cell below 'make-kernels'
/// ```
package struct Diagnostic: Hashable, Codable, Sendable, Error {
  package enum Severity: String, Hashable, Codable, Sendable { case warning, error }

  package var severity: Severity
  /// The chapter's path as the user knows it, such as `chapters/03-lenet-5.md`.
  package var file: String
  /// `nil` when the whole file is meant.
  package var position: SourcePosition?
  /// How many characters to underline from `position` on.
  package var length: Int
  package var message: String
  /// The text of the line at `position`.
  package var sourceLine: String?
  package var why: String?
  package var fix: String?

  package init(
    _ severity: Severity, file: String, at position: SourcePosition? = nil, length: Int = 1,
    _ message: String, sourceLine: String? = nil, why: String? = nil, fix: String? = nil
  ) {
    self.severity = severity
    self.file = file
    self.position = position
    self.length = length
    self.message = message
    self.sourceLine = sourceLine
    self.why = why
    self.fix = fix
  }
}
