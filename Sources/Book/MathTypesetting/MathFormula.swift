/// A formula: its TeX source, and the tree that the parser made of it.
package struct MathFormula: Hashable, Sendable {
  /// As the author wrote it, without the dollars.
  package let tex: String
}
