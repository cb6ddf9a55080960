import Chapters
import MathTypesetting

extension ChapterBuilder {
  mutating func inlines(_ inlines: [Inline]) -> [ReportInline] {
    inlines.reduce(into: []) { report, inline in
      // A note's mark clings to its word, even where the chapter has a space or a line end between.
      if case .footnote = inline { report.removeTrailingSpace() }
      report += self.inlines(inline)
    }
  }

  /// The running text of Markdown that stands in an option or an attribute at `position`.
  mutating func inlines(markdown: String, at position: SourcePosition) -> [ReportInline] {
    inlines(fragment(markdown, at: position).inlines)
  }

  /// Reads Markdown from outside the chapter's text, and reports what is wrong with it.
  mutating func fragment(_ markdown: String, at position: SourcePosition) -> MarkdownFragment {
    let fragment = MarkdownFragment(
      markdown, file: chapter.path, position: position, sourceLine: line(position.line))
    if isResolving { diagnostics += fragment.diagnostics }
    return fragment
  }

  private mutating func inlines(_ inline: Inline) -> [ReportInline] {
    switch inline {
    case .text(let text): return [.text(text)]
    case .emphasis(let content): return [.emphasis(inlines(content))]
    case .strong(let content): return [.strong(inlines(content))]
    case .strikethrough(let content): return [.strikethrough(inlines(content))]
    case .code(let text): return [.code(text)]
    case .link(let target, _, let content): return link(target, content: inlines(content))
    case .image(let source, let altText):
      report(
        .error, at: place(of: source), length: source.count,
        "picture '\(source)' stands inside a line of text",
        fix: "put it in a paragraph of its own")
      return [.text(altText)]
    case .math(let tex, let position):
      return formula(tex, at: position).map { [.math($0)] } ?? []
    case .reference(let reference): return self.reference(reference)
    case .value(let expression, let position): return value(of: expression, at: position)
    case .footnote(let name, let content): return [.footnote(footnote(name, content: content))]
    case .citation(let citation): return self.citation(citation)
    case .span(let span): return self.span(span)
    case .softBreak: return [.softBreak]
    case .lineBreak: return [.lineBreak]
    }
  }

  // MARK: References and links

  private mutating func reference(_ reference: Inline.Reference) -> [ReportInline] {
    guard isResolving else { return [] }
    guard let target = targets[reference.label] else {
      if targets.isLeftOutForStudents(reference.label) {
        reportSolution(reference.label, at: reference.position, length: reference.label.count + 1)
        return [.text("@\(reference.label)")]
      }
      if targets.isLeftOut(reference.label) { return referenceToNothing(reference) }
      let hint = targets.nearest(to: reference.label).map { "did you mean '@\($0)'?" }
      report(
        .error, at: reference.position, length: reference.label.count + 1,
        "nothing is labelled '\(reference.label)'",
        fix: hint ?? "give the label to a cell ('//| label: \(reference.label)'),"
          + " or behind a heading, picture or formula ('{#\(reference.label)}')")
      return [.text("@\(reference.label)")]
    }
    let content: [ReportInline] =
      switch reference.prefix {
      case nil: target.title
      case let words? where words.isEmpty: target.number
      case let words?: inlines(words) + [.text("\u{A0}")] + target.number
      }
    return [.link(target: target.link, content: content)]
  }

  /// A sentence of the student's edition speaks of what only the instructor's has.
  private mutating func reportSolution(
    _ label: String, at position: SourcePosition?, length: Int
  ) {
    report(
      .error, at: position, length: length,
      "'\(label)' stands in a part that the student's edition leaves out",
      why: "this sentence stands in both editions, and would speak of a solution that is not there",
      fix: "move the sentence into the solution, or put it between '::: {.instructor}' and ':::'")
  }

  /// A sentence speaks of what this report leaves out.
  private mutating func referenceToNothing(_ reference: Inline.Reference) -> [ReportInline] {
    let audience = environment.audience
    report(
      .error, at: reference.position, length: reference.label.count + 1,
      "'\(reference.label)' stands in a part that is left out of "
        + (audience.format.map { "'\($0.rawValue)' with " } ?? "")
        + "the profile '\(audience.profile)'",
      why: "nothing is there to refer to", fix: "put this sentence under the same condition")
    return [.text("@\(reference.label)")]
  }

