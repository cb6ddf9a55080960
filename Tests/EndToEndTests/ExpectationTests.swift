import Foundation
import TestSupport
import Testing

/// `convolume test` with the real command: expectations that are met, that are not, and `--fix`.
@Suite struct ExpectationTests {
  private let text = """
    # Sums

    ```{swift}
    //| label: half
    //| expect: 0.52 +- 0.01
    1.0 / 2
    ```

    ```{swift}
    //| label: sum
    //| expect: {total: 5}
    record("total", 2 + 3)
    ```
    """

  @Test func `tells what is shown instead, exits with 3, and rewrites on request`() throws {
    let book = try Book(["01-sums.md": text])
    let unmet = try book.convolume("test")
    #expect(unmet.status == 3)
    #expect(
      unmet.output == """
        place                  cell  value      expected      shown
        chapters/01-sums.md:5  half  displayed  0.52 +- 0.01  0.5
        1 of 2 expectations not met

        """)

    let fixed = try book.convolume("test", "--fix")
    #expect(fixed.status == 0)
    #expect(fixed.output == "rewrote 1 expectation\n")
    #expect(
      try book.folder.text(of: "chapters/01-sums.md")
        == text.replacing("0.52 +- 0.01", with: "0.5 +- 0.01"))

    let met = try book.convolume("test")
    #expect(met.status == 0)
    #expect(met.output == "2 expectations met\n")
  }

  @Test func `a render warns, and a cell that fails makes the test fail with 1`() throws {
    let book = try Book(["01-sums.md": text])
    let render = try book.render("--to", "html")
    #expect(render.status == 0)
    #expect(render.errors.contains("warning: half displays '0.5', and '0.52 +- 0.01' is expected"))
    let broken = text + "\n```{swift}\nlet x: Int = \"\"\n```\n"
    try book.folder.write(broken, to: "chapters/01-sums.md")
    #expect(try book.convolume("test").status == 1)
  }
}
