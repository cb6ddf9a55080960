import Chapters
import Reports
import Testing

@Suite struct CitationTests {
  private static let sources = """
    @article{lecun1998, author = {LeCun, Yann and Bottou, Leon and Bengio, Yoshua and Haffner, Patrick},
      title = {Gradient-based learning}, journal = {Proceedings of the IEEE}, volume = 86, number = 11,
      pages = {2278--2324}, year = 1998, doi = {10.1109/5.726791}}
    @inproceedings{he2016, author = {He, Kaiming and Zhang, Xiangyu}, title = {Deep residual learning},
      booktitle = {CVPR}, year = 2016, eprint = {1512.03385}}
    @book{goodfellow, author = {Ian Goodfellow}, title = {Deep Learning}, publisher = {MIT Press},
      year = 2016, url = {https://www.deeplearningbook.org}}
    @inproceedings{zhang2019, author = {Zhang, Richard}, title = {Shift-invariant again?},
      booktitle = {ICML}, series = {PMLR}, volume = 97, pages = {7324--7334}, year = 2019,
      doi = {https://doi.org/10.1000/x}}
    @inproceedings{he2016b, author = {He, Kaiming and Zhang, Xiangyu}, title = {Identity mappings},
      booktitle = {ECCV}, year = 2016}
    @misc{nobody, title = {A report}, publisher = {Anonymous press}}
    """

  /// The words of a document's headings and paragraphs, and what is wrong with it.
  private func made(
    _ text: String, settings: String = "bibliography: refs.bib"
  ) -> (lines: [String], diagnostics: [String]) {
    let builder = ReportBuilder(
      highlight: { _, _ in [] },
      readResource: { path in
        guard path == "chapters/refs.bib" else { throw MissingFile() }
        return Array(Self.sources.utf8)
      })
    let chapter = Chapter.parse("---\n\(settings)\n---\n\(text)\n", path: "chapters/a.md")
    let (report, diagnostics) = builder.document(.init(chapter, results: []))
    let lines = report.chapters[0].allBlocks.compactMap { block in
      switch block {
      case .heading(let heading): heading.content.plainText
      case .paragraph(let content): content.plainText.replacing("\u{A0}", with: " ")
      default: nil
      }
    }
    return (lines, diagnostics.map(\.description))
  }

