/// A formula: its TeX source, and the tree that the parser made of it.
///
/// The tree is the only thing that both formats read: HTML pages take MathML from it, PDF pages take
/// boxes from `MathLayout`.
package struct MathFormula: Hashable, Codable, Sendable {
  /// As the author wrote it, without the dollars.
  package let tex: String
  /// The formula's top-level list.
  package let tree: MathNode

  /// The tree follows from the text.
  private enum CodingKeys: CodingKey { case tex }

  /// Parses `tex`.
  ///
  /// - Parameter tex: The text between the dollars.
  /// - Throws: `MathError` at the first thing that the parser does not understand.
  package init(tex: String) throws(MathError) {
    self.tex = tex
    var parser = try MathParser(tex: tex)
    tree = .row(try parser.formula())
  }

  /// Parses the text that was written.
  ///
  /// - Throws: `MathError`, for a text of an older program that this one's parser refuses.
  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(tex: container.decode(String.self, forKey: .tex))
  }

  /// Returns a `<math>` element in MathML Core.
  ///
  /// - Parameter display: Whether the formula stands on a line of its own.
  /// - Returns: Well-formed XML, whose `alttext` is the formula as plain text.
  package func mathML(display: Bool) -> String {
    MathMLWriter().element(for: self, display: display)
  }

  /// The formula as one line of plain text, for alternative texts and text dumps.
  package var plainText: String { PlainTextWriter().text(tree) }
}
