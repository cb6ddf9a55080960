import CairoGraphics
import Chapters
import Graphics
import Reports

/// How a PDF looks, as `templates/pdf/theme.yml` says; lengths are points.
package struct PDFTheme: Sendable {
  package struct Page: Hashable, Sendable {
    package var size: Size
    /// The width of the text.
    package var measure: Double
    package var top: Double
    package var bottom: Double
    /// How far wide figures and tables may reach into either margin.
    package var overhang: Double
    package var contentsDepth: Int
  }

  package struct Fonts: Hashable, Sendable {
    package var text: String
    package var headings: String
    package var code: String
    package var math: String
    package var textSize: Double
    package var lineHeight: Double
    package var codeSize: Double
    package var codeLineHeight: Double
    package var smallSize: Double
  }

  package var page: Page
  package var fonts: Fonts
  /// By the names that the theme file gives them.
  var colors: [ColorName: Color]
  /// Where words of the theme's language, English, are divided; `nil` where there are no patterns.
  package var hyphenation: HyphenationPatterns?
  /// Where patterns of other languages are looked for; `nil` for nowhere.
  var hyphenationFolder: String?

  enum ColorName: String, CaseIterable {
    case text, muted, rule, accent, link
    case codeBackground = "code-background"
    case note, tip, important, warning, caution
    case keyword, type, function, number, string, comment, attribute
  }

  func color(_ name: ColorName) -> Color { colors[name] ?? .black }

  func color(of kind: Callout.Kind) -> Color {
    switch kind {
    case .note: color(.note)
    case .tip: color(.tip)
    case .important: color(.important)
    case .warning: color(.warning)
    case .caution: color(.caution)
    }
  }

  func color(of kind: CodeToken.Kind) -> Color {
    switch kind {
    case .plain, .operation: color(.text)
    case .keyword: color(.keyword)
    case .type: color(.type)
    case .function: color(.function)
    case .number: color(.number)
    case .string: color(.string)
    case .comment: color(.comment)
    case .attribute: color(.attribute)
    }
  }

  /// The left edge of the text on the page.
  var left: Double { (page.size.width - page.measure) / 2 }
  /// The height of the text on a full page.
  var textHeight: Double { page.size.height - page.top - page.bottom }

  var text: TextStyle {
    TextStyle(family: fonts.text + ", serif", size: fonts.textSize, color: color(.text))
  }

  /// Captions, tables and notes.
  var small: TextStyle {
    TextStyle(family: fonts.text + ", serif", size: fonts.smallSize, color: color(.text))
  }

  var code: TextStyle {
    TextStyle(family: fonts.code + ", monospace", size: fonts.codeSize, color: color(.text))
  }

  func heading(size: Double, weight: TextStyle.Weight = .bold, color name: ColorName = .text)
    -> TextStyle
  {
    TextStyle(
      family: fonts.headings + ", sans-serif", size: size, weight: weight, color: color(name))
  }
}
