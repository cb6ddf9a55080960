import Chapters
import Foundation
import PDFReports
import Testing

/// The theme that comes with Convolume.
let sampleTheme: String = {
  let file = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "templates/pdf/theme.yml")
  return String(decoding: FileManager.default.contents(atPath: file.path) ?? Data(), as: UTF8.self)
}()

@Suite struct PDFThemeTests {
  func message(for yaml: String) -> String {
    do {
      _ = try PDFTheme(yaml: yaml, file: "theme.yml")
      return "accepted"
    } catch let diagnostic as Diagnostic {
      return diagnostic.message
    } catch {
      return "\(error)"
    }
  }

  @Test func `the theme that comes along is complete`() throws {
    let theme = try PDFTheme(yaml: sampleTheme, file: "theme.yml")
    #expect(theme.fonts.text == "TeX Gyre Pagella")
    #expect(abs(theme.page.size.width - 595.276) < 0.001)
  }

  @Test func `letter paper is an option`() throws {
    let yaml = sampleTheme.replacing("size: a4", with: "size: letter")
    #expect(try PDFTheme(yaml: yaml, file: "theme.yml").page.size.width == 612)
  }

  @Test func `a missing setting is named`() {
    let yaml = sampleTheme.replacing("  measure: 392", with: "")
    #expect(message(for: yaml) == "page.measure is missing.")
  }

  @Test func `an unknown setting is named`() {
    let yaml = sampleTheme.replacing("fonts:\n", with: "fonts:\n  heading: Lato\n")
    #expect(message(for: yaml) == "fonts.heading is not a setting of the PDF theme.")
  }

  @Test func `a colour that is none is named, with its line`() throws {
    let yaml = sampleTheme.replacing("accent: \"#1f4e79\"", with: "accent: blue")
    #expect(message(for: yaml) == "colors.accent must be a colour.")
  }

  @Test func `a text wider than its paper is refused`() {
    let yaml = sampleTheme.replacing("measure: 392", with: "measure: 590")
    #expect(
      message(for: yaml) == "page: the text and its margins are larger than a4 paper allows.")
  }
}
