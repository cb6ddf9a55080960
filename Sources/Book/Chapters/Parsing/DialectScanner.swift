/// Finds what our dialect adds to Markdown, and masks it for cmark.
///
/// - `::: {.class}` or `::: word` begins a division, `:::` ends it; each stands on its own line.
/// - `: Caption` right below a table's row is the table's caption, not a further row.
/// - All else stands in running text and is found by `RunScanner`.
///
/// Code and raw HTML are left alone.
struct DialectScanner {
  private let findings: Findings
  private let outline: BlockOutline
  private var masked = MaskedText()
  private var notes = FootnoteNames()
  private let citesSources: Bool

  private init(
    findings: Findings, outline: BlockOutline, masked: MaskedText, citesSources: Bool
  ) {
    self.citesSources = citesSources
    self.findings = findings
    self.outline = outline
    self.masked = masked
  }

  /// Masks the file's text.
  ///
  /// - Parameters:
  ///   - source: The file.
  ///   - frontMatterEnd: How many lines on its top stay out.
  ///   - outline: Where its blocks stand.
  ///   - origin: The place that all of it is said to have; `nil` for its own places.
  ///   - citesSources: Whether `@key` in a sentence cites a source.
  ///   - findings: Where what is wrong is told.
  /// - Returns: The text for cmark.
  static func mask(
    _ source: SourceText, frontMatterEnd: Int, outline: BlockOutline,
    origin: SourcePosition? = nil, citesSources: Bool = false, reporting findings: Findings
  ) -> MaskedText {
    var scanner = Self(
      findings: findings, outline: outline, masked: MaskedText(origin: origin),
      citesSources: citesSources)
    scanner.scan(source, from: frontMatterEnd + 1)
    return scanner.masked
  }

  private mutating func scan(_ source: SourceText, from first: Int) {
    for number in 1..<max(1, first) { masked.add(line: "", number: number) }
    var run: [(number: Int, text: String)] = []
    for number in first..<max(first, source.lines.count + 1) {
      let line = source.lines[number - 1]
      let isVerbatim = outline.isVerbatim(number)
      let division = isVerbatim ? nil : divisionFence(line, number: number)
      guard isVerbatim || division != nil || line.allSatisfy(\.isWhitespace) else {
        if isCaption(line), let above = run.last?.text, above.contains("|") {
          finish(&run)
          masked.add(line: "", number: number)
        }
        run.append((number, line))
        continue
      }
      finish(&run)
      masked.add(line: division ?? line, number: number)
    }
    finish(&run)
    notes.report(to: findings)
    if masked.isFull {
      findings.error(
        at: nil, "the chapter holds more than \(MaskedText.capacity) formulas and references",
        fix: "split it into several chapters")
    }
  }

  private mutating func finish(_ run: inout [(number: Int, text: String)]) {
    guard !run.isEmpty else { return }
    // Handed over, not copied, however long the chapter is.
    let text = masked
    masked = MaskedText()
    var scanner = RunScanner(
      lines: run, outline: outline, masked: text, notes: notes,
      citesSources: citesSources)
    scanner.scan()
    masked = scanner.masked
    notes = scanner.notes
    run = []
  }

  private func isCaption(_ line: String) -> Bool {
    line.hasPrefix(": ") && line.count > 2
  }

  /// Returns the masked line when `line` is a division's fence.
  private mutating func divisionFence(_ line: String, number: Int) -> String? {
    let prefix = line.prefix { $0 == " " || $0 == "\t" || $0 == ">" }
    let fence = line[prefix.endIndex...]
    let colons = fence.prefix { $0 == ":" }
    guard colons.count >= 3 else { return nil }
    let position = SourcePosition(line: number, column: prefix.count + 1)
    var rest = fence[colons.endIndex...].drop(while: \.isWhitespace)
    while let last = rest.last, last.isWhitespace || last == ":" { rest.removeLast() }
    let kind: MaskedText.Piece.Kind
    if rest.isEmpty {
      kind = .divisionEnd
    } else if let attributes = divisionAttributes(rest) {
      kind = .divisionStart(attributes)
    } else {
      findings.error(
        at: position, length: fence.count, "this division's attributes cannot be read",
        fix: "write '::: {.callout-note title=\"…\"}' or '::: {#exr-name}'")
      kind = .divisionStart(Attributes())
    }
    let mask = masked.mask(MaskedText.Piece(kind: kind, source: line, position: position))
    return "\(prefix)<!--\(mask)-->"
  }

  private func divisionAttributes(_ text: Substring) -> Attributes? {
    if let parsed = AttributeText(startOf: text) {
      return parsed.isMeantAsAttributes && parsed.count == text.count ? parsed.attributes : nil
    }
    guard text.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) else {
      return nil
    }
    return Attributes(classes: [String(text)])
  }
}
