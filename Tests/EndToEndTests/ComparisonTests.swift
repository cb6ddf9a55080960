import Foundation
import TestSupport
import Testing

/// Experiments with several variants and seeds, as a chapter makes them.
@Suite struct ComparisonTests {
  private static func chapter(_ run: String, below: String = "") -> String {
    """
    # Widths

    ```{swift}
    let images = drawnDigits(trainCount: 60, testCount: 40, seed: 5)
    ```

    ```{swift}
    //| label: tbl-widths
    //| tbl-cap: Accuracy by width.
    let comparison = try compare(["narrow": 1, "wide": 16], seeds: 3) { width, seed in
      \(run)
      var model = Sequential(input: [1, 28, 28], seed: seed) {
        AveragePool2D(window: 4)
        Flatten()
        Linear(from: 49, to: width)
        Tanh()
        Linear(from: width, to: 10)
      }
      try train(
        &model, on: images.train, optimizer: Adam(learningRate: 0.02), epochs: 20, batch: 8,
        seed: seed)
      return Trial(
        training: evaluate(model, on: images.train), validation: evaluate(model, on: images.test))
    }
    comparison.record("width")
    comparison.table()
    ```

    The wide network is `{swift} comparison.verdict("wide", against: "narrow")`.
    \(below)
    """
  }

  @Test func `a verdict stands in its sentence, and each run is kept`() throws {
    let book = try Book(["01-widths.md": Self.chapter("")])
    let outcome = try book.render("--to", "html")
    #expect(outcome.status == 0, "\(outcome.errors)")
    let page = try book.folder.text(of: "output/html/01-widths.html")
    #expect(page.contains("The wide network is better (by "), "\(page)")

    let results = try book.folder.text(of: "output/results/01-widths.json")
    #expect(results.contains("width, narrow, validation accuracy"))
    #expect(results.contains("width, wide, gap"))

    func checkpoints() -> [String] { book.folder.files().filter { $0.hasSuffix(".training") } }
    let first = checkpoints()
    #expect(first.count == 6)
    // Another text of the cell, the same six runs.
    try book.folder.write(Self.chapter("_ = width"), to: "chapters/01-widths.md")
    let second = try book.render("--to", "html")
    #expect(second.status == 0, "\(second.errors)")
    #expect(checkpoints() == first)
    #expect(try book.folder.text(of: "output/html/01-widths.html").contains("better (by "))
  }

  @Test func `a trap in a variant names its line in the chapter`() throws {
    let book = try Book([
      "01-widths.md": Self.chapter("if seed == 2 { _ = MaxPool2D(window: 1 - width) }")
    ])
    let outcome = try book.render("--to", "html")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("chapters/01-widths.md:11:"), "\(outcome.errors)")
    #expect(outcome.errors.contains("MaxPool2D: the window must have at least 1 row, got 0."))
  }

  @Test func `an error thrown in a variant names the cell's try`() throws {
    let book = try Book([
      "01-widths.md": Self.chapter("if seed == 2 { throw CancellationError() }")
    ])
    let outcome = try book.render("--to", "html")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("chapters/01-widths.md:10:"), "\(outcome.errors)")
  }
}
