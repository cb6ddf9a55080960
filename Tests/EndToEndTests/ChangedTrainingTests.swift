import Foundation
import TestSupport
import Testing

/// A changed experiment is trained anew, whatever was changed, and an unchanged one is not.
@Suite struct ChangedTrainingTests {
  private static let text = """
    # Training

    ```{swift}
    struct Weighted: Loss {
      func measure(_ output: Tensor, labels: [Int]) -> LossValue {
        let whole = CrossEntropy().measure(output, labels: labels)
        return LossValue(value: whole.value * share, gradient: whole.gradient * Float(share))
      }
    }
    var share = 0.5
    ```

    ```{swift}
    let images = drawnDigits(trainCount: 40, testCount: 20, seed: 5)
    func losses(_ loss: any Loss) throws -> [Double] {
      var network = Sequential(input: [1, 28, 28], seed: 1) {
        AveragePool2D(window: 4)
        LocalResponseNormalization(size: 1, factor: 0.1)
        Flatten()
        Linear(from: 49, to: 10)
      }
      return try train(
        &network, on: images.train, optimizer: Adam(learningRate: 0.01, beta1: 0.9), loss: loss,
        epochs: 2, batch: 8, seed: 3
      ).epochs.map(\\.trainingLoss)
    }
    ```

    ```{swift}
    print("plain", try losses(CrossEntropy()))
    print("weighted", try losses(Weighted()))
    share = 0.25
    print("again", try losses(Weighted()))
    ```
    """

  @Test func `a warm render shows what a cold one does after each edit`() throws {
    let book = try Book(["01-training.md": Self.text])
    var text = Self.text
    var pages: Set<Data> = []
    for (old, new) in [
      ("", ""),  // as it is
      ("beta1: 0.9", "beta1: 0.0"), ("factor: 0.1", "factor: 0.2"),
      ("whole.value * share", "whole.value * share * 2"), ("share = 0.5", "share = 0.75"),
      ("share = 0.25", "share = 0.125"),
    ] {
      if !old.isEmpty {
        try #require(text.contains(old))
        text = text.replacing(old, with: new)
      }
      try book.folder.write(text, to: "chapters/01-training.md")
      let warm = try page(of: book)
      let cold = try page(of: Book(["01-training.md": text]))
      #expect(warm == cold, "after '\(old)' became '\(new)'")
      pages.insert(warm)
    }
    #expect(pages.count == 6, "each edit changes a number on the page")
  }

  @Test func `an experiment that is found again is not trained again`() throws {
    let book = try Book(["01-training.md": Self.text])
    _ = try page(of: book)
    func checkpoints() -> [String] {
      book.folder.files().filter { $0.hasSuffix(".training") }
    }
    let first = checkpoints()
    #expect(first.count == 3)
    let more = Self.text.replacing("print(\"plain\"", with: "print(\"simple\"")
    try book.folder.write(more, to: "chapters/01-training.md")
    _ = try page(of: book)
    // The engine's own run is known by its parts; one with the chapter's loss by its cell as well.
    #expect(checkpoints().count == 5)
    try book.folder.write("Above.\n\n" + more, to: "chapters/01-training.md")
    _ = try page(of: book)
    #expect(checkpoints().count == 5)
  }

  private func page(of book: Book) throws -> Data {
    let outcome = try book.render("--to", "html")
    try #require(outcome.status == 0, "\(outcome.errors)")
    return try book.folder.bytes(of: "output/html/01-training.html")
  }
}