  /// A link to the web, to a place in this chapter (`#name`), or to a chapter (`02-padding.md#name`).
  private mutating func link(_ target: String, content: [ReportInline]) -> [ReportInline] {
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let file = parts.first.map(String.init) ?? ""
    let anchor = parts.count > 1 ? String(parts[1]) : ""
    guard let chapter = linkedChapter(file) else {
      return [.link(target: .web(target), content: content)]
    }
    guard !anchor.isEmpty else {
      let link = targets[chapter]?.link ?? .inside(chapter: chapter, anchor: chapter)
      return [.link(target: link, content: content)]
    }
    if isResolving, !targets.has(anchor: anchor, in: chapter) {
      if targets.isLeftOutForStudents(anchor) {
        // Not where the label itself stands.
        let link = place(of: "](\(target)").map {
          SourcePosition(line: $0.line, column: $0.column + 2)
        }
        reportSolution(anchor, at: link ?? place(of: target), length: target.count)
        return content
      }
      report(
        .error, at: place(of: target), length: target.count,
        "'\(target)' leads nowhere: \(chapter) has no heading or label '\(anchor)'",
        fix: targets.nearest(to: anchor).map { "did you mean '#\($0)'?" })
    }
    return [.link(target: .inside(chapter: chapter, anchor: anchor), content: content)]
  }

  private func linkedChapter(_ file: String) -> String? {
    if file.isEmpty { return slug }
    guard !file.contains("://"), file.hasSuffix(".md") || file.hasSuffix(".qmd"),
      let name = file.split(separator: "/").last?.split(separator: ".").dropLast()
    else { return nil }
    let slug = name.joined(separator: ".")
    return environment.slugs.contains(slug) ? slug : nil
  }

  /// Where the chapter's text says `text`, for what the parser gives no place.
  func place(of text: String) -> SourcePosition? {
    for (index, line) in chapter.lines.enumerated() {
      if let range = line.firstRange(of: text) {
        return SourcePosition(
          line: index + 1, column: line.distance(from: line.startIndex, to: range.lowerBound) + 1)
      }
    }
    return nil
  }

  // MARK: Formulas

  mutating func formula(_ tex: String, at position: SourcePosition) -> MathFormula? {
    do {
      return try MathFormula(tex: tex)
    } catch {
      report(
        .error, at: place(offset: error.offset, in: tex, at: position),
        length: max(1, error.length), error.message, fix: error.fix)
      return nil
    }
  }

  /// The place `offset` bytes into a formula that begins at `start`.
  private func place(offset: Int, in tex: String, at start: SourcePosition) -> SourcePosition {
    let first = tex.prefix { $0 != "\n" }
    // In a caption or a quote the text before is not the formula's: its beginning must do.
    guard let line = line(start.line), line.dropFirst(start.column - 1).hasPrefix(first) else {
      return start
    }
    let before = String(decoding: tex.utf8.prefix(offset), as: UTF8.self)
    let lines = before.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.count > 1, let last = lines.last else {
      return SourcePosition(line: start.line, column: start.column + before.count)
    }
    let number = start.line + lines.count - 1
    // Quote marks may stand before the formula's own text.
    let own = tex.split(separator: "\n", omittingEmptySubsequences: false)[lines.count - 1]
    let margin =
      self.line(number).flatMap { line in
        line.firstRange(of: own).map { line.distance(from: line.startIndex, to: $0.lowerBound) }
      } ?? 0
    return SourcePosition(line: number, column: margin + last.count + 1)
  }

  // MARK: Values and notes

  private mutating func value(
    of expression: String, at position: SourcePosition
  ) -> [ReportInline] {
    if currentCell == nil, let text = valuesOnTop[expression] { return [.text(text)] }
    guard let cell = currentCell, cell < results.count else {
      report(
        .error, at: position, length: expression.count,
        "the value of '\(expression)' is not known",
        why: "no cell above it was run",
        fix: "compute it in a cell above")
      return [.code(expression)]
    }
    if let text = results[cell].inlineValues[expression] { return [.text(text)] }
    // A failure above is reported where it happened; here it only leaves a gap.
    if results[...cell].contains(where: { $0.failure != nil }) {
      return [.code(expression)]
    }
    report(
      .error, at: position, length: expression.count,
      "the value of '\(expression)' is not known",
      why: "the cells above did not hand it over")
    return [.code(expression)]
  }

  private mutating func footnote(_ name: String, content: [Block]) -> Int {
    if let number = footnoteNumbers[name] { return number }
    let number = footnotes.count + 1
    footnoteNumbers[name] = number
    footnotes.append([])
    footnotes[number - 1] = blocks(content)
    return number
  }
}

extension [ReportInline] {
  fileprivate mutating func removeTrailingSpace() {
    while let last {
      switch last {
      case .softBreak: removeLast()
      case .text(let text):
        let rest = text.reversed().drop { $0 == " " }.reversed()
        self[count - 1] = .text(String(rest))
        return
      default: return
      }
    }
  }
}
