import Graphics

/// A part of a formula.
package indirect enum MathNode: Hashable, Sendable {
  case row([MathNode])
  case symbol(MathSymbol)
  case number(String, MathAlphabet)
  /// Several letters that make one name, such as `\mathrm{ReLU}`.
  case word(String, MathAlphabet)
  /// Words of the surrounding language, with their spaces.
  case text(String, MathAlphabet)
  /// A named function; `takesLimits` when its scripts go above and below in display style.
  case function(String, takesLimits: Bool)
  case scripts(MathScripts)
  case fraction(MathFraction)
  case radical(MathNode, degree: MathNode?)
  case accent(MathAccent, over: MathNode)
  case bar(MathSide, MathNode)
  /// A brace or an arrow as wide as what it spans.
  case spanned(MathNode, by: Unicode.Scalar, MathSide)
  /// An arrow as wide as the text above and below it.
  case arrow(Unicode.Scalar, over: MathNode, under: MathNode?)
  /// `base` with something centred over or under it; it keeps its own class.
  case stack(base: MathNode, over: MathNode?, under: MathNode?)
  case fence(MathFence)
  /// A delimiter of fixed size, from 1 (`\big`) to 4 (`\Bigg`).
  case delimiter(Unicode.Scalar, MathClass, step: Int)
  case table(MathTable)
  /// Explicit space in mu, an eighteenth of an em.
  case space(mu: Double)
  case style(MathStyle.Level, MathNode)
  case classed(MathClass, MathNode)
  /// The room that the node takes, without its ink.
  case phantom(MathNode)

  /// The class that decides the space around the node, `nil` for explicit space.
  var mathClass: MathClass? {
    switch self {
    case .symbol(let symbol): symbol.mathClass
    case .function: .largeOperator
    case .scripts(let scripts): scripts.base.mathClass ?? .ordinary
    case .stack(let base, _, _): base.mathClass ?? .ordinary
    case .arrow: .relation
    case .fence: .inner
    case .delimiter(_, let mathClass, _), .classed(let mathClass, _): mathClass
    case .space: nil
    default: .ordinary
    }
  }
}

/// Above or below.
package enum MathSide: Hashable, Sendable { case over, under }

/// One character.
package struct MathSymbol: Hashable, Sendable {
  /// The plain letter or sign, before its alphabet is applied.
  package var character: Unicode.Scalar
  package var mathClass: MathClass
  package var alphabet: MathAlphabet

  init(_ character: Unicode.Scalar, _ mathClass: MathClass, _ alphabet: MathAlphabet = .upright) {
    self.character = character
    self.mathClass = mathClass
    self.alphabet = alphabet
  }

  /// The character as it is drawn.
  var styled: Unicode.Scalar { alphabet.styled(character) }

  /// Whether scripts stand above and below in display style: sums do that, integrals do not.
  var takesLimits: Bool {
    mathClass == .largeOperator && !("∫"..."∳").contains(character)
  }
}

/// Something raised or lowered beside, above or below a base.
package struct MathScripts: Hashable, Sendable {
  /// Where the author wants the scripts, whatever the style.
  package enum Placement: Hashable, Sendable { case automatic, limits, beside }

  package var base: MathNode
  package var lower: MathNode?
  package var upper: MathNode?
  package var placement: Placement

  /// Whether the scripts stand above and below the base in a style.
  func areLimits(inDisplayStyle isDisplay: Bool) -> Bool {
    switch placement {
    case .limits: return true
    case .beside: return false
    case .automatic: break
    }
    switch base {
    case .symbol(let symbol): return isDisplay && symbol.takesLimits
    case .function(_, let takesLimits): return isDisplay && takesLimits
    case .spanned: return true
    default: return false
    }
  }
}

package struct MathFraction: Hashable, Sendable {
  package var numerator: MathNode
  package var denominator: MathNode
  /// The style asked for by `\dfrac` or `\tfrac`; `nil` for that of the surroundings.
  package var style: MathStyle.Level?
  /// A binomial coefficient has fences and no rule.
  package var fences: Fences?

  package struct Fences: Hashable, Sendable {
    package var opening: Unicode.Scalar
    package var closing: Unicode.Scalar
  }
}

package enum MathAccent: Hashable, Sendable {
  case mark(Unicode.Scalar)
  /// Grows with what it covers.
  case wide(Unicode.Scalar)

  var character: Unicode.Scalar {
    switch self {
    case .mark(let character), .wide(let character): character
    }
  }
}

/// Delimiters that grow with what stands between them: `\left( … \middle| … \right)`.
package struct MathFence: Hashable, Sendable {
  /// `nil` for the invisible delimiter, written as a dot.
  package var opening: Unicode.Scalar?
  package var closing: Unicode.Scalar?
  /// One more than the separators between them.
  package var bodies: [MathNode]
  package var separators: [Unicode.Scalar?]
}

/// Rows and columns: matrices, cases, aligned equations.
package struct MathTable: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// Matrices, arrays and cases: text style, a gap between any two columns.
    case matrix
    /// Script style and tight, for `smallmatrix` and `\substack`.
    case small
    /// Display style; columns alternate right and left and meet at the relation.
    case aligned
  }

  package var kind: Kind
  package var rows: [[MathNode]]
  /// Of each column; the last one repeats.
  package var alignments: [HorizontalAlignment]
  /// Columns with a vertical rule on their left; the number of columns means the right edge.
  package var verticalRules: Set<Int> = []
  /// Rows with a horizontal rule above; the number of rows means the bottom edge.
  package var horizontalRules: Set<Int> = []

  var columnCount: Int { rows.map(\.count).max() ?? 0 }

  func alignment(ofColumn column: Int) -> HorizontalAlignment {
    if kind == .aligned, alignments.isEmpty { return column.isMultiple(of: 2) ? .right : .left }
    return column < alignments.count ? alignments[column] : alignments.last ?? .center
  }
}
