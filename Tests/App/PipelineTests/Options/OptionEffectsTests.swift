import Chapters
import Testing

/// No option is accepted that does nothing: each one is tried, and something must change.
///
/// An option without a trial fails here, so that a new one cannot be forgotten.
@Suite struct OptionEffectsTests {
  /// One option beside others that it needs to be seen.
  struct Trial {
    var line: String
    var beside: [String] = ["label: fig-trial", "fig-cap: Caption"]
    var code = "let a = 1"
    /// Text above the cell.
    var above = ""
  }

  static let trials: [String: Trial] = [
    // Running.
    "label": Trial(line: "label: fig-other", beside: []),
    "eval": Trial(line: "eval: false"),
    "enabled": Trial(line: "enabled: false"),
    "include": Trial(line: "include: false"),
    "warning": Trial(line: "warning: false"),
    "output": Trial(line: "output: asis"),
    "error": Trial(line: "error: trap"),
    "cache": Trial(line: "cache: false"),
    "dependson": Trial(
      line: "dependson: first", above: "```{swift}\n//| label: first\nlet b = 2\n```"),
    "timeout": Trial(line: "timeout: 5"),
    "memory": Trial(line: "memory: 1GB"),
    "seed": Trial(line: "seed: 7"),
    "seeds": Trial(line: "seeds: 3"),
    "checkpoint": Trial(line: "checkpoint: false"),
    "threads": Trial(line: "threads: 1"),
    "inputs": Trial(line: "inputs: data.csv"),
    "expect": Trial(line: "expect: 0.98 +- 0.001"),
    "tags": Trial(line: "tags: [remove-stdout]"),
    // Code.
    "echo": Trial(line: "echo: false"),
    "lst-cap": Trial(line: "lst-cap: Code"),
    "lst-label": Trial(line: "lst-label: lst-code"),
    "lst-cap-location": Trial(line: "lst-cap-location: bottom", beside: ["lst-cap: Code"]),
    "code-fold": Trial(line: "code-fold: show"),
    "code-summary": Trial(line: "code-summary: Look", beside: ["code-fold: true"]),
    "code-overflow": Trial(line: "code-overflow: wrap"),
    "code-line-numbers": Trial(line: "code-line-numbers: true"),
    "classes": Trial(line: "classes: big"),
    // Figures.
    "fig-cap": Trial(line: "fig-cap: Another", beside: ["label: fig-trial"]),
    "fig-subcap": Trial(line: "fig-subcap: [one, two]"),
    "fig-alt": Trial(line: "fig-alt: [A line, A steeper line]"),
    "fig-width": Trial(line: "fig-width: 3"),
    "fig-height": Trial(line: "fig-height: 2"),
    "fig-asp": Trial(line: "fig-asp: 0.3"),
    "fig-align": Trial(line: "fig-align: right"),
    "fig-dpi": Trial(line: "fig-dpi: 72"),
    "fig-format": Trial(line: "fig-format: png"),
    "fig-link": Trial(line: "fig-link: https://example.org"),
    "fig-cap-location": Trial(line: "fig-cap-location: top"),
    "fig-show": Trial(line: "fig-show: hold"),
    "interval": Trial(line: "interval: 3", beside: ["fig-show: animate"]),
    "renderings": Trial(line: "renderings: light"),
    "out-width": Trial(line: "out-width: 30%"),
    "out-height": Trial(line: "out-height: 1in"),
    "column": Trial(line: "column: page"),
    "layout": Trial(line: "layout: [[1], [1]]"),
    "layout-ncol": Trial(line: "layout-ncol: 1"),
    "layout-nrow": Trial(line: "layout-nrow: 2"),
    "layout-align": Trial(line: "layout-align: left"),
    "layout-valign": Trial(line: "layout-valign: center"),
    // Tables.
    "tbl-cap": Trial(line: "tbl-cap: Layers", beside: ["label: tbl-trial"]),
    "tbl-subcap": Trial(line: "tbl-subcap: [one, two]", beside: ["label: tbl-trial"]),
    "tbl-cap-location": Trial(line: "tbl-cap-location: bottom", beside: ["tbl-cap: Layers"]),
    "tbl-colwidths": Trial(line: "tbl-colwidths: [70, 30]"),
    "cap-location": Trial(line: "cap-location: top"),
  ]

  /// Options that are tried elsewhere, since a single figure on a page does not show them.
  static let triedElsewhere: Set<String> = ["fig-pos", "exercise"]

  @Test func `every option that is accepted has a trial, and every trial is of an accepted one`() {
    #expect(Set(Self.trials.keys).union(Self.triedElsewhere) == CellOptions.names)
  }

  @Test(arguments: trials.keys.sorted())
  func `an option changes what is run or what is made`(name: String) async throws {
    let trial = try #require(Self.trials[name])
    let plain = chapter(trial, options: trial.beside)
    let changed = chapter(trial, options: trial.beside + [trial.line])
    #expect(plain.diagnostics.isEmpty)
    #expect(changed.diagnostics.isEmpty)
    #expect(try await Rendition(chapter: changed).differs(from: Rendition(chapter: plain)))
  }

  @Test func `fig-pos H keeps a figure where the text has it`() async throws {
    // Somewhere the figure comes near the foot of a page, and there it would leave its place.
    var differs = false
    for count in 6...14 where !differs {
      let above = (0..<count).map { "Paragraph \($0). \(Self.sentence)" }.joined(separator: "\n\n")
      let trial = Trial(line: "fig-pos: H", above: above)
      let plain = chapter(trial, options: trial.beside)
      let changed = chapter(trial, options: trial.beside + [trial.line])
      differs = try await Rendition(chapter: changed).differs(from: Rendition(chapter: plain))
    }
    #expect(differs)
  }

  private static let sentence = String(
    repeating: "A sentence that is long enough to fill some of the page. ", count: 6)

  private func chapter(_ trial: Trial, options: [String]) -> Chapter {
    let lines = options.map { "//| \($0)\n" }.joined()
    return Chapter.parse(
      """
      ---
      title: Trial
      ---

      \(trial.above)

      ```{swift}
      \(lines)\(trial.code)
      ```

      \(Self.sentence)

      \(Self.sentence)
      """, path: "trial.md")
  }
}
