import Foundation
import TestSupport
import Testing

/// Figures of a short run say so, from what their cells were observed to read.
@Suite struct ShortRunTests {
  private let text = """
    ---
    title: Images
    params:
      images: 4
      unread: 1
    profiles:
      full:
        images: 10
        unread: 2
    ---

    ```{swift}
    let numbers = Array(1...params.images)
    ```

    ```{swift}
    //| label: fig-of-all
    //| fig-cap: "All images."
    Plot { Line(x: numbers, y: numbers) }.xAxis("n").yAxis("n")
    ```

    ```{swift}
    //| label: fig-of-none
    //| fig-cap: "No image."
    Plot { Line(x: [1, 2], y: [1, 2]) }.xAxis("n").yAxis("n")
    ```
    """

  @Test func `a figure tells what a cell above it has read, and a whole run tells nothing`() throws
  {
    let book = try Book(["01-images.md": text])
    func page(_ arguments: String...) throws -> String {
      let outcome = try Book.convolume.run(
        ["render", "--to", "html"] + arguments, in: book.folder.url)
      try #require(outcome.status == 0, "\(outcome.errors)")
      return try book.folder.text(of: "output/html/01-images.html")
    }
    // The second time, nothing is run: what was observed is kept with the results.
    for _ in 1...2 {
      let short = try page("--report", "cost.json")
      #expect(short.ranges(of: "Quick run: ").count == 1)
      #expect(
        short.contains("All images. Quick run: 4 of 10 <code>images</code>; <code><span "))
      #expect(short.contains(#"<span class="option">--profile</span> full"#))
    }
    #expect(try !page("--profile", "full").contains("Quick run"))
  }
}
