import Foundation
import TestSupport
import Testing

/// `--edition student`: no byte of what it writes tells anything of a solution.
@Suite struct EditionTests {
  /// Words that stand in solutions and teacher's notes only, each in another role.
  ///
  /// `mwprinted`, `mwinline` and `mwvalue` are put together by cells, so that code does not hold them.
  private let markers = [
    "mwprose", "mwcode", "mwcomment", "mwprinted", "mwcaption", "mwalternative", "mwrecord",
    "mwvalue", "mwlabel", "mwreference", "mwfootnote", "mwheading", "mwtablecell", "mwtablecaption",
    "mwlistingcaption", "mwinline", "mwlink", "mwaxis", "mwfailure", "mwnote", "mwnotecell",
    "mwunlabelled",
  ]

  private let text = """
    # Sums

    ```{swift}
    let numbers = Array(1...5)
    record("count", numbers.count)
    ```

    ::: {#exr-sum}
    Add @fig-numbers up.[^hint]
    :::

    ::: {#sol-sum}
    ## mwheading

    Here is mwprose, by @fig-mwlabel (mwreference) and [a link](https://example.org/mwlink).[^mw]

    ```{swift}
    //| label: fig-mwlabel
    //| fig-cap: "A mwcaption."
    //| fig-alt: "A mwalternative."
    //| lst-label: lst-solution
    //| lst-cap: "A mwlistingcaption."
    // A mwcomment.
    let mwcode = numbers.reduce(0, +)
    print("mw" + "printed")
    record("mwrecord", "mw" + "value")
    Plot { Line(x: numbers, y: numbers) }.xAxis("mwaxis").yAxis("y")
    ```

    It is `{swift} "mw" + "inline"`, as @lst-solution has it.

    | mwtablecell | b |
    | --- | --- |
    | 1 | 2 |

    : A mwtablecaption. {#tbl-solution}

    ```{swift}
    //| error: throw
    struct Mistake: Error { var mwfailure = 1 }
    throw Mistake()
    ```
    :::

    ::: {.solution}
    Another one, mwunlabelled.
    :::

    ::: {.callout-note .instructor}
    Say mwnote.

    ```{swift}
    //| label: mwnotecell
    numbers.count
    ```
    :::

    ```{swift}
    //| label: fig-numbers
    //| fig-cap: "The numbers."
    Plot { Line(x: numbers, y: numbers) }.xAxis("n").yAxis("n")
    ```

    @fig-numbers shows `{swift} numbers.count` numbers.

    [^hint]: Twice is not enough.

    [^mw]: A mwfootnote.
    """

  /// All that lies in a folder, as a reader's programs might show it: every file's bytes, and what the
  /// streams and the text of each PDF are.
  private func content(of output: String, in book: Book) throws -> String {
    var content = ""
    for path in book.folder.files().filter({ $0.hasPrefix(output) }).sorted() {
      content += path + "\n"
      content += String(decoding: try book.folder.bytes(of: path), as: UTF8.self)
      guard path.hasSuffix(".pdf") else { continue }
      let qpdf = try #require(Tool.installed("qpdf"))
      let open = "open/\(path.replacing("/", with: "-"))"
      try book.folder.write("", to: open)
      let outcome = try qpdf.run(
        ["--qdf", "--object-streams=disable", path, open], in: book.folder.url)
      try #require(outcome.status == 0, "\(outcome.errors)")
      content += String(decoding: try book.folder.bytes(of: open), as: UTF8.self)
      let pdftotext = try #require(Tool.installed("pdftotext"))
      content += try pdftotext.run([path, "-"], in: book.folder.url).output
    }
    return content
  }

