/// Masks the dialect's pieces in lines of running text without an empty line between them.
///
/// | Written | Means |
/// | --- | --- |
/// | `$x$` | a formula: no space inside next to a dollar, no digit after the second (Pandoc's rule) |
/// | `$$ x $$ {#eq-a}` | a displayed formula with its label |
/// | `` `{swift} x` `` | a computed value |
/// | `@fig-a`, `[-@fig-a]`, `[Fig @fig-a]` | a reference |
/// | `@key`, `[see @key, p. 7; @other]` | a citation, where the chapter names a bibliography |
/// | `{#sec-a .class key=value}` | attributes |
/// | `[text]{.class key=value}` | words with attributes |
///
/// Nothing counts inside a code span or behind a backslash.
struct RunScanner {
  private(set) var masked: MaskedText
  private(set) var notes: FootnoteNames

  private let outline: BlockOutline
  private var characters: [Character] = []
  private var positions: [SourcePosition] = []
  /// How many `>` stand before the text of the first line; further lines lose as many.
  private var quoteDepth = 0
  private var index = 0
  private var line = ""
  private var lineNumber: Int
  private var spans = BracketedSpans()
  /// Whether `@key` in a sentence is a citation.
  private let citesSources: Bool

  init(
    lines: [(number: Int, text: String)], outline: BlockOutline, masked: MaskedText,
    notes: FootnoteNames, citesSources: Bool
  ) {
    self.citesSources = citesSources
    self.outline = outline
    self.masked = masked
    self.notes = notes
    lineNumber = lines.first?.number ?? 1
    for (number, text) in lines {
      for (offset, character) in text.enumerated() {
        characters.append(character)
        positions.append(SourcePosition(line: number, column: offset + 1))
      }
      characters.append("\n")
      positions.append(SourcePosition(line: number, column: text.count + 1))
    }
    let prefix = lines.first?.text.prefix { $0 == " " || $0 == ">" } ?? ""
    quoteDepth = prefix.count { $0 == ">" }
    spans = BracketedSpans(in: characters) { [positions] first, second in
      outline.areOneBlock(positions[first].line, positions[second].line)
    }
  }

  mutating func scan() {
    while index < characters.count {
      switch characters[index] {
      case "\\" where index + 1 < characters.count && characters[index + 1] != "\n": copy(2)
      case "`": scanCodeSpan()
      case "$": scanMath()
      case "@": scanReference()
      case "[" where spans.starts.contains(index): replace(1, by: .spanStart, at: index)
      case "[": scanBracket()
      case "]":
        guard let end = spans.ends[index] else {
          copy(1)
          continue
        }
        replace(1 + end.count, by: .spanEnd(end.attributes), at: index)
      case "{": scanAttributes()
      case let character where MaskedText.isPrivate(character):
        replace(1, by: .literal, at: index)
      default: copy(1)
      }
    }
  }

  // MARK: Output

  private mutating func copy(_ count: Int) {
    for _ in 0..<min(count, characters.count - index) {
      let character = characters[index]
      if line.isEmpty { lineNumber = positions[index].line }
      index += 1
      if character == "\n" {
        masked.add(line: line, number: lineNumber)
        line = ""
      } else {
        line.append(character)
      }
    }
  }

  /// Puts a piece in the place of the next `count` characters; `start` is where its inside begins.
  private mutating func replace(_ count: Int, by kind: MaskedText.Piece.Kind, at start: Int) {
    guard !masked.isFull else { return copy(count) }
    if line.isEmpty { lineNumber = positions[index].line }
    let source = String(characters[index..<index + count])
    line += masked.mask(MaskedText.Piece(kind: kind, source: source, position: positions[start]))
    index += count
  }

  // MARK: Looking ahead

  private func isOneBlock(_ first: Int, _ second: Int) -> Bool {
    outline.areOneBlock(positions[first].line, positions[second].line)
  }

  /// How often the character at `start` follows itself.
  private func runLength(at start: Int) -> Int {
    characters[start...].prefix { $0 == characters[start] }.count
  }

  // MARK: Pieces

  private mutating func scanCodeSpan() {
    let ticks = runLength(at: index)
    let start = index + ticks
    var end = start
    while end < characters.count, isOneBlock(index, end) {
      guard characters[end] == "`" else {
        end += 1
        continue
      }
      let closing = runLength(at: end)
      guard closing == ticks else {
        end += closing
        continue
      }
      let inside = String(characters[start..<end])
      if let opening = inside.prefixMatch(of: /\s*\{swift\}\s+/), opening.endIndex < inside.endIndex
      {
        let expression = inside[opening.endIndex...]
        let offset = inside.distance(from: inside.startIndex, to: opening.endIndex)
        replace(
          end + ticks - index,
          by: .value(expression: expression.replacing("\n", with: " ").trimmingSuffix()),
          at: start + offset)
      } else {
        copy(end + ticks - index)
      }
      return
    }
    copy(ticks)
  }

