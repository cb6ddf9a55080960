/// A piece of HTML, kept apart from plain text so that neither is taken for the other.
///
/// Text becomes HTML only through `.text`, which escapes it; a forgotten escape does not compile.
struct HTML: Hashable, Sendable {
  private(set) var markup: String

  static let empty = HTML(markup: "")

  /// Returns HTML that shows `text` just as it is.
  static func text(_ text: String) -> HTML {
    var markup = ""
    markup.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": markup += "&amp;"
      case "<": markup += "&lt;"
      case ">": markup += "&gt;"
      case "\"": markup += "&quot;"
      case "'": markup += "&#39;"
      default:
        markup.unicodeScalars.append(scalar.isAllowedInHTML ? scalar : "\u{FFFD}")
      }
    }
    return HTML(markup: markup)
  }

  /// Takes `markup` as HTML: MathML or SVG that another part of Convolume wrote.
  static func markup(_ markup: String) -> HTML { HTML(markup: markup) }

  /// Returns an element with its attributes in the order given; those that are `nil` are left out.
  static func element(
    _ name: String, _ attributes: KeyValuePairs<String, String?>, _ content: HTML
  ) -> HTML {
    HTML(markup: "\(openingTag(name, attributes))\(content.markup)</\(name)>")
  }

  /// Returns an element without attributes.
  static func element(_ name: String, _ content: HTML) -> HTML { element(name, [:], content) }

  /// Returns an element that has no content, such as `<hr>`.
  static func void(_ name: String, _ attributes: KeyValuePairs<String, String?> = [:]) -> HTML {
    HTML(markup: openingTag(name, attributes))
  }

  static func + (left: HTML, right: HTML) -> HTML { HTML(markup: left.markup + right.markup) }

  static func += (left: inout HTML, right: HTML) { left.markup += right.markup }

  private static func openingTag(
    _ name: String, _ attributes: KeyValuePairs<String, String?>
  ) -> String {
    var tag = "<\(name)"
    for (attribute, value) in attributes {
      guard let value else { continue }
      tag += " \(attribute)=\"\(text(value).markup)\""
    }
    return tag + ">"
  }
}

extension [HTML] {
  func joined(separator: String = "") -> HTML {
    .markup(map(\.markup).joined(separator: separator))
  }
}

extension Unicode.Scalar {
  /// Whether a HTML document may hold the character: control codes but tab and line ends may not.
  fileprivate var isAllowedInHTML: Bool {
    switch value {
    case 0x09, 0x0A, 0x0D: true
    case 0..<0x20, 0x7F..<0xA0: false
    default: true
    }
  }
}