  @Test func `the student's edition has nothing of a solution, the instructor's has all`() throws {
    let book = try Book(["01-sums.md": text])
    let instructor = try book.render()
    try #require(instructor.status == 0, "\(instructor.errors)")
    let student = try book.render("--edition", "student")
    try #require(student.status == 0, "\(student.errors)")
    #expect(student.errors.contains("0 cells run"))

    let ours = try content(of: "output/student/", in: book)
    let folders = ["html", "pdf", "notebooks", "figures", "results", "chapters"]
    for folder in folders { #expect(ours.contains("output/student/\(folder)/")) }
    #expect(ours.contains("Twice is not enough"))
    #expect(markers.filter { ours.contains($0) } == [])
    #expect(!ours.contains("sol-sum"))

    try FileManager.default.removeItem(at: book.folder.url.appending(path: "output/student"))
    let theirs = try content(of: "output/", in: book)
    #expect(markers.filter { !theirs.contains($0) } == [])

    // The figure behind the solution has the same number for both.
    #expect(ours.contains("Figure\u{A0}1.1") && theirs.contains("Figure\u{A0}1.1"))
    #expect(!ours.contains("Figure\u{A0}1.2") && !theirs.contains("Figure\u{A0}1.2"))
    #expect(theirs.contains("Figure\u{A0}1.S1"))
  }

  @Test func `a folder holds one edition: the other's files go`() throws {
    let book = try Book(["01-sums.md": text])
    try #require(try book.render("--to", "html,ipynb").status == 0)
    #expect(book.folder.files().contains("output/notebooks/01-sums.ipynb"))
    let outcome = try book.render("--edition", "student", "--to", "html", "--output-dir", "output")
    try #require(outcome.status == 0, "\(outcome.errors)")
    let output = try content(of: "output/", in: book)
    #expect(markers.filter { output.contains($0) } == [])
  }

  @Test func `a student's copy renders by itself, with the sources that it cites`() throws {
    let chapter = """
      ---
      bibliography: sources.bib
      ---

      # T

      As [@lecun1998] has it.

      ::: {#sol-t}
      Hidden.
      :::
      """
    let book = try Book(["01-t.md": chapter])
    try book.folder.write(
      "@article{lecun1998, author = {LeCun, Yann}, title = {Learning}, year = {1998}}",
      to: "chapters/sources.bib")
    let student = try book.render("--edition", "student", "--to", "html")
    try #require(student.status == 0, "\(student.errors)")
    let copy = book.folder.url.appending(path: "output/student")
    let outcome = try book.convolume("render", copy.path, "--to", "html")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(book.folder.files().contains("output/student/output/html/01-t.html"))
  }

  @Test func `a student's copy has the files that students' parts name, and no others`() throws {
    let chapter = """
      ---
      bibliography: ../sources.bib
      ---

      # T

      ![Shown](pictures/shown.png)

      ::: {.content-visible when-profile="full"}
      ![In full](../shared/full.png)
      :::

      ```{swift}
      //| inputs: data
      //| output: asis
      print("![Written](written" + ".png)")
      ```

      ::: {#exr-t}
      Do it.
      :::

      ::: {#sol-t}
      ![Solved](pictures/solved.png)

      ![Shown](pictures/shown.png)

      ```{swift}
      //| inputs: answers.csv
      //| output: asis
      print("![Answer](answer" + ".png)")
      ```
      :::
      """
    let book = try Book(["01-t.md": chapter])
    try book.folder.write(
      "\(try book.folder.text(of: "_convolume.yml"))profiles: {full: {n: 1}}\nparams: {n: 2}\n"
        + "css: style/own.css\n",
      to: "_convolume.yml")
    let names = [
      "pictures/shown", "../shared/full", "written", "pictures/solved", "answer", "pictures/unused",
    ]
    for name in names {
      try book.folder.write(try #require(pixel), to: "chapters/\(name).png")
    }
    for path in ["sources.bib", "style/own.css", "data/a.csv", "data/more/b.csv", "answers.csv"] {
      try book.folder.write(path.hasSuffix("css") ? "p { color: red }" : "", to: path)
    }
    let outcome = try book.render("--edition", "student", "--to", "html")
    try #require(outcome.status == 0, "\(outcome.errors)")
    let made: Set = ["html", "figures", "results", "manifest.json"]
    let copied = book.folder.files().filter { $0.hasPrefix("output/student/") }
      .map { $0.dropFirst("output/student/".count) }
      .filter { path in !made.contains { path.hasPrefix($0) } }
    #expect(
      copied.sorted() == [
        "_convolume.yml", "chapters/01-t.md", "chapters/pictures/shown.png",
        "chapters/written.png", "data/a.csv", "data/more/b.csv", "shared/full.png",
        "sources.bib", "style/own.css",
      ])
    let copy = book.folder.url.appending(path: "output/student")
    let again = try book.convolume("render", copy.path, "--to", "html", "--profile", "full")
    #expect(again.status == 0, "\(again.errors)")

    // A picture that moves into a solution leaves the copy.
    let moved = chapter.replacing("![In full](../shared/full.png)", with: "None.")
      .replacing("![Solved](", with: "![In full](../shared/full.png)\n\n![Solved](")
    try book.folder.write(moved, to: "chapters/01-t.md")
    let student = try book.render("--edition", "student", "--to", "html")
    try #require(student.status == 0, "\(student.errors)")
    #expect(!book.folder.files().contains("output/student/shared/full.png"))
  }

  @Test func `chapters in other folders lie in a student's copy where they lie in the book`() throws
  {
    let book = try Book([:])
    try book.folder.write(
      "book: {chapters: [lessons/a.md, lessons/b.md]}\n", to: "_convolume.yml")
    for name in ["a", "b"] {
      try book.folder.write("# \(name)\n\n![Both](../both.png)\n", to: "lessons/\(name).md")
    }
    try book.folder.write(try #require(pixel), to: "both.png")
    let student = try book.render("--edition", "student", "--to", "html")
    try #require(student.status == 0, "\(student.errors)")
    let copy = book.folder.url.appending(path: "output/student")
    let again = try book.convolume("render", copy.path, "--to", "html")
    #expect(again.status == 0, "\(again.errors)")
    #expect(book.folder.files().contains("output/student/output/html/b.html"))
  }

  /// A PNG of one grey pixel.
  private let pixel = Data(
    base64Encoded: "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81y"
      + "tgAAAABJRU5ErkJggg==")

  @Test func `clean removes both editions, and nothing else`() throws {
    let book = try Book(["01-sums.md": text])
    try #require(try book.render("--to", "html").status == 0)
    try #require(try book.render("--to", "html", "--edition", "student").status == 0)
    try book.folder.write("mine", to: "output/mine.txt")
    #expect(try book.convolume("clean").status == 0)
    #expect(book.folder.files().filter { $0.hasPrefix("output") } == ["output/mine.txt"])
  }

  @Test func `what students see must not rest on a solution`() throws {
    let chapter = """
      # T

      ::: {#sol-sum}
      ```{swift}
      //| label: answer
      let sum = 15
      ```
      :::

      ```{swift}
      print(sum)
      ```
      """
    let book = try Book(["01-t.md": chapter])
    try #require(try book.render("--to", "html").status == 0)
    let outcome = try book.render("--edition", "student", "--to", "html")
    #expect(outcome.status == 1)
    #expect(
      outcome.errors.contains(
        """
        chapters/01-t.md:11:1: error: cell 'cell-2' needs what 'answer' computes, which the student's \
        edition leaves out
          11 | print(sum)
             | ^~~~~~~~~~
          why: 'answer' stands in a solution or a teacher's note, on line 6
          fix: compute it in a cell above the exercise, or move this cell into the solution
        """))
    #expect(!book.folder.files().contains { $0.hasPrefix("output/student/html") })
  }
}
