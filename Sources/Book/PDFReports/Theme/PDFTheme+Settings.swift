import CairoGraphics
import Chapters
import DrawingThreads
import Foundation
import Graphics
import Reports

/// What a report's own settings change of the theme.
extension PDFTheme {
  /// Returns the theme with the paper, the type and the colour that a report asks for.
  ///
  /// - Throws: ``MissingFont``, or a `Diagnostic` when the text does not fit the paper.
  @DrawingActor
  func adapted(to settings: ReportSettings) throws -> PDFTheme {
    var theme = self
    if let paper = settings.paper {
      theme.page.size = paper.size
      guard page.measure + 2 * page.overhang <= paper.size.width else {
        throw Diagnostic(
          .error, file: "theme.yml", "the text and its margins are wider than \(paper) paper",
          fix: "make page.measure or page.overhang smaller")
      }
    }
    if let size = settings.fontSize {
      // Captions and code keep their proportion to the text.
      let scale = size / fonts.textSize
      theme.fonts.textSize *= scale
      theme.fonts.lineHeight *= scale
      theme.fonts.codeSize *= scale
      theme.fonts.codeLineHeight *= scale
      theme.fonts.smallSize *= scale
    }
    if let family = settings.mainFont {
      guard CairoGraphics.Fonts.file(family: family) != nil else {
        throw MissingFont(family: family)
      }
      theme.fonts.text = family
    }
    if let color = settings.linkColor { theme.colors[.link] = Color(hex: color) }
    return theme
  }

  /// Returns the theme for a text in `language`: words are divided as that language has it, or not
  /// at all where the machine has no patterns for it.
  func speaking(_ language: String) -> PDFTheme {
    let base = language.prefix { $0 != "-" }.lowercased()
    guard base != "en" else { return self }
    var theme = self
    theme.hyphenation = hyphenationFolder.flatMap {
      HyphenationPatterns(language: language, in: $0)
    }
    return theme
  }
}

extension ReportSettings.Paper {
  var size: Size {
    switch self {
    case .a4: Size(width: 595.276, height: 841.89)
    case .letter: Size(width: 612, height: 792)
    }
  }
}

extension HyphenationPatterns {
  /// Reads the patterns of a language from a folder such as `/usr/share/hyphen`, where Debian's
  /// packages `hyphen-de`, `hyphen-fr` and their like put them; `nil` when there are none.
  ///
  /// `hyph_de_AT.dic` is taken for `de-AT` when it is there, else the first file of the language.
  fileprivate init?(language: String, in folder: String) {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    } catch {
      return nil
    }
    let exact = "hyph_\(language.replacing("-", with: "_")).dic"
    let base = "hyph_\(language.prefix { $0 != "-" }.lowercased())"
    let name =
      names.first { $0 == exact }
      ?? names.first { $0.hasSuffix(".dic") && ($0 == base + ".dic" || $0.hasPrefix(base + "_")) }
    guard let name, let data = FileManager.default.contents(atPath: "\(folder)/\(name)") else {
      return nil
    }
    // The first line names the characters' encoding.
    let encoding = String(decoding: data.prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
    let text =
      switch encoding {
      case "ISO8859-1", "ISO8859-15": String(data: data, encoding: .isoLatin1)
      case "ISO8859-2": String(data: data, encoding: .isoLatin2)
      default: String(data: data, encoding: .utf8)
      }
    guard let text else { return nil }
    self.init(text: text)
  }
}
