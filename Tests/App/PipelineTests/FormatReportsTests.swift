import Chapters
import Pipeline
import Reports
import Testing

@Suite struct FormatReportsTests {
  /// Titles each report by its audience, and finds a mistake everywhere and one on paper.
  private func make(
    _ text: String, for formats: [ReportFormat] = [.html, .pdf]
  ) -> (titles: [String], diagnostics: [String]) {
    let chapter = Chapter.parse(text, path: "a.md")
    let (reports, diagnostics) = FormatReports.make(
      for: formats, of: [chapter], profile: "quick"
    ) { audience in
      let title = audience.format?.rawValue ?? "all"
      let report = Report(
        kind: .document, fileName: "a", title: title, language: "en", chapters: [])
      let mistakes = ["everywhere"] + (title == "pdf" ? ["on paper"] : [])
      return (report, mistakes.map { Diagnostic(.warning, file: "a.md", $0) })
    }
    let all: [ReportFormat?] = [.html, .pdf, .ipynb, nil]
    return (all.map { reports.report(for: $0).title }, diagnostics.map(\.message))
  }

  @Test func `all formats share one report when no part is for some of them`() {
    let made = make("Text")
    #expect(made.titles == ["all", "all", "all", "all"])
    #expect(made.diagnostics == ["everywhere"])
  }

  @Test func `each format has its own report when a part is, and each mistake is told once`() {
    let made = make("[a]{.content-visible when-format=html}")
    #expect(made.titles == ["html", "pdf", "all", "all"])
    #expect(made.diagnostics == ["everywhere", "on paper"])
  }

  @Test(arguments: [
    "---\nparams: {a: 1}\n---\nText", "```{swift}\n//| include: false\n1\n```",
    "```{swift}\n//| echo: false\n1\n```", "```{swift}\n//| eval: false\n1\n```",
    "```{swift}\n//| error: trap\n1\n```", "```{swift}\n//| fig-height: 2\n1\n```",
  ])
  func `a notebook has its own where there is more to run than to read`(text: String) {
    #expect(make(text, for: [.html, .ipynb]).titles == ["all", "all", "ipynb", "all"])
    #expect(make(text).titles == ["all", "all", "all", "all"])
  }
}
