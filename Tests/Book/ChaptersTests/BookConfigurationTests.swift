import Chapters
import Testing

@Suite struct BookConfigurationTests {
  private func parse(_ text: String) -> BookConfiguration {
    BookConfiguration.parse(Array(text.utf8), path: "_convolume.yml")
  }

  @Test func `reads a book in Quarto's shape`() {
    let book = parse(
      """
      project:
        type: book
        output-dir: build
      book:
        title: Networks
        author: A. Teacher
        output-file: handout
        chapters:
          - index.md
          - chapters/01-pooling.md
          - chapters/02-padding.md
      params:
        epochs: 2
      execute:
        timeout: 60
      format:
        html: default
      """)
    #expect(book.diagnostics.isEmpty)
    #expect(book.outputFolder == "build")
    #expect(book.outputFile == "handout")
    #expect(book.title == "Networks")
    #expect(book.authors == ["A. Teacher"])
    #expect(book.chapters == ["index.md", "chapters/01-pooling.md", "chapters/02-padding.md"])
    #expect(book.defaults.parameters == [.init(name: "epochs", value: .integer(2))])
    #expect(book.defaults.timeout == 60)
  }

  @Test func `reads the chapters of a part, and tells that parts have no titles here`() {
    let book = parse("book:\n  chapters:\n    - part: Basics\n      chapters: [a.md, b.md]\n")
    #expect(book.chapters == ["a.md", "b.md"])
    #expect(book.diagnostics.map(\.message) == ["setting 'part' has no effect"])
  }

  @Test func `keeps what is said of the book outside of 'book'`() {
    let book = parse("title: Networks\nsubtitle: By experiment\ndate: 2026\nlang: de\n")
    #expect(book.title == "Networks")
    #expect(book.subtitle == "By experiment")
    #expect(book.date == "2026")
    #expect(book.defaults.language == "de")
    #expect(book.defaults.subtitle == nil)
  }

  @Test func `numbers may begin with chapter 0, and a chapter cannot choose its own`() {
    #expect(parse("number-offset: -1\n").numberOffset == -1)
    #expect(parse("number-offset: -1\n").diagnostics.isEmpty)
    #expect(
      parse("number-offset: -2\n").diagnostics.map(\.description) == [
        """
        _convolume.yml:1:16: error: 'number-offset' must be -1 for a book that begins with \
        chapter 0, or more, not '-2'
          1 | number-offset: -2
            |                ^~
        """
      ])
    #expect(
      Chapter.parse("---\nnumber-offset: 4\n---\n", path: "a.md").diagnostics.first?.fix
        == "write it in _convolume.yml, where it tells with which number that begins")
  }

  @Test func `takes all chapters in order of name when none are listed`() {
    let files = ["chapters/02-b.md", "README.md", "chapters/01-a.md", "chapters/_draft.md"]
    #expect(parse("").chapterPaths(among: files) == ["chapters/01-a.md", "chapters/02-b.md"])
  }

  @Test func `appendices stand behind the chapters, and are none of them`() {
    let files = ["chapters/90-z.md", "chapters/02-b.md", "chapters/01-a.md"]
    let book = parse("book:\n  appendices:\n    - chapters/90-z.md\n    - other/y.md\n")
    #expect(book.diagnostics.isEmpty)
    #expect(
      book.chapterPaths(among: files) == [
        "chapters/01-a.md", "chapters/02-b.md", "chapters/90-z.md", "other/y.md",
      ])
  }

  @Test func `names the nearest key for an unknown one`() {
    #expect(
      parse("book:\n  titel: X\nprojekt:\n  type: book\n").diagnostics.map(\.description) == [
        """
        _convolume.yml:2:3: warning: unknown setting 'titel'
          2 |   titel: X
            |   ^~~~~
          fix: did you mean 'title'?
        """,
        """
        _convolume.yml:3:1: warning: unknown setting 'projekt'
          3 | projekt:
            | ^~~~~~~
          fix: did you mean 'project'?
        """,
      ])
  }

  @Test func `refuses a file name with folders`() {
    #expect(
      parse("book:\n  output-file: a/b\n").diagnostics.map(\.message) == [
        "'output-file' must be a file name without folder and extension, not 'a/b'"
      ])
  }
}
