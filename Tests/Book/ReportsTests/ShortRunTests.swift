import CellOutputs
import Chapters
import Plots
import Reports
import Testing

/// Figures and tables of a short run say so, from what their cells were observed to read.
@Suite struct ShortRunTests {
  private static let results = [
    CellResult(outputs: [.figure(Figure(.plot(Plot("A") { Line(x: [0, 1], y: [0, 1]) })))]),
    CellResult(outputs: [.table(CellOutputs.Table(columns: [.init("a")], rows: [["1"]]))]),
  ]

  private func outline(
    language: String = "en", profile: String = "quick", values: [String: Int] = [:],
    read: [Set<String>], body: String = cells
  ) -> String {
    let text = """
      ---
      title: T
      lang: \(language)
      params:
        images: 400
        epochs: 2
        kind: max
        rate: 8
      profiles:
        full:
          images: 1000
          epochs: 10
          kind: average
          rate: 1
      ---

      \(body)
      """
    var chapter = Chapter.parse(text, path: "notes.md")
    for (index, parameter) in chapter.frontMatter.parameters.enumerated() {
      guard let value = values[parameter.name] else { continue }
      chapter.frontMatter.parameters[index].value = .integer(value)
    }
    let (report, diagnostics) = builder.document(
      .init(chapter, results: Self.results, parametersRead: read),
      for: Audience(profile: profile, profiles: ["full"]))
    #expect(diagnostics.isEmpty)
    return OutlineRenderer().outline(of: report)
  }

  private static let cells = """
    ```{swift}
    //| label: fig-a
    //| fig-cap: "A line."
    a
    ```

    ```{swift}
    b
    ```
    """

  @Test func `each figure and table names what its cells read, and nothing else`() {
    let outline = outline(read: [["images", "epochs"], ["kind", "rate"]])
    #expect(
      outline.contains(
        "A line. Quick run: 400 of 1,000 `images`, 2 of 10 `epochs`; `--profile full` for the whole."
      ))
    #expect(
      outline.contains(
        "Quick run: `kind` max (`full`: average), `rate` 8 (`full`: 1); "
          + "`--profile full` for the whole."))
  }

  @Test func `nothing is said where nothing is shorter`() {
    #expect(!outline(read: [[], ["seed"]]).contains("Quick run"))
    #expect(!outline(values: ["images": 1000], read: [["images"]]).contains("Quick run"))
    #expect(
      !outline(profile: "full", values: ["images": 1000], read: [["images"]]).contains("run:"))
  }

  @Test func `it is said in the chapter's language`() {
    #expect(
      outline(language: "de", read: [["images"]])
        .contains("Kurzer Lauf: 400 von 1000 `images`; `--profile full` für den ganzen."))
  }

  @Test func `a figure of several cells says it once`() {
    let body = """
      ::: {#fig-both}
      ```{swift}
      a
      ```

      Both.
      :::
      """
    let outline = outline(read: [["images"]], body: body)
    #expect(outline.ranges(of: "Quick run").count == 1)
    #expect(outline.contains("Both. Quick run: 400 of 1,000 `images`"))
  }
}
