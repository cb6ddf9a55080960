/// Sets formulas with an OpenType MATH font.
///
/// The rules are those of appendix G of *The TeXbook* (Knuth, 1984), with the font's own constants in
/// the place of TeX's font dimensions, as the OpenType specification (MATH table) and *MathML Core*
/// assign them.
package struct MathLayout {
  private let font: any MathFont

  package init(font: any MathFont) {
    self.font = font
  }

  /// Returns `formula` as one box.
  ///
  /// - Parameters:
  ///   - formula: What to set.
  ///   - size: Of the surrounding text, in points.
  ///   - display: Whether the formula stands on a line of its own.
  /// - Returns: A box with its origin at the left end of the baseline.
  package func box(for formula: MathFormula, size: Double, display: Bool) -> MathBox {
    var typesetter = MathTypesetter(font: font, size: size)
    let style = MathStyle(level: display ? .display : .text)
    let fragment = typesetter.typeset(formula.tree, style)
    return fragment.box(family: font.family, missing: typesetter.missing)
  }

  /// Returns an inline formula, cut where a line may break: after its top-level relations and binary
  /// operators, but not between parentheses.
  ///
  /// Set side by side, the pieces look exactly like the whole. Each one's width includes the space
  /// after it, which `trailingSpace` allows to drop at the end of a line.
  ///
  /// - Parameters:
  ///   - formula: What to set.
  ///   - size: Of the surrounding text, in points.
  /// - Returns: The pieces from left to right, at least one.
  /// - SeeAlso: Knuth, *The TeXbook* (1984), chapter 18, section 7, "Line breaking".
  package func pieces(for formula: MathFormula, size: Double) -> [MathBox] {
    guard case .row(let nodes) = formula.tree else {
      return [box(for: formula, size: size, display: false)]
    }
    let style = MathStyle(level: .text)
    let list = SpacedNode.list(nodes, inScript: false)
    var pieces: [MathBox] = []
    var members: [SpacedNode] = []
    var openFences = 0
    for (index, spaced) in list.enumerated() {
      members.append(spaced)
      if spaced.mathClass == .opening { openFences += 1 }
      if spaced.mathClass == .closing { openFences = max(0, openFences - 1) }
      let isBreak =
        openFences == 0 && (spaced.mathClass == .relation || spaced.mathClass == .binary)
      guard isBreak || index == list.count - 1 else { continue }
      var typesetter = MathTypesetter(font: font, size: size)
      var fragment = typesetter.typeset(members, style)
      var space = 0.0
      if index + 1 < list.count {
        space = list[index + 1].spaceBefore * size
        fragment.width += space
      }
      var box = fragment.box(family: font.family, missing: typesetter.missing)
      box.trailingSpace = space
      pieces.append(box)
      members = []
    }
    return pieces
  }
}
