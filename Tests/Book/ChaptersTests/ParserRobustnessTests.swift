import Chapters
import Testing

@Suite struct ParserRobustnessTests {
  /// A chapter with everything that the parser knows, to be mutilated.
  private static let sample = """
    ---
    title: "Pooling"
    params: {epochs: 2, rate: 0.5}
    execute: {echo: false, timeout: 5m}
    ---

    # Intro {#sec-intro .unnumbered}

    Text "quoted" -- with $a_b$, $5, @fig-x, [-@fig-x] or [Fig @Fig-x][^n] `{swift} a + b`.

    $$
    x
    $$ {#eq-a}

    ::: {.callout-note title="T"}
    - a

      ```{swift}
      //| label: fig-x
      //| fig-cap: "Cap $x$"
      let a = 1
      ```
    :::

    | a | b |
    |--:|:-:|
    | $|x|$ | 2 |
    : Caption *c* {#tbl-x}

    > ![cap](file.png){#fig-img width=50%} <b>x</b> 🙂

    [^n]: Note with $m$.

    """

  private static let splinters = [
    "$", "$$", "`", "```", "```{swift}\n", ":::", "::: {", "\n", "\n\n", "> ", "- ", "    ", "{#",
    "}", "[", "]", "](", "[^", "]:", "@fig-", "|", "---\n", "//| ", "#| ", "<!--", "-->", "<div>",
    "\\", "\u{0}", "\r", "\t", "\u{100000}", "\u{F0001}", "é\u{301}", "&amp;", "*", "_", "~~",
    "![", "\"", "'", ": ", "{swift} ",
  ]

  @Test func `reads any text without a crash, and places findings inside it`() {
    var random = SplitMix(state: 0x5EED)
    var placed = 0
    var cells = 0
    for round in 0..<3000 {
      var characters = Array(Self.sample)
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        let index = Int.random(in: 0..<characters.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: characters.remove(at: index)
        case 1:
          characters.insert(
            contentsOf: Self.splinters.randomElement(using: &random) ?? "", at: index)
        case 2:
          let end = min(characters.count, index + Int.random(in: 1...40, using: &random))
          characters.removeSubrange(index..<end)
        default: characters = Array(characters[..<index]) + characters[max(0, index - 20)...]
        }
        if characters.isEmpty { characters = ["x"] }
      }
      let chapter = Chapter.parse(String(characters), path: "a.md")
      for diagnostic in chapter.diagnostics {
        guard let position = diagnostic.position else { continue }
        placed += 1
        #expect(
          (1...max(1, chapter.lines.count)).contains(position.line) && position.column >= 1,
          "round \(round): \(diagnostic)")
      }
      for cell in chapter.cells where !cell.source.isEmpty {
        let line = chapter.lines[cell.position.line - 1]
        // cmark expands tabs in part, and shows what is no character as U+FFFD.
        guard !line.contains("\t"), !line.contains("\0") else { continue }
        cells += 1
        #expect(
          line.hasSuffix(cell.source.prefix { $0 != "\n" }),
          "round \(round): cell at \(cell.position) of \(String(characters))")
      }
    }
    #expect(placed > 1000 && cells > 1000, "there was something to look at")
  }

  @Test func `reads any bytes without a crash`() {
    var random = SplitMix(state: 7)
    for _ in 0..<500 {
      let bytes = (0..<Int.random(in: 0..<200, using: &random)).map { _ in
        UInt8.random(in: 0...255, using: &random)
      }
      _ = Chapter.parse(bytes, path: "a.md")
    }
  }

  @Test func `refuses nesting that no handout needs`() {
    let text = String(repeating: "> ", count: 5000) + "deep"
    #expect(
      Chapter.parse(text, path: "a.md").diagnostics.map(\.message) == [
        "lists, quotes or emphasis are nested more than 100 deep"
      ])
  }

  @Test func `masks as many formulas as there are`() {
    let count = 66_000
    let chapter = Chapter.parse(String(repeating: "$x$\n\n", count: count), path: "a.md")
    #expect(chapter.blocks.count == count)
    #expect(
      chapter.blocks.last
        == .paragraph([
          .math(tex: "x", position: SourcePosition(line: 2 * count - 1, column: 2))
        ]))
  }
}

/// SplitMix64 (Steele, Lea and Flood 2014), for repeatable mutilations.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }
}
