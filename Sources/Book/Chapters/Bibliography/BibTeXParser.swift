/// Reads BibTeX.
///
/// - `@article{key, name = value, …}`, in braces or in parentheses; what stands between entries is
///   left out, and so are `@comment` and `@preamble`.
/// - A value is `{text}`, `"text"`, a number, or the name of a text that `@string{name = "text"}`
///   defined; `#` joins several.
struct BibTeXParser {
  private let findings: Findings
  private let characters: [Character]
  private var index = 0
  private var texts: [String: String] = [:]
  private var bibliography = Bibliography()

  static func read(_ source: SourceText) -> Bibliography {
    var parser = BibTeXParser(source)
    parser.readEntries()
    parser.bibliography.diagnostics = parser.findings.sorted
    return parser.bibliography
  }

  private init(_ source: SourceText) {
    findings = Findings(source)
    characters = Array(source.lines.joined(separator: "\n") + "\n")
    for month in Self.months { texts[String(month.prefix(3)).lowercased()] = month }
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]

  /// The fields whose characters mean themselves.
  private static let addresses: Set<String> = ["doi", "eprint", "url"]

  /// What is not as it should be, and where.
  private struct Mistake: Error {
    var index: Int
    var message: String
  }

  private mutating func readEntries() {
    while let start = characters[index...].firstIndex(of: "@") {
      index = start + 1
      do throws(Mistake) {
        try readEntry(at: start)
      } catch {
        findings.error(at: position(of: error.index), error.message)
      }
    }
  }

  private mutating func readEntry(at start: Int) throws(Mistake) {
    let kind = word().lowercased()
    skipSpace()
    guard !kind.isEmpty, let opening = next, opening == "{" || opening == "(" else { return }
    let closing: Character = opening == "{" ? "}" : ")"
    index += 1
    switch kind {
    case "comment", "preamble":
      index -= 1
      _ = try balanced()
    case "string":
      let (name, value) = try field()
      texts[name] = value
    default:
      skipSpace()
      let key = word()
      guard !key.isEmpty else { throw Mistake(index: start, message: "this entry has no key") }
      var entry = BibliographyEntry(key: key, kind: kind)
      try readFields(of: &entry, from: start, to: closing)
      if bibliography.entries.updateValue(entry, forKey: key) != nil {
        throw Mistake(index: start, message: "the key '\(key)' is taken by an entry above")
      }
    }
  }

  private mutating func readFields(
    of entry: inout BibliographyEntry, from start: Int, to closing: Character
  ) throws(Mistake) {
    var people: [String: String] = [:]
    while true {
      skipSpace()
      if next == "," {
        index += 1
        continue
      }
      guard let next else {
        throw Mistake(index: start, message: "the entry '\(entry.key)' is never closed")
      }
      if next == closing {
        index += 1
        break
      }
      let (name, value) = try field()
      if name == "author" || name == "editor" { people[name] = value }
      entry.fields[name] =
        Self.addresses.contains(name) ? BibTeXText.address(value) : BibTeXText.plain(value)
    }
    entry.authors = BibTeXText.people(in: people["author"] ?? people["editor"] ?? "")
  }

  private mutating func field() throws(Mistake) -> (name: String, value: String) {
    skipSpace()
    let start = index
    let name = word().lowercased()
    skipSpace()
    guard !name.isEmpty, next == "=" else {
      throw Mistake(
        index: name.isEmpty ? index : start,
        message: name.isEmpty
          ? "a field begins with its name" : "'=' and a value belong behind '\(name)'")
    }
    index += 1
    var value = try part()
    skipSpace()
    while next == "#" {
      index += 1
      value += try part()
      skipSpace()
    }
    return (name, value)
  }

  private mutating func part() throws(Mistake) -> String {
    skipSpace()
    let start = index
    switch next {
    case "{": return try balanced()
    case "\"": return try quoted()
    default:
      let word = word()
      if !word.isEmpty, word.allSatisfy(\.isNumber) { return word }
      guard let text = texts[word.lowercased()] else {
        throw Mistake(
          index: start,
          message: word.isEmpty
            ? "a value stands in braces or quotes" : "no '@string' defines '\(word)'")
      }
      return text
    }
  }

  /// The text in the braces or parentheses that begin here, without them.
  private mutating func balanced() throws(Mistake) -> String {
    let start = index
    var depth = 0
    while index < characters.count {
      switch characters[index] {
      case "\\": index += 1
      case "{",
        "(" where index == start:
        depth += 1
      case "}",
        ")" where characters[start] == "(" && depth == 1:
        depth -= 1
        if depth == 0 {
          index += 1
          return String(characters[start + 1..<index - 1])
        }
      default: break
      }
      index += 1
    }
    throw Mistake(index: start, message: "this '\(characters[start])' is never closed")
  }

  private mutating func quoted() throws(Mistake) -> String {
    let start = index
    var depth = 0
    index += 1
    while index < characters.count {
      switch characters[index] {
      case "\\": index += 1
      case "{": depth += 1
      case "}": depth -= 1
      case "\"" where depth == 0:
        index += 1
        return String(characters[start + 1..<index - 1])
      default: break
      }
      index += 1
    }
    throw Mistake(index: start, message: "this '\"' is never closed")
  }

  // MARK: Characters

  private var next: Character? { index < characters.count ? characters[index] : nil }

  private mutating func skipSpace() {
    while next?.isWhitespace == true { index += 1 }
  }

  /// The letters up to the next space or mark.
  private mutating func word() -> String {
    let start = index
    while let character = next, !character.isWhitespace, !"{}(),=#\"@".contains(character) {
      index += 1
    }
    return String(characters[start..<index])
  }

  private func position(of index: Int) -> SourcePosition {
    let before = characters[..<min(index, characters.count)]
    let line = before.count { $0 == "\n" } + 1
    return SourcePosition(line: line, column: before.reversed().prefix { $0 != "\n" }.count + 1)
  }
}
