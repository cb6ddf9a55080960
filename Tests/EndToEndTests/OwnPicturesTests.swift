import Foundation
import TestSupport
import Testing

/// A chapter whose data are pictures beside it.
@Suite struct OwnPicturesTests {
  private static let chapter = """
    # Own pictures

    ```{swift}
    //| label: read
    let photos = try Datasets.folder("photos", size: 8, test: 0.5, seed: 1)
    record("photos", photos)
    print(photos.note)
    ```

    ```{swift}
    //| label: learn
    var network = Sequential(input: [3, 8, 8], seed: 1) {
      Flatten()
      Linear(from: 192, to: 2)
    }
    _ = try train(
      &network, on: photos.train, optimizer: SGD(learningRate: 0.1), epochs: 1, batch: 2, seed: 1)
    print("learned", evaluate(network, on: photos.test).accuracy.isFinite)
    ```

    ```{swift}
    //| label: other
    print("nothing of them")
    ```
    """

  private let book: Book

  init() throws {
    book = try Book(["01-own.md": Self.chapter])
    for (name, source) in [
      ("cat/1.png", "colour.png"), ("cat/2.jpg", "colour.jpg"), ("dog/1.png", "clear.png"),
      ("dog/2.jpg", "held-6.jpg"),
    ] {
      try put(source, at: name)
    }
  }

  private func put(_ source: String, at name: String) throws {
    let pictures = Checkout.folder.appending(path: "Tests/Engine/DatasetsTests/Golden/pictures")
    try book.folder.write(
      Data(contentsOf: pictures.appending(path: source)), to: "photos/\(name)")
  }

  /// Renders, and returns which cells ran.
  private func ran() throws -> Set<String> {
    let outcome = try book.convolume("render", "--to", "html", "--explain")
    try #require(outcome.status == 0, "\(outcome.errors)")
    let misses = outcome.output.split(separator: "\n").filter { $0.hasPrefix("  miss") }
    return Set(misses.map { String($0.trimmingPrefix("  miss  ").prefix { $0 != ":" }) })
  }

  @Test func `pictures go through a network, and who uses them runs again when they change`() throws
  {
    #expect(try ran() == ["read", "learn", "other"])
    let page = try book.folder.text(of: "output/html/01-own.html")
    #expect(
      page.contains(
        "The images are those of the folder “photos”: 2 for training and 2 for testing."))
    #expect(page.contains("learned true"))
    #expect(try ran() == [])
    // One picture more, another one in its place, and none.
    try put("grey.png", at: "dog/3.png")
    #expect(try ran() == ["read", "learn"])
    try put("palette.png", at: "dog/3.png")
    #expect(try ran() == ["read", "learn"])
    try FileManager.default.removeItem(at: book.folder.url.appending(path: "photos/dog/3.png"))
    #expect(try ran() == [], "what was before is kept")
  }

  @Test func `a damaged picture is an error at the line that reads it`() throws {
    try book.folder.write("no picture", to: "photos/cat/3.png")
    let outcome = try book.convolume("render", "--to", "html")
    #expect(outcome.status == 1)
    #expect(outcome.errors.contains("chapters/01-own.md:5"), "\(outcome.errors)")
    #expect(outcome.errors.contains("photos/cat/3.png: expected a picture, PNG or JPEG"))
  }
}
