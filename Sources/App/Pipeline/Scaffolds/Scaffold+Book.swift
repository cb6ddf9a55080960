extension Scaffold {
  /// A book: its settings, and one short chapter that trains a small network and plots it.
  static func book(title: String) -> [String: String] {
    [
      "_convolume.yml": bookSettings(title: title), ".gitignore": ignored,
      "chapters/01-first-steps.md": firstSteps,
    ]
  }

  /// What renders make, and editors are told of this machine.
  static let ignored = """
    output/
    .convolume/
    compile_commands.json

    """

  static func bookSettings(title: String) -> String {
    """
    project:
      type: book

    book:
      title: "\(title.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))"
      author: "Your name"
      output-file: book

    """
  }

  static let firstSteps = #"""
    ---
    title: "First steps"
    params:
      epochs: 2
    profiles:
      full:
        epochs: 10
    ---

    A block fenced with `{swift}` is compiled and run. Its last expression is shown below it.

    ```{swift}
    //| label: tbl-network
    //| tbl-cap: "A small network, layer by layer."
    let clothes = try Datasets.digits()

    var network = Sequential(input: [1, 28, 28], seed: 1) {
      Conv2D(from: 1, to: 8, kernel: 3, padding: .same)
      ReLU()
      MaxPool2D(window: 2)
      Flatten()
      Linear(from: 8 * 14 * 14, to: 10)
    }
    network.summary(input: [1, 28, 28])
    ```

    Training takes a few seconds. The cells of a chapter share their variables, top to bottom.

    ```{swift}
    //| label: fig-training
    //| fig-cap: "The loss while the network learns."
    let history = try train(
      &network, on: clothes.train.prefix(6000), validatingOn: clothes.test.prefix(1000),
      optimizer: Adam(learningRate: 0.001), epochs: params.epochs, batch: 64, seed: 1)
    history.lossPlot()
    ```

    ```{swift}
    //| echo: false
    let result = evaluate(network, on: clothes.test.prefix(1000))
    record("test accuracy", result.accuracy)
    ```

    @tbl-network has the shapes, and @fig-training shows how the loss falls.

    """#
}