  private mutating func scanMath() {
    if index + 1 < characters.count, characters[index + 1] == "$" { return scanDisplayMath() }
    let start = index + 1
    guard start < characters.count, !characters[start].isWhitespace else { return copy(1) }
    var end = start
    while end < characters.count, isOneBlock(index, end), characters[end] != "$" {
      end += characters[end] == "\\" ? 2 : 1
    }
    guard end > start, end < characters.count, characters[end] == "$", isOneBlock(index, end),
      !characters[end - 1].isWhitespace,
      end + 1 >= characters.count || !characters[end + 1].isNumber
    else { return copy(1) }
    replace(end + 1 - index, by: .math(tex: tex(start..<end)), at: start)
  }

  private mutating func scanDisplayMath() {
    var start = index + 2
    var end = start
    while end + 1 < characters.count, !(characters[end] == "$" && characters[end + 1] == "$") {
      end += characters[end] == "\\" ? 2 : 1
    }
    guard end + 1 < characters.count, end > start else { return copy(2) }
    let tex = tex(start..<end)
    guard !tex.isEmpty else { return copy(2) }
    while characters[start].isWhitespace || (characters[start] == ">" && quoteDepth > 0) {
      start += 1
    }
    var close = end + 2
    var attributes = Attributes()
    let gap = characters[close...].prefix { $0 == " " }.count
    if let parsed = AttributeText(startOf: characters[(close + gap)...]),
      parsed.isMeantAsAttributes
    {
      attributes = parsed.attributes
      close += gap + parsed.count
    }
    replace(close - index, by: .displayMath(tex: tex, attributes), at: start)
  }

  /// The TeX in `range`, without the quote marks that begin further lines, trimmed.
  private func tex(_ range: Range<Int>) -> String {
    String(characters[range]).split(separator: "\n", omittingEmptySubsequences: false)
      .enumerated()
      .map { number, line in number == 0 ? line : withoutQuoteMarks(line) }
      .joined(separator: "\n")
      .trimmingPrefix(while: \.isWhitespace)
      .trimmingSuffix()
  }

  private func withoutQuoteMarks(_ line: Substring) -> Substring {
    var rest = line
    for _ in 0..<quoteDepth {
      let unmarked = rest.drop { $0 == " " }
      guard unmarked.first == ">" else { break }
      rest = unmarked.dropFirst()
    }
    return rest
  }

  private mutating func scanReference() {
    guard isReferenceBoundary(before: index), let length = referenceLength(at: index) else {
      return scanCitation()
    }
    let label = referenceLabel(index..<index + length)
    replace(
      length,
      by: .reference(Inline.Reference(label: label, prefix: nil, position: positions[index])),
      at: index)
  }

  /// Whether a reference may begin here: `me@fig-a.org` and `https://x.org/@fig-a` are none.
  private func isReferenceBoundary(before start: Int) -> Bool {
    guard start > 0 else { return true }
    let previous = characters[start - 1]
    return !previous.isLetter && !previous.isNumber && !"/@.=".contains(previous)
  }

  private mutating func scanCitation() {
    guard citesSources, isReferenceBoundary(before: index), let end = nameEnd(at: index) else {
      return copy(1)
    }
    let key = String(characters[index + 1..<end])
    replace(
      end - index, by: .citation([Inline.Citation.Item(key: key)], isInText: true), at: index)
  }

  /// The length of `@fig-name` at `start`, or `nil` when that is no reference.
  private func referenceLength(at start: Int) -> Int? {
    guard let end = nameEnd(at: start) else { return nil }
    let label = referenceLabel(start..<end)
    guard let hyphen = label.firstIndex(of: "-"), label.index(after: hyphen) < label.endIndex,
      Inline.Reference.prefixes.contains(String(label[..<hyphen]))
    else { return nil }
    return end - start
  }

  /// The place behind `@name` at `start`; `nil` when no name stands there.
  private func nameEnd(at start: Int) -> Int? {
    guard start < characters.count, characters[start] == "@" else { return nil }
    var end = start + 1
    while end < characters.count {
      let character = characters[end]
      let next = end + 1 < characters.count ? characters[end + 1] : " "
      guard
        character.isLetter || character.isNumber || character == "_"
          // Two hyphens are a dash behind the reference.
          || ("-.:".contains(character) && (next.isLetter || next.isNumber || next == "_"))
      else { break }
      end += 1
    }
    return end > start + 1 ? end : nil
  }

