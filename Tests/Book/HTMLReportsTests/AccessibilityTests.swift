import Foundation
import Testing

/// What those need who do not see the page, or not well.
@Suite struct AccessibilityTests {
  let pages: [String]

  init() async throws {
    pages = try await SamplePages.files(of: SampleReport.book()).map(\.text)
  }

  @Test func `each page names its language and has one title and one main part`() {
    for page in pages {
      #expect(page.contains(#"<html lang="en" "#))
      #expect(page.ranges(of: "<h1").count == 1)
      #expect(page.ranges(of: "<main").count == 1)
      #expect(page.contains(##"<a class="skip" href="#text">"##))
    }
  }

  @Test func `no heading level is skipped`() throws {
    for page in pages {
      let levels = try page.matches(of: /<h([1-6])/).map { try #require(Int($0.output.1)) }
      #expect(levels.first == 1)
      for (above, below) in zip(levels, levels.dropFirst()) { #expect(below <= above + 1) }
    }
  }

  @Test func `each picture has an alternative text`() {
    #expect(pages.joined().contains("<svg ") && pages.joined().contains("<img "))
    for page in pages {
      for svg in page.matches(of: /<svg [^>]*>/) where !svg.output.contains("aria-hidden") {
        #expect(svg.output.contains(#"role="img" aria-label=""#))
        #expect(!svg.output.contains(#"aria-label="""#))
      }
      for image in page.matches(of: /<img [^>]*>/) {
        #expect(image.output.contains(/alt="[^"]+"/))
      }
    }
  }

  @Test func `each id is there once, and each link inside the page finds its place`() {
    for page in pages {
      let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.output.1) }
      #expect(!ids.isEmpty && Set(ids).count == ids.count)
      let targets = page.matches(of: /\s(?:xlink:)?href="#([^"]*)"/).map { String($0.output.1) }
      #expect(!targets.isEmpty && Set(targets).subtracting(ids).isEmpty)
    }
  }

  @Test func `whatever may scroll can be reached with the keyboard`() {
    #expect(pages.joined().contains("<pre") && pages.joined().contains(#"<div class="scroll""#))
    for page in pages {
      for region in page.matches(of: /<pre[^>]*>|<div class="scroll"[^>]*>/) {
        #expect(region.output.contains(#"tabindex="0""#))
      }
    }
  }

  @Test func `each drawing is there for both themes, and paper takes the light one`() throws {
    let page = pages[2]
    // One wide figure with a narrow version, and two that are narrow anyway.
    for theme in ["light", "dark"] {
      #expect(page.ranges(of: "<svg class=\"\(theme)\"").count == 2)
      #expect(page.ranges(of: "<svg class=\"\(theme) wide\"").count == 1)
      #expect(page.ranges(of: "<svg class=\"\(theme) narrow\"").count == 1)
    }
    let style = try #require(page.firstMatch(of: /<style>([\s\S]*?)<\/style>/)).output.1
    #expect(
      style.contains(
        "@media not screen {\n  .drawing .dark, .drawing .narrow { display: none; }\n}"))
  }

  @Test func `the numbers behind a plot are a disclosure beside it`() {
    #expect(pages[2].contains("<summary>Data of Figure 1.1</summary>"))
  }
}
