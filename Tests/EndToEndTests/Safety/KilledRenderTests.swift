import Foundation
import TestSupport
import Testing

/// A kill at any moment can cost time, never a wrong or half page.
@Suite struct KilledRenderTests {
  private static func text(round: Int, prose: Int) -> String {
    """
    ---
    title: "Rounds"
    ---

    This is prose \(prose).

    ```{swift}
    let number = \(round)
    print("round \\(number)")
    ```

    Now it is `{swift} "round \\(number)"`.

    ```{swift}
    //| label: fig-round
    //| fig-cap: "A figure."
    record("number", number)
    Plot("round \\(number)") { Line(x: [0, 1], y: [0, Double(number)]) }
    ```

    The last is `{swift} "round \\(number)"`.
    """
  }

  private func book() throws -> Book { try Book(["01-rounds.md": Self.text(round: 0, prose: 0)]) }

  private func render(_ book: Book) throws -> Tool.Outcome {
    try book.render("--to", "html,pdf")
  }

  /// What is wrong with the files that a killed render left, if anything.
  private func faults(in book: Book) throws -> [String] {
    var faults: [String] = []
    for file in book.folder.files() where file.hasPrefix("output/") {
      guard !file.contains("/.convolume-staged-") else { continue }
      let bytes = try book.folder.bytes(of: file)
      let text = String(decoding: bytes, as: UTF8.self)
      let ending =
        switch URL(filePath: file).pathExtension {
        case "html": "</html>"
        case "svg": "</svg>"
        case "pdf": "%%EOF"
        case "json": "}"
        default: ""
        }
      if !text.trimmingCharacters(in: .whitespacesAndNewlines).hasSuffix(ending) {
        faults.append("\(file) is half")
      }
      let rounds = Set(text.matches(of: /round (\d+)/).map(\.1))
      if rounds.count > 1 { faults.append("\(file) mixes \(rounds)") }
      if file.hasSuffix("rounds.html"), rounds.isEmpty { faults.append("\(file) has no results") }
    }
    return faults
  }

  /// Twenty-five kills each, at moments that the seed decides.
  @Test(arguments: [1, 2])
  func `a render that was killed leaves whole files, and the next one the right ones`(
    seed: UInt64
  ) throws {
    let book = try book()
    let clock = ContinuousClock()
    let start = clock.now
    #expect(try render(book).status == 0)
    let duration = clock.now - start
    var moments = Moments(state: seed)
    var lastRound = 0
    var killed = 0
    for kill in 1...25 {
      // Every other render has cells to run; the others come to the writing of files soon.
      let runsCells = kill.isMultiple(of: 2)
      if runsCells { lastRound = kill }
      try book.folder.write(
        Self.text(round: lastRound, prose: kill), to: "chapters/01-rounds.md")
      let processes = MarkedProcesses()
      let run = try Book.convolume.start(
        ["render", "--to", "html,pdf"], in: book.folder.url, environment: processes.environment)
      let moment = moments.next()
      if runsCells {
        run.kill(after: duration * moment)
      } else {
        _ = run.hasSaid("setting")
        run.kill(after: .milliseconds(120) * moment)
      }
      if try run.wait().status == 128 + SIGKILL { killed += 1 }
      #expect(try faults(in: book) == [], "kill \(kill)")
      #expect(processes.survivors() == [], "kill \(kill)")
    }
    #expect(killed >= 15, "of 25, the others had ended before")
    let last = Self.text(round: lastRound, prose: 26)
    try book.folder.write(last, to: "chapters/01-rounds.md")
    let outcome = try render(book)
    #expect(outcome.status == 0, "\(outcome.errors)")

    let fresh = try Book(["01-rounds.md": last])
    #expect(try render(fresh).status == 0)
    try expectSameOutput(book, fresh)
    let left = book.folder.files().filter {
      $0.contains("staged") || $0.hasSuffix(".part") || $0.hasSuffix(".swift")
    }
    #expect(left == [], "of the killed ones")
  }
}

/// Fractions of a span of time, as SplitMix64 draws them (Steele, Lea and Flood, 2014).
private struct Moments {
  var state: UInt64

  /// From 0 to 1.
  mutating func next() -> Double {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((bits ^ (bits >> 31)) >> 11) / Double(1 << 53)
  }
}

/// Expects two books to have the same results, byte by byte.
func expectSameOutput(_ first: Book, _ second: Book) throws {
  let files = first.folder.files().filter { $0.hasPrefix("output/") }
  #expect(!files.isEmpty)
  #expect(files == second.folder.files().filter { $0.hasPrefix("output/") })
  for file in files where second.folder.contains(file) {
    let isSame = try first.folder.bytes(of: file) == second.folder.bytes(of: file)
    #expect(isSame, "\(file)")
  }
}