  /// `@Fig-a` means what `@fig-a` does.
  private func referenceLabel(_ range: Range<Int>) -> String {
    let written = String(characters[range].dropFirst())
    return written.prefix(1).lowercased() + written.dropFirst()
  }

  private mutating func scanBracket() {
    guard let close = closingBracket(from: index) else { return copy(1) }
    if characters[index + 1] == "^" { return scanFootnote(close: close) }
    let follower = close + 1 < characters.count ? characters[close + 1] : " "
    // `[text](place)` and `[text][name]` are links, and `[name]:` defines one where a line begins.
    guard !"([".contains(follower), follower != ":" || !isFirstInLine(index) else { return copy(1) }
    if let reference = bracketedReference(inside: index + 1..<close) {
      replace(close + 1 - index, by: .reference(reference), at: index)
    } else if let items = citationItems(inside: index + 1..<close) {
      replace(close + 1 - index, by: .citation(items, isInText: false), at: index)
    } else {
      copy(1)
    }
  }

  /// Whether only spaces and quote marks stand before `index` in its line.
  private func isFirstInLine(_ index: Int) -> Bool {
    characters[..<index].reversed().prefix { $0 != "\n" }.allSatisfy { $0 == " " || $0 == ">" }
  }

  /// The next `]`, when no other bracket stands before it.
  private func closingBracket(from start: Int) -> Int? {
    var end = start + 1
    while end < characters.count, isOneBlock(start, end), !"[]`".contains(characters[end]) {
      end += characters[end] == "\\" ? 2 : 1
    }
    guard end < characters.count, characters[end] == "]", end > start + 1, isOneBlock(start, end)
    else { return nil }
    return end
  }

  private mutating func scanFootnote(close: Int) {
    let name = String(characters[(index + 2)..<close])
    guard !name.isEmpty, !name.contains(where: \.isWhitespace) else { return copy(1) }
    if isFirstInLine(index), close + 1 < characters.count, characters[close + 1] == ":" {
      notes.addDefinition(name, at: positions[index])
    } else {
      notes.addReference(name, at: positions[index])
    }
    copy(close + 1 - index)
  }

  /// `-@fig-a`, `@fig-a` or `words @fig-a`.
  private func bracketedReference(inside range: Range<Int>) -> Inline.Reference? {
    guard let at = characters[range].lastIndex(of: "@"), isReferenceBoundary(before: at),
      let length = referenceLength(at: at), at + length == range.upperBound
    else { return nil }
    let words = String(characters[range.lowerBound..<at])
    guard !words.contains("@") else { return nil }
    let prefix: [Inline]? =
      switch words.trimmingSuffix() {
      case "": nil
      case "-": []
      case let words: [.text(words.replacing("\n", with: " "))]
      }
    return Inline.Reference(
      label: referenceLabel(at..<at + length), prefix: prefix, position: positions[at])
  }

  /// `see @key, p. 7; @other`.
  private func citationItems(inside range: Range<Int>) -> [Inline.Citation.Item]? {
    let pieces = characters[range].split(separator: ";", omittingEmptySubsequences: false)
    let items = pieces.compactMap { piece -> Inline.Citation.Item? in
      guard let at = piece.firstIndex(of: "@"), isReferenceBoundary(before: at),
        referenceLength(at: at) == nil, let end = nameEnd(at: at), end <= piece.endIndex
      else { return nil }
      let behind = piece[end...]
      guard !behind.contains("@"), behind.first.map({ ", \n".contains($0) }) ?? true else {
        return nil
      }
      func text(_ characters: some Sequence<Character>) -> String {
        String(
          String(characters).replacing("\n", with: " ").trimmingPrefix { $0 == " " || $0 == "," }
        )
        .trimmingSuffix()
      }
      // A hyphen before the name leaves out the authors.
      let prefix = text(piece[..<at])
      let leavesOutAuthors = prefix.hasSuffix("-")
      return Inline.Citation.Item(
        key: String(characters[at + 1..<end]),
        prefix: leavesOutAuthors ? String(prefix.dropLast()).trimmingSuffix() : prefix,
        locator: text(behind), leavesOutAuthors: leavesOutAuthors)
    }
    return items.count == pieces.count ? items : nil
  }

  private mutating func scanAttributes() {
    guard let parsed = AttributeText(startOf: characters[index...]), parsed.isMeantAsAttributes
    else { return copy(1) }
    replace(parsed.count, by: .attributes(parsed.attributes), at: index)
  }
}

extension Inline.Reference {
  /// What a label may begin with, before its hyphen, to be referred to.
  package static let prefixes = Set(NumberedKind.allCases.map(\.rawValue))
}

extension StringProtocol {
  /// The text without white space at its end.
  func trimmingSuffix() -> String {
    var text = String(self)
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}
