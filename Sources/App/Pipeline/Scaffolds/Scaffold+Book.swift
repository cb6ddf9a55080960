import Foundation

/// A new book: its settings, and one short chapter that trains a small network and plots it.
package enum BookScaffold {
  /// Writes the files of a new book into `folder`.
  ///
  /// - Returns: The paths written, relative to `folder`.
  /// - Throws: `PipelineError.occupied` when the folder holds files already, `.unwritable` when it
  ///   cannot be written.
  package static func create(at folder: URL) throws -> [String] {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    if manager.fileExists(atPath: folder.path, isDirectory: &isFolder) {
      let entries = isFolder.boolValue ? try manager.contentsOfDirectory(atPath: folder.path) : []
      guard isFolder.boolValue, entries.isEmpty else {
        throw PipelineError.occupied(
          path: folder.relativePath,
          reason: isFolder.boolValue ? "the folder is not empty" : "a file of that name exists")
      }
    }
    let title = folder.lastPathComponent
    let files = [
      "_convolume.yml": configuration(title: title), ".gitignore": ignored,
      "chapters/01-first-steps.md": chapter,
    ]
    for (path, text) in files {
      let file = folder.appending(path: path)
      do {
        try manager.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file, options: .atomic)
      } catch {
        throw PipelineError.unwritable(path: file.relativePath, reason: error.fileReason)
      }
    }
    return files.keys.sorted()
  }

  private static let ignored = """
    output/
    .convolume/

    """

  private static func configuration(title: String) -> String {
    """
    project:
      type: book

    book:
      title: "\(title.replacing("\\", with: "\\\\").replacing("\"", with: "\\\""))"
      author: "Your name"
      output-file: book

    """
  }

  private static let chapter = #"""
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
