extension Scaffold {
  /// An exercise with its stub and its check, and how to hand it out and grade it.
  static func assignment(title: String) -> [String: String] {
    [
      "_convolume.yml": bookSettings(title: title), ".gitignore": ignored,
      "chapters/01-assignment.md": assignmentChapter, "README.md": assignmentReadme,
    ]
  }

  private static let assignmentReadme = """
    # Assignment

    Fill in the cells of `chapters/01-assignment.md` that say `//| exercise: true`, then run

        convolume test

    It runs your cells and their checks, and says of each exercise whether it passed. To see the page while you
    write:

        convolume preview --browser

    """

  private static let assignmentChapter = #"""
    ---
    title: "Assignment"
    edition: student
    ---

    Each exercise has a cell for you to fill in, and below it a cell that checks what you wrote. Leave the
    checks as they are.

    ::: {#exr-output-size}
    A window of $k$ pixels moves over $n$ pixels in steps of $s$, behind a border of $p$ pixels on either side.
    In how many places does it stop?

    ```{swift}
    //| exercise: true
    func outputSize(_ n: Int, kernel k: Int, stride s: Int, padding p: Int) -> Int {
      0  // your formula
    }
    ```
    :::

    ```{swift}
    //| label: output-size-check
    //| expect: "28 24 14 55"
    let sizes = [(28, 5, 1, 2), (28, 5, 1, 0), (28, 2, 2, 0), (224, 11, 4, 2)]
    print(
      sizes.map { "\(outputSize($0.0, kernel: $0.1, stride: $0.2, padding: $0.3))" }
        .joined(separator: " "))
    ```

    ::: {#exr-small-network}
    Build a network for grey images of 28 × 28 pixels and ten classes that has fewer than 20,000 parameters and
    at least one convolution.

    ```{swift}
    //| exercise: true
    func smallNetwork() -> Sequential {
      Sequential(input: [1, 28, 28], seed: 1) {
        Flatten()  // your layers
      }
    }
    ```
    :::

    ```{swift}
    //| label: small-network-check
    //| expect: "true true true"
    let network = smallNetwork()
    let summary = network.summary(input: [1, 28, 28])
    print(
      network(Tensor(zeros: [1, 1, 28, 28])).shape == [1, 10], summary.parameters < 20_000,
      "\(summary)".contains("Conv2D"))
    ```

    """#
}
