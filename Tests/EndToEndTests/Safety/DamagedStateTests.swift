import Foundation
import TestSupport
import Testing

/// Whatever happens to the files that are kept between renders, the pages are right.
@Suite struct DamagedStateTests {
  private static let text = """
    ---
    title: "Sums"
    ---

    ```{swift}
    let numbers = Array(1...100)
    print("the numbers are \\(numbers)")
    ```

    ```{swift}
    record("sum", numbers.reduce(0, +))
    ```

    ```{swift}
    import Foundation
    print(try String(contentsOfFile: "data.csv", encoding: .utf8))
    ```

    Their sum is `{swift} numbers.reduce(0, +)`.
    """

  enum Damage: CaseIterable {
    case flippedBit
    case missingEnd
    case emptied

    func applied(to data: Data, at fraction: Double) -> Data {
      let place = Int(Double(data.count) * fraction)
      switch self {
      case .flippedBit:
        var data = data
        data[data.startIndex + place] ^= 1 << UInt8(place % 8)
        return data
      case .missingEnd: return data.prefix(place)
      case .emptied: return Data()
      }
    }
  }

  @Test func `digests of files that cannot be kept are told of, and fail nothing`() throws {
    let book = try Book(["01-sums.md": Self.text])
    try book.folder.write("1,2", to: "data.csv")
    try FileManager.default.createDirectory(
      at: book.folder.url.appending(path: ".convolume/cache/files.json"),
      withIntermediateDirectories: true)
    let outcome = try book.render("--to", "html")
    #expect(outcome.status == 0, "\(outcome.errors)")
    #expect(outcome.errors.contains("Digests of files are not kept."), "\(outcome.errors)")
    #expect(try book.folder.text(of: "output/html/01-sums.html").contains("5050"))
  }

  @Test(arguments: Damage.allCases)
  func `a damaged file costs time, and nothing else`(damage: Damage) throws {
    let book = try Book(["01-sums.md": Self.text])
    let fresh = try Book(["01-sums.md": Self.text])
    for book in [book, fresh] {
      try book.folder.write("1,2", to: "data.csv")
      // Digests of files are kept once these have not changed for a while.
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSinceNow: -60)],
        ofItemAtPath: book.folder.url.appending(path: "data.csv").path)
      #expect(try book.render("--to", "html").status == 0)
    }
    for fraction in [0.1, 0.7] {
      let state = book.folder.files().filter {
        $0.hasPrefix(".convolume/") && $0 != ".convolume/lock"
      }
      #expect(state.contains { $0.hasPrefix(".convolume/cache/") })
      #expect(state.contains { $0.hasSuffix(".so") })
      #expect(state.contains { $0.hasSuffix(".pcm") })
      for file in state where book.folder.contains(file) {
        let data = try book.folder.bytes(of: file)
        guard !data.isEmpty else { continue }
        try book.folder.write(damage.applied(to: data, at: fraction), to: file)
      }
      let outcome = try book.render("--to", "html")
      #expect(outcome.status == 0, "\(outcome.errors)")
      #expect(outcome.errors.contains("3 cells run"), "\(outcome.errors)")
      try expectSameOutput(book, fresh)
      let again = try book.render("--to", "html")
      #expect(again.errors.contains("0 cells run"), "\(again.errors)")
    }
  }
}
