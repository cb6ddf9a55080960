/// How wide or high something is to be shown, as `out-width: 50%` or an attribute `width=8cm` says it.
package enum PictureWidth: Hashable, Codable, Sendable {
  /// A part of the text's width, in `0...1`.
  case fraction(Double)
  case inches(Double)

  /// Reads a number with `%`, `in`, `cm`, `mm`, `pt` or `px` (96 to the inch) behind it.
  package init?(_ text: String) {
    let digits = text.prefix { $0.isNumber || $0 == "." }
    guard let number = Double(digits), number > 0 else { return nil }
    switch text[digits.endIndex...] {
    case "%": self = .fraction(min(1, number / 100))
    case "in": self = .inches(number)
    case "cm": self = .inches(number / 2.54)
    case "mm": self = .inches(number / 25.4)
    case "pt": self = .inches(number / 72)
    case "px", "": self = .inches(number / 96)
    default: return nil
    }
  }

  /// The length in points where the text is `measure` points wide.
  package func points(measure: Double) -> Double {
    switch self {
    case .fraction(let part): part * measure
    case .inches(let inches): inches * 72
    }
  }
}
