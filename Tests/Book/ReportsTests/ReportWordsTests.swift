import CellOutputs
import Chapters
import Reports
import Testing

@Suite struct ReportWordsTests {
  @Test func `every language has every word, and keeps the gaps of its phrases`() {
    let english = ReportWords(language: "en")
    #expect(ReportWords.languages.count >= 7)
    for language in ReportWords.languages {
      let words = ReportWords(language: language)
      for word in FixedWord.allCases {
        #expect(!words[word].isEmpty, "\(language) lacks \(word)")
        #expect(
          words[word].split(separator: "%@", omittingEmptySubsequences: false).count
            == english[word].split(separator: "%@", omittingEmptySubsequences: false).count,
          "\(language): \(word)")
      }
      // A table that was filled with another language's words would pass the lines above.
      #expect(language == "en" || words[.exercise] != english[.exercise])
    }
  }

  @Test func `a region speaks its language, and an unknown language speaks English`() {
    #expect(ReportWords(language: "de-AT")[.figure] == "Abbildung")
    #expect(ReportWords(language: "pl")[.figure] == "Figure")
    #expect(!ReportWords(language: "pl").isTranslated)
  }

  private func text(_ yaml: String) -> (outline: String, diagnostics: [Diagnostic]) {
    let chapter = Chapter.parse(
      """
      ---
      title: Netze
      \(yaml)
      ---

      See @fig-a and @tbl-b.

      ```{swift}
      //| label: fig-a
      //| fig-cap: A line
      let a = 1
      ```

      : A table {#tbl-b}

      | a | b |
      |---|---|
      | 1 | 2 |

      ::: {.callout-warning}
      Mind the border.
      :::
      """, path: "a.md")
    let builder = ReportBuilder(highlight: { _, _ in [] }, readResource: { _ in [] })
    let failure = CellFailure(kind: .trap, message: "out of range")
    let (report, diagnostics) = builder.document(
      ReportBuilder.ExecutedChapter(chapter, results: [CellResult(failure: failure)]))
    return (OutlineRenderer().outline(of: report), chapter.diagnostics + diagnostics)
  }

  @Test func `captions, references, callouts and failures speak the chapter's language`() {
    let (outline, diagnostics) = text("lang: de")
    #expect(diagnostics.isEmpty)
    #expect(outline.contains("See [Abbildung 1](a#fig-a) and [Tabelle 1](a#tbl-b)."))
    #expect(outline.contains("table #tbl-b: Tabelle 1 A table"))
    #expect(outline.contains("warning: Warnung"))
    #expect(outline.contains("failure: Diese Zelle ist abgestürzt: out of range"))
  }

  @Test func `an author's own words stand in captions and in references`() {
    let (outline, _) = text("crossref: {tbl-title: Tab., tbl-prefix: tab., fig-prefix: fig.}")
    #expect(outline.contains("See [fig. 1](a#fig-a) and [tab. 1](a#tbl-b)."))
    #expect(outline.contains("table #tbl-b: Tab. 1 A table"))
  }

  @Test func `tells of a language without words, with its line`() {
    let (outline, diagnostics) = text("lang: pl")
    #expect(outline.contains("[Figure 1](a#fig-a)"))
    #expect(
      diagnostics.map(\.description) == [
        """
        a.md:3:1: warning: words such as 'Figure' and 'Contents' stay English: there are none for 'pl'
          3 | lang: pl
            | ^~~~
          why: there are words for de, en, es, fr, it, nl, pt
          fix: set those of captions and references under 'crossref:', such as 'fig-title'
        """
      ])
  }
}
