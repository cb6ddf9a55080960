/// How large and how tightly a part of a formula is set.
///
/// - SeeAlso: Knuth, *The TeXbook* (1984), chapter 17, the table of styles on page 141.
package struct MathStyle: Hashable, Sendable {
  package enum Level: Int, Hashable, Sendable { case display, text, script, scriptScript }

  package var level: Level
  /// Whether superscripts are raised less, as under a root or in a denominator.
  package var isCramped = false

  var isDisplay: Bool { level == .display }
  var isScript: Bool { level == .script || level == .scriptScript }

  var cramped: MathStyle { MathStyle(level: level, isCramped: true) }

  var superscript: MathStyle {
    MathStyle(level: isScript ? .scriptScript : .script, isCramped: isCramped)
  }

  var `subscript`: MathStyle { superscript.cramped }

  var numerator: MathStyle { MathStyle(level: smaller, isCramped: isCramped) }

  var denominator: MathStyle { numerator.cramped }

  private var smaller: Level {
    switch level {
    case .display: .text
    case .text: .script
    case .script, .scriptScript: .scriptScript
    }
  }
}
