import Foundation
import Testing

/// The colours of the style sheet, held against each other.
@Suite struct PaletteTests {
  /// Each named colour as the style sheet gives it, for light and for dark.
  let colors: [String: [UInt32]]

  init() throws {
    let style = try String(
      contentsOfFile: SamplePages.templateFolder + "/style.css", encoding: .utf8)
    let pattern = /--([\w-]+): light-dark\(#(\w{6}), #(\w{6})\)/
    let entries = try style.matches(of: pattern).map { match in
      (
        String(match.output.1),
        [
          try #require(UInt32(match.output.2, radix: 16)),
          try #require(UInt32(match.output.3, radix: 16)),
        ]
      )
    }
    colors = Dictionary(entries) { first, _ in first }
  }

  @Test(arguments: [
    "ink", "soft", "link", "note", "tip", "important", "warning", "caution", "code-keyword",
    "code-type", "code-function", "code-number", "code-string", "code-comment", "code-attribute",
  ])
  func `text stands out from paper and panel by 4.5 to 1 in both themes`(name: String) throws {
    let text = try #require(colors[name])
    for ground in ["paper", "panel"] {
      let ground = try #require(colors[ground])
      for theme in 0...1 {
        #expect(contrast(text[theme], ground[theme]) >= 4.5)
      }
    }
  }

  @Test func `marked text stays readable`() throws {
    let ink = try #require(colors["ink"])
    let mark = try #require(colors["mark"])
    for theme in 0...1 { #expect(contrast(ink[theme], mark[theme]) >= 4.5) }
  }

  /// The contrast ratio of two colours, as WCAG 2.2 defines it.
  private func contrast(_ first: UInt32, _ second: UInt32) -> Double {
    let (light, dark) = (
      max(luminance(first), luminance(second)), min(luminance(first), luminance(second))
    )
    return (light + 0.05) / (dark + 0.05)
  }

  /// The relative luminance of a colour, as WCAG 2.2 defines it.
  private func luminance(_ color: UInt32) -> Double {
    func linear(_ byte: UInt32) -> Double {
      let value = Double(byte & 0xFF) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(color >> 16) + 0.7152 * linear(color >> 8) + 0.0722 * linear(color)
  }
}
