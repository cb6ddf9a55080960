import CairoGraphics
import Chapters
import Foundation
import Graphics
import Yams

extension PDFTheme {
  /// Reads a theme from its text.
  ///
  /// - Parameters:
  ///   - yaml: The text of `theme.yml`.
  ///   - file: How messages name the file.
  ///   - hyphenation: Where words are divided; `nil` never divides.
  /// - Throws: A `Diagnostic` that names the setting which is missing, unknown or wrong.
  package init(yaml: String, file: String, hyphenation: HyphenationPatterns? = nil) throws {
    let settings = try ThemeSettings(yaml: yaml, file: file)
    let paper = try settings.text("page", "size")
    guard let size = ReportSettings.Paper(rawValue: paper.lowercased())?.size else {
      throw settings.mistake(
        "page.size is '\(paper)', which is no paper size.", fix: "write a4 or letter")
    }
    page = Page(
      size: size, measure: try settings.number("page", "measure"),
      top: try settings.number("page", "top"), bottom: try settings.number("page", "bottom"),
      overhang: try settings.number("page", "overhang"),
      contentsDepth: Int(try settings.number("page", "contents-depth")))
    guard page.measure + 2 * page.overhang <= size.width, page.top + page.bottom < size.height / 2
    else {
      throw settings.mistake(
        "page: the text and its margins are larger than \(paper) paper allows.",
        fix: "make measure, overhang, top or bottom smaller")
    }
    fonts = Fonts(
      text: try settings.text("fonts", "text"), headings: try settings.text("fonts", "headings"),
      code: try settings.text("fonts", "code"), math: try settings.text("fonts", "math"),
      textSize: try settings.number("fonts", "text-size"),
      lineHeight: try settings.number("fonts", "line-height"),
      codeSize: try settings.number("fonts", "code-size"),
      codeLineHeight: try settings.number("fonts", "code-line-height"),
      smallSize: try settings.number("fonts", "small-size"))
    colors = [:]
    for name in ColorName.allCases {
      colors[name] = try settings.color("colors", name.rawValue)
    }
    try settings.rejectUnknown()
    self.hyphenation = hyphenation
  }

  /// Reads `theme.yml` from a folder of templates.
  ///
  /// - Parameters:
  ///   - templateFolder: Such as `templates/pdf`.
  ///   - hyphenationFile: Patterns as TeX and Hunspell keep them; without the file, no word is divided.
  /// - Throws: A `Diagnostic` when the theme is absent or wrong.
  package init(
    templateFolder: String, hyphenationFile: String = PDFTheme.englishPatterns
  ) throws {
    let file = templateFolder + "/theme.yml"
    guard let data = FileManager.default.contents(atPath: file) else {
      throw Diagnostic(
        .error, file: file, "the PDF theme cannot be read",
        fix: "restore theme.yml from the templates that come with convolume")
    }
    let patterns = FileManager.default.contents(atPath: hyphenationFile).map {
      HyphenationPatterns(text: String(decoding: $0, as: UTF8.self))
    }
    try self.init(yaml: String(decoding: data, as: UTF8.self), file: file, hyphenation: patterns)
    hyphenationFolder = URL(filePath: hyphenationFile).deletingLastPathComponent().path
  }

  /// Where Debian's package `hyphen-en-us` puts its patterns.
  package static let englishPatterns = "/usr/share/hyphen/hyph_en_US.dic"
}
