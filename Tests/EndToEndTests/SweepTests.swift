import Foundation
import TestSupport
import Testing

/// `convolume sweep`, and cells that run for several seeds, with the real command.
@Suite struct SweepTests {
  private let text = """
    ---
    title: "Rates"
    params:
      lr: 0.5
      seed: 1
    ---

    ```{swift}
    print("set up")
    ```

    ```{swift}
    record("score", params.lr * 100 + Double(params.seed))
    ```
    """

  private struct Page: Decodable {
    struct Variant: Decodable {
      struct Chapter: Decodable {
        struct Value: Decodable { var value: Double }
        var values: [Value]
      }
      var values: [String]
      var chapters: [Chapter]
    }
    var variants: [Variant]
  }

  @Test func `runs each variant once, reuses what is stored, and compares them on one page`() throws
  {
    let book = try Book(["01-rates.md": text])
    let first = try book.convolume("sweep", "-P", "lr:0.5,2", "-P", "seed:1..2")
    #expect(first.status == 0)
    #expect(first.errors.contains("[1/4] lr=0.5 seed=1\n"))
    // The cell that reads no parameter runs once.
    #expect(first.errors.contains("5 cells run, 3 unchanged\n"))
    let page = try JSONDecoder().decode(
      Page.self, from: book.folder.bytes(of: "output/sweep/sweep.json"))
    #expect(
      page.variants.map(\.values) == [["0.5", "1"], ["0.5", "2"], ["2", "1"], ["2", "2"]])
    let scores = page.variants.flatMap { $0.chapters.flatMap { $0.values.map(\.value) } }
    #expect(scores == [51, 52, 201, 202])
    let html = try book.folder.text(of: "output/sweep/index.html")
    #expect(html.contains("<th scope=\"col\" class=\"right\">median</th>"))
    #expect(html.contains(">51.5</td>"))

    let second = try book.convolume("sweep", "-P", "lr:0.5,2", "-P", "seed:1..3")
    #expect(second.errors.contains("2 cells run, 10 unchanged\n"))
  }

  @Test func `mistakes in the arguments exit with 2`() throws {
    let book = try Book(["01-rates.md": text])
    let nothing = try book.convolume("sweep")
    #expect(nothing.status == 2)
    #expect(nothing.errors.contains("a sweep needs values to try"))
    let unknown = try book.convolume("sweep", "-P", "lrr:1,2")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("Did you mean 'lr'?"))
  }

  @Test func `parameters come from a file, and its mistakes exit with 2`() throws {
    let book = try Book(["01-rates.md": text])
    try book.folder.write("lr: 3\n", to: "values.yml")
    let outcome = try book.render("--to", "html", "--execute-params", "values.yml")
    #expect(outcome.status == 0)
    #expect(try book.folder.text(of: "output/results/01-rates.json").contains("301"))
    try book.folder.write("lrr: 3\n", to: "values.yml")
    let unknown = try book.render("--execute-params", "values.yml")
    #expect(unknown.status == 2)
    #expect(unknown.errors.contains("values.yml:1:1: error: no chapter declares a parameter 'lrr'"))
  }

  @Test func `a cell runs for each of its seeds, and a cell below draws their band`() throws {
    let seeds = """
      # Seeds

      ```{swift}
      //| seeds: 3
      print("run \\(seed)")
      record("curve", [Double(seed), Double(seed * seed)])
      ```

      ```{swift}
      //| label: fig-band
      //| fig-cap: "Three runs."
      overSeeds("curve")
      ```

      The median ends at `{swift} overSeeds("curve").median[1]`.
      """
    let book = try Book(["01-seeds.md": seeds])
    let outcome = try book.render("--to", "html")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try book.folder.text(of: "output/html/01-seeds.html")
    #expect(page.contains("<samp>run 1</samp>"))
    #expect(page.contains("Shown is the run with seed 1, one of 3."))
    #expect(page.contains("The median ends at 4.0."))

    try book.folder.write(
      seeds.replacing("seeds: 3", with: "seeds: 5"), to: "chapters/01-seeds.md")
    let more = try book.render("--to", "html")
    // Two seeds and the figure; inline values are not counted.
    #expect(more.errors.contains("3 cells run, 1 unchanged"), "\(more.errors)")
    #expect(
      try book.folder.text(of: "output/html/01-seeds.html").contains("The median ends at 9.0."))
  }
}
