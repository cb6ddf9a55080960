/// Turns cmark's inline nodes into ours, with the dialect's pieces back in their places.
struct InlineBuilder {
  let masked: MaskedText
  let findings: Findings
  /// Returns the blocks of the note with this number.
  let footnote: (String) -> [Block]

  func inlines(_ nodes: [MarkdownNode]) -> [Inline] {
    var open: [(start: MaskedText.Piece, before: [Inline])] = []
    var inlines: [Inline] = []
    for part in nodes.flatMap(parts) {
      switch part {
      case .inline(let inline): inlines.append(inline)
      case .attributes(let piece, let attributes):
        guard let what = inlines.last?.nameWithAttributes else {
          inlines.append(.text(piece.source))
          continue
        }
        attributes.reportIdle(on: what, at: piece.position, to: findings)
      case .spanStart(let start):
        open.append((start, inlines))
        inlines = []
      case .spanEnd(let end, let attributes):
        guard let (start, before) = open.popLast() else {
          inlines.append(.text(end.source))
          continue
        }
        inlines = before + [span(merged(inlines), attributes, at: start.position)]
      }
    }
    // What begins within emphasis and ends outside of it is no span.
    while let (start, before) = open.popLast() {
      inlines = before + [.text(start.source)] + inlines
    }
    return merged(inlines)
  }

  /// What a node is made of, in order.
  private enum Part {
    case inline(Inline)
    case attributes(MaskedText.Piece, Attributes)
    case spanStart(MaskedText.Piece)
    case spanEnd(MaskedText.Piece, Attributes)
  }

  private func parts(_ node: MarkdownNode) -> [Part] {
    switch node.kind {
    case .text(let text): masked.parts(of: text).map(part)
    case .softBreak: [.inline(.softBreak)]
    case .lineBreak: [.inline(.lineBreak)]
    case .emphasis: [.inline(.emphasis(inlines(node.children)))]
    case .strong: [.inline(.strong(inlines(node.children)))]
    case .strikethrough: [.inline(.strikethrough(inlines(node.children)))]
    case .inlineCode(let text): [.inline(.code(masked.restored(text)))]
    case .inlineHTML(let text): html(text, at: node).map(Part.inline)
    case .link(let target, let title): [.inline(link(node, target: target, title: title))]
    case .image(let source, _):
      [
        .inline(
          .image(
            source: masked.restored(source),
            altText: Inline.plainText(of: inlines(node.children))))
      ]
    case .footnoteReference(let number):
      [.inline(.footnote(name: number, content: footnote(number)))]
    default: node.children.flatMap(parts)
    }
  }

  private func part(_ part: MaskedText.Part) -> Part {
    let piece: MaskedText.Piece
    switch part {
    case .text(let text): return .inline(.text(text))
    case .piece(let found): piece = found
    }
    switch piece.kind {
    case .math(let tex), .displayMath(let tex, _):
      return .inline(.math(tex: tex, position: piece.position))
    case .reference(let reference): return .inline(.reference(reference))
    case .value(let expression):
      return .inline(.value(expression: expression, position: piece.position))
    case .citation(let items, let isInText):
      return .inline(
        .citation(
          Inline.Citation(
            items: items, isInText: isInText, source: piece.source, position: piece.position)))
    case .spanStart: return .spanStart(piece)
    case .spanEnd(let attributes): return .spanEnd(piece, attributes)
    case .attributes(let attributes): return .attributes(piece, attributes)
    case .divisionStart, .divisionEnd, .literal: return .inline(.text(piece.source))
    }
  }

  private func span(
    _ content: [Inline], _ attributes: Attributes, at position: SourcePosition
  ) -> Inline {
    var tests: [ContentCondition.Test] = []
    for setting in attributes.settings(at: position, reporting: findings, isTyped: { _ in false }) {
      ContentCondition.table.apply(setting, to: &tests)
    }
    let condition = ContentCondition(attributes, tests: tests)
    if condition == nil {
      ContentCondition.reportIdle(attributes, at: position, length: 1, to: findings)
      for name in attributes.classes where Edition.classesForInstructor.contains(name) {
        findings.error(
          at: position, length: 1, "these words cannot be left out of the student's edition",
          why: "only whole divisions are left out",
          fix: "put them into a paragraph of their own, between '::: {.\(name)}' and ':::'")
      }
      for name in attributes.classes where !Edition.classesForInstructor.contains(name) {
        findings.warning(
          at: position, length: 1, "the class '.\(name)' of these words has no effect",
          why: "only '.content-visible' and '.content-hidden' mean something in running text",
          fix: "write the words without brackets; '*' and '**' emphasize them")
      }
    }
    return .span(Inline.Span(content: content, condition: condition, position: position))
  }

  private func link(_ node: MarkdownNode, target: String, title: String) -> Inline {
    let address = masked.restored(target)
    let content = inlines(node.children)
    if case .text(let text)? = node.children.first?.kind, node.children.count == 1,
      ["", "mailto:", "http://"].contains(where: { $0 + text == target })
    {
      // An address that is its own text holds no references or formulas.
      return .link(target: address, title: nil, content: [.text(masked.restored(text))])
    }
    return .link(
      target: address, title: title.isEmpty ? nil : masked.restored(title), content: content)
  }

  private func html(_ text: String, at node: MarkdownNode) -> [Inline] {
    let position = masked.position(line: node.startLine, column: node.startColumn)
    if masked.divisionFence(text) != nil {
      findings.error(
        at: SourcePosition(line: position.line, column: 1), length: 3,
        "this division's fence is indented so far that it belongs to the paragraph above",
        fix: "put an empty line above it, or indent it less")
      return []
    }
    let text = masked.restored(text)
    if text.hasPrefix("<!--") { return [] }
    if text.wholeMatch(of: /<br\s*\/?>/) != nil { return [.lineBreak] }
    findings.warning(
      at: position, length: text.count, "raw HTML is left out of handouts",
      fix: "write it in Markdown")
    return []
  }

  /// Joins neighbouring texts, which cmark splits at every quote and bracket.
  private func merged(_ inlines: [Inline]) -> [Inline] {
    inlines.reduce(into: []) { merged, inline in
      if case .text(let next) = inline, case .text(let previous)? = merged.last {
        merged[merged.count - 1] = .text(previous + next)
      } else {
        merged.append(inline)
      }
    }
  }
}

extension Inline {
  /// The words of running text, for alt texts, anchors and outlines; formulas stay as TeX.
  package static func plainText(of inlines: [Inline]) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text), .code(let text): text
      case .emphasis(let content), .strong(let content), .strikethrough(let content),
        .link(_, _, let content):
        plainText(of: content)
      case .image(_, let altText): altText
      case .math(let tex, _): tex
      case .reference(let reference): reference.label
      case .citation(let citation): citation.source
      case .span(let span): plainText(of: span.content)
      case .value(let expression, _): expression
      case .footnote: ""
      case .softBreak, .lineBreak: " "
      }
    }.joined()
  }
}

extension Inline {
  /// What attributes right behind it belong to; `nil` when they are a part of the sentence.
  fileprivate var nameWithAttributes: String? {
    switch self {
    case .link: "a link"
    case .code: "code in a sentence"
    default: nil
    }
  }
}