  @Test func `sources are numbered as they are cited, and listed at the end`() {
    let (lines, diagnostics) = made(
      "# T\n\nBy @he2016 and [@lecun1998, p. 7; @he2016]. More in [see @goodfellow].")
    #expect(diagnostics.isEmpty)
    #expect(
      lines == [
        "By He and Zhang (2016) [1] and [2, p. 7; 1]. More in [see 3].", "References",
        "Kaiming He and Xiangyu Zhang. Deep residual learning. In CVPR, 2016. arXiv:1512.03385",
        "Yann LeCun, Leon Bottou, Yoshua Bengio and Patrick Haffner. Gradient-based learning. "
          + "Proceedings of the IEEE 86(11), 2278–2324, 1998. doi:10.1109/5.726791",
        "Ian Goodfellow. Deep Learning. MIT Press, 2016. https://www.deeplearningbook.org",
      ])
  }

  @Test func `the list stands where its author wants it, in the chapter's language`() {
    let text = "# T\n\n## Quellen\n\n::: {#refs}\n:::\n\n## Ende\n\nNach @lecun1998, @he2016.\n"
    let (lines, diagnostics) = made(text, settings: "bibliography: refs.bib\nlang: de")
    #expect(diagnostics.isEmpty)
    #expect(lines.first == "Quellen")
    #expect(lines.dropFirst(2).first?.hasPrefix("Kaiming He und Xiangyu Zhang.") == true)
    #expect(lines.suffix(2) == ["Ende", "Nach LeCun et al. (1998) [1], He und Zhang (2016) [2]."])
  }

  @Test func `the volume of a series stands behind it, and a link's identifier is written once`() {
    #expect(
      made("# T\n\nBy [@zhang2019].").lines.last
        == "Richard Zhang. Shift-invariant again? In ICML, PMLR 97, 7324–7334, 2019. doi:10.1000/x")
  }

  @Test func `a colon may stand behind a citation, but not where it defines a link`() {
    let (lines, diagnostics) = made(
      "# T\n\nBy [@he2016]: see [here].\n\n[here]: https://example.org\n")
    #expect(diagnostics.isEmpty)
    #expect(lines.first == "By [1]: see here.")
  }

  /// What natbib and BibLaTeX make of the same in their styles by author and year.
  @Test func `by author and year, a citation names both, and the list goes by names`() {
    let (lines, diagnostics) = made(
      "# T\n\nBy @he2016 and [@lecun1998, p. 7; -@he2016]. More in [see @goodfellow] and [-@zhang2019].",
      settings: "bibliography: refs.bib\ncitation-style: author-year")
    #expect(diagnostics.isEmpty)
    #expect(
      lines == [
        "By He and Zhang (2016) and (LeCun et al., 1998, p. 7; 2016). More in (see Goodfellow, 2016)"
          + " and (2019).", "References",
        "Goodfellow, Ian (2016). Deep Learning. MIT Press. https://www.deeplearningbook.org",
        "He, Kaiming and Xiangyu Zhang (2016). Deep residual learning. In CVPR. arXiv:1512.03385",
        "LeCun, Yann, Leon Bottou, Yoshua Bengio and Patrick Haffner (1998). Gradient-based learning. "
          + "Proceedings of the IEEE 86(11), 2278–2324. doi:10.1109/5.726791",
        "Zhang, Richard (2019). Shift-invariant again? In ICML, PMLR 97, 7324–7334. doi:10.1000/x",
      ])
  }

  @Test func `the list is marked as one, at the end and where its author wants it`() throws {
    for (text, anchor) in [
      ("By @he2016.", nil), ("By @he2016.\n\n::: {#refs}\n:::", "cited-sources"),
    ] {
      let builder = ReportBuilder(
        highlight: { _, _ in [] }, readResource: { _ in Array(Self.sources.utf8) })
      let chapter = Chapter.parse(
        "---\nbibliography: refs.bib\n---\n# T\n\n\(text)\n", path: "chapters/a.md")
      let last = try #require(
        builder.document(.init(chapter, results: [])).report.chapters[0].blocks.last)
      guard case .division(.references, let found, _, let content) = last else {
        Issue.record("not a list of sources: \(last)")
        return
      }
      #expect(found == anchor && content.count == 1)
    }
  }

  @Test func `two sources of the same authors and year get letters, where both are cited`() {
    let settings = "bibliography: refs.bib\ncitation-style: author-year"
    let both = made("# T\n\nBy @he2016b, [@he2016] and @nobody.", settings: settings).lines
    #expect(both.first == "By He and Zhang (2016b), (He and Zhang, 2016a) and A report.")
    #expect(
      both.dropFirst(2).map { String($0.prefix(42)) } == [
        "A report. Anonymous press.", "He, Kaiming and Xiangyu Zhang (2016a). Dee",
        "He, Kaiming and Xiangyu Zhang (2016b). Ide",
      ])
    #expect(
      made("# T\n\nBy @he2016b.", settings: settings).lines.first == "By He and Zhang (2016).")
  }

  @Test func `a source that is not there is a mistake by name as well`() {
    let (lines, diagnostics) = made(
      "# T\n\nBy [@lecun1989].", settings: "bibliography: refs.bib\ncitation-style: author-year")
    #expect(lines == ["By (?)."])
    #expect(diagnostics.count == 1 && diagnostics[0].contains("did you mean '@lecun1998'?"))
  }

  @Test func `an unknown style is a mistake that names the known ones`() {
    let chapter = Chapter.parse("---\ncitation-style: apa\n---\n# T\n", path: "a.md")
    #expect(chapter.diagnostics.map(\.severity) == [.error])
    let text = chapter.diagnostics.map(\.description).joined()
    #expect(text.contains("author-year") && text.contains("numeric"))
  }

  @Test func `a chapter that cites nothing has no list`() {
    #expect(made("# T\n\nText.").lines == ["Text."])
  }

  @Test func `a source that is not there is a mistake, with the nearest one`() {
    #expect(
      made("# T\n\nBy [@lecun1989].").diagnostics == [
        """
        chapters/a.md:6:4: error: no source 'lecun1989' stands in chapters/refs.bib
          6 | By [@lecun1989].
            |    ^~~~~~~~~~~~
          fix: did you mean '@lecun1998'?
        """
      ])
    #expect(
      made("# T\n\nBy [@he2016].", settings: "bibliography: none.bib").diagnostics.first == """
        chapters/a.md: error: the bibliography 'chapters/none.bib' cannot be read: there is no such file
          fix: correct its path under 'bibliography:'
        """)
    #expect(
      made("# T\n\nBy [@he2016].", settings: "lang: en").diagnostics == [
        """
        chapters/a.md:6:4: warning: there is no bibliography in which to find 'he2016'
          6 | By [@he2016].
            |    ^~~~~~~~~
          fix: write 'bibliography: references.bib' on top of the chapter
        """
      ])
  }
}
