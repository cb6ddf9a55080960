import CellOutputs
import Chapters
import Reports
import Testing

@Suite struct ReportRobustnessTests {
  /// Everything that is numbered, referred to or filled in, line by line.
  private static let lines = [
    "# Title {#sec-t}", "## Part", "#### Deep {.unnumbered}", "See @fig-a, @sec-t, [-@eq-e].",
    "$$ x^2 $$ {#eq-e}", "$\\alpha$ and $\\unknown$", "![Cap](a.png){#fig-a width=30%}",
    "![Lost](missing.png)", "::: {#exr-a}", "::: {#sol-a}", "::: {#fig-both}", "::: {#tbl-both}",
    "::: {.callout-tip title=\"A *b*\"}", ":::", "| a |\n|---|\n| 1 |", ": Caption {#tbl-x}",
    "```{swift}\n//| label: fig-cell\n//| fig-cap: \"On `{swift} x`\"\n1\n```",
    "```{swift}\n//| output: asis\n2\n```", "`{swift} y` and[^n]", "[^n]: Note @tbl-x[^n]",
    "- item\n\n  > quote", "[to](#part) and [away](02-b.md#x)", "",
  ]

  @Test func `builds any order of blocks with any results`() {
    var random = Shuffle(state: 11)
    var placed = 0
    for round in 0..<400 {
      let texts = (0..<2).map { _ in
        (0..<Int.random(in: 1...25, using: &random))
          .map { _ in Self.lines.randomElement(using: &random) ?? "" }
          .joined(separator: "\n\n")
      }
      let chapters = texts.enumerated().map { index, text in
        let results = (0..<Int.random(in: 0...4, using: &random)).map { _ in
          CellResult(
            outputs: [
              .printed("# Printed\n\n@fig-a :::\n", stream: .output), .markdown("::: x\n\n$a"),
              .table(Table(columns: [.init("k")], rows: [["1"], []])),
            ],
            inlineValues: ["x": "1"],
            failure: Bool.random(using: &random) ? CellFailure(kind: .throw, message: "no") : nil)
        }
        return (slug: "0\(index)-c", text: text, results: results)
      }
      let (report, diagnostics) = book(chapters)
      #expect(report.chapters.count == 2, "round \(round)")
      for diagnostic in diagnostics {
        #expect(diagnostic.file.hasPrefix("chapters/"), "round \(round)")
        guard let line = diagnostic.position?.line else { continue }
        placed += 1
        let lengths = texts.map { text in
          text.split(separator: "\n", omittingEmptySubsequences: false).count
        }
        #expect(line >= 1 && line <= (lengths.max() ?? 0), "round \(round): \(diagnostic)")
      }
    }
    #expect(placed > 100, "there was something to look at")
  }
}

/// A linear congruential generator (Knuth's MMIX constants), for repeatable orders.
private struct Shuffle: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return state ^ (state >> 33)
  }
}
