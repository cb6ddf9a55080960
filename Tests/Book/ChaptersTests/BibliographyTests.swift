import Chapters
import Testing

@Suite struct BibliographyTests {
  private func read(_ text: String) -> Bibliography {
    Bibliography(Array(text.utf8), path: "refs.bib")
  }

  @Test func `reads an entry with its people, its accents and its joined texts`() throws {
    let bibliography = read(
      """
      What stands outside is a comment, me@example.org included.
      @string{ieee = "Proceedings of the {IEEE}"}
      @comment{@article{none, title = {No}}}
      @Article{lecun1998,
        author  = {LeCun, Yann and L{\\'e}on Bottou and Y. Bengio and {Institute and Sons}},
        Title   = "Gradient-Based {L}earning ``applied''",
        journal = ieee # { (reprint)},
        volume  = 86, number = {11},
        pages   = {2278--2324},
        month   = nov, year = 1998,
      }
      """)
    #expect(bibliography.diagnostics.isEmpty)
    #expect(bibliography.entries.keys.sorted() == ["lecun1998"])
    let entry = try #require(bibliography.entries["lecun1998"])
    #expect(entry.kind == "article")
    #expect(
      entry.authors == [
        .init(givenNames: "Yann", familyName: "LeCun"),
        .init(givenNames: "Léon", familyName: "Bottou"),
        .init(givenNames: "Y.", familyName: "Bengio"), .init(familyName: "Institute and Sons"),
      ])
    #expect(entry.fields["title"] == "Gradient-Based Learning “applied”")
    #expect(entry.fields["journal"] == "Proceedings of the IEEE (reprint)")
    #expect(entry.fields["volume"] == "86")
    #expect(entry.fields["pages"] == "2278–2324")
    #expect(entry.fields["month"] == "November")
    #expect(entry.fields["year"] == "1998")
  }

  @Test func `leaves an address as it is`() {
    let entry = read(
      """
      @misc{k, url = {https://a.org/~me/x--y\\_z.pdf}, doi = {10.1007/978-3-642_10}, note = {a~b--c},
        eprint = "{1412.6980}"}
      """
    ).entries["k"]
    #expect(entry?.fields["url"] == "https://a.org/~me/x--y_z.pdf")
    #expect(entry?.fields["doi"] == "10.1007/978-3-642_10")
    #expect(entry?.fields["eprint"] == "1412.6980")
    #expect(entry?.fields["note"] == "a\u{A0}b–c")
  }

  @Test(arguments: [
    ("Ludwig van Beethoven", "Ludwig", "van Beethoven"),
    ("van Gogh, Vincent", "Vincent", "van Gogh"),
    ("King, Jr., Martin Luther", "Martin Luther", "King, Jr."), ("Plato", "", "Plato"),
    ("M{\\\"u}ller, J{\\\"o}rg", "Jörg", "Müller"), ("Erd{\\H o}s, P{\\'a}l", "Pál", "Erdős"),
    ("{\\O}ystein Ore", "Øystein", "Ore"), ("Fran\\c{c}ois Vi\\`ete", "François", "Viète"),
    ("Mart{\\'\\i}n, A.", "A.", "Martín"),
  ])
  func `takes a name apart as it is written`(written: String, given: String, family: String) {
    let entry = read("@book{k, author = {\(written)}}").entries["k"]
    #expect(entry?.authors == [.init(givenNames: given, familyName: family)])
  }

  @Test func `says where an entry is not as it should be, and reads on`() {
    let bibliography = read(
      """
      @article{a, title {No}}
      @article{b, journal = nature}
      @misc{c, title = {Yes}}
      @misc{c, title = {Again}}
      @misc{, title = {Unnamed}}
      @misc{d, title = {Open
      """)
    #expect(
      bibliography.diagnostics.map(\.description) == [
        """
        refs.bib:1:13: error: '=' and a value belong behind 'title'
          1 | @article{a, title {No}}
            |             ^
        """,
        """
        refs.bib:2:23: error: no '@string' defines 'nature'
          2 | @article{b, journal = nature}
            |                       ^
        """,
        """
        refs.bib:4:1: error: the key 'c' is taken by an entry above
          4 | @misc{c, title = {Again}}
            | ^
        """,
        """
        refs.bib:5:1: error: this entry has no key
          5 | @misc{, title = {Unnamed}}
            | ^
        """,
        """
        refs.bib:6:18: error: this '{' is never closed
          6 | @misc{d, title = {Open
            |                  ^
        """,
      ])
    #expect(bibliography.entries["c"] != nil)
  }

  @Test func `an empty file holds nothing, and one that is no text says so`() {
    #expect(read("") == Bibliography())
    #expect(Bibliography([0x40, 0xFF], path: "refs.bib").diagnostics.count == 1)
    #expect(
      read("@misc{a, title = {x}").diagnostics.map(\.message) == [
        "the entry 'a' is never closed"
      ])
  }

  // MARK: Citations in text

  private func citations(_ text: String, cites: Bool = true) -> [Inline.Citation] {
    let top = cites ? "---\nbibliography: refs.bib\n---\n" : ""
    let chapter = Chapter.parse(top + text, path: "a.md")
    guard case .paragraph(let content)? = chapter.blocks.first else { return [] }
    return content.compactMap { if case .citation(let citation) = $0 { citation } else { nil } }
  }

  @Test func `reads citations with words around them`() {
    let found = citations("As shown [see @lecun1998, p. 7; -@alex_2012] and by @he2016.\n")
    #expect(
      found.map(\.items) == [
        [
          .init(key: "lecun1998", prefix: "see", locator: "p. 7"),
          .init(key: "alex_2012", leavesOutAuthors: true),
        ],
        [.init(key: "he2016")],
      ])
    #expect(found.map(\.isInText) == [false, true])
    #expect(found.first?.position == SourcePosition(line: 4, column: 10))
  }

  @Test(arguments: [
    "me@example.org", "https://example.org/@someone", "`@code`", "\\@escaped", "@fig-plot",
    "[@fig-plot]", "@ alone", "@@twice",
  ])
  func `what only looks like a citation is none`(text: String) {
    #expect(citations(text).isEmpty)
  }

  @Test func `a sign in a sentence cites nothing without a bibliography`() {
    #expect(citations("Ask @someone.", cites: false).isEmpty)
    #expect(citations("Ask [@someone].", cites: false).count == 1)
  }
}
