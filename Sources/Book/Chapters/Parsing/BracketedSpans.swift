/// Where `[text]{.class key=value}` stands in running text, found in one pass.
///
/// Brackets may stand within brackets, as those of a link do; nothing counts inside a code span or
/// behind a backslash.
struct BracketedSpans {
  /// The places of the opening brackets.
  private(set) var starts: Set<Int> = []
  /// The attributes behind each closing bracket, by its place.
  private(set) var ends: [Int: AttributeText] = [:]

  init() {}

  /// Finds the spans in `characters`; `isOneBlock` says whether two places may belong together.
  init(in characters: [Character], isOneBlock: (Int, Int) -> Bool) {
    var open: [Int] = []
    var index = 0
    while index < characters.count {
      switch characters[index] {
      case "\\": index += 1
      case "`": index = Self.endOfCode(at: index, in: characters) - 1
      case "[": open.append(index)
      case "]":
        guard let start = open.popLast(), index + 1 < characters.count,
          characters[index + 1] == "{", isOneBlock(start, index),
          let attributes = AttributeText(startOf: characters[(index + 1)...]),
          attributes.isMeantAsAttributes
        else { break }
        starts.insert(start)
        ends[index] = attributes
      default: break
      }
      index += 1
    }
  }

  /// The place behind the code span that begins at `start`, or behind its ticks when it has no end.
  private static func endOfCode(at start: Int, in characters: [Character]) -> Int {
    let ticks = characters[start...].prefix { $0 == "`" }.count
    var index = start + ticks
    while index < characters.count {
      guard characters[index] == "`" else {
        index += 1
        continue
      }
      let run = characters[index...].prefix { $0 == "`" }.count
      index += run
      if run == ticks { return index }
    }
    return start + ticks
  }
}
