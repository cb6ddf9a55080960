/// Paragraphs, cut where displayed formulas stand, and the pictures that stand alone in one.
extension BlockBuilder {
  /// A paragraph, cut where displayed formulas stand; or the pictures that it consists of.
  mutating func paragraph(_ node: MarkdownNode) -> [Block] {
    if let images = images(node) { return images }
    var blocks: [Block] = []
    var run: [MarkdownNode] = []
    for child in node.children {
      guard case .text(let text) = child.kind else {
        run.append(child)
        continue
      }
      for part in masked.parts(of: text) {
        if case .piece(let piece) = part, case .displayMath(let tex, let attributes) = piece.kind {
          attributes.reportIdle(on: "a formula", at: piece.position, to: findings)
          appendParagraph(of: run, to: &blocks)
          run = []
          blocks.append(.math(tex: tex, label: attributes.label, position: piece.position))
        } else {
          run.append(child.with(text: part.masked))
        }
      }
    }
    appendParagraph(of: run, to: &blocks)
    return blocks
  }

  private mutating func appendParagraph(of nodes: [MarkdownNode], to blocks: inout [Block]) {
    var content = inlines(nodes)[...]
    while content.first?.isSpace == true { content.removeFirst() }
    while content.last?.isSpace == true { content.removeLast() }
    if !content.isEmpty { blocks.append(.paragraph(Array(content))) }
  }

  private mutating func images(_ node: MarkdownNode) -> [Block]? {
    var images: [Block] = []
    for child in node.children {
      switch child.kind {
      case .image(let source, _):
        let caption = inlines(child.children)
        images.append(
          .image(
            Block.Image(
              source: masked.restored(source), altText: Inline.plainText(of: caption),
              caption: caption, attributes: Attributes(), position: position(of: node))))
      case .text(let text):
        guard case .image(var image)? = images.last, image.attributes == Attributes(),
          case .piece(let piece)? = masked.parts(of: text).first, masked.parts(of: text).count == 1,
          case .attributes(let attributes) = piece.kind
        else { return nil }
        image.attributes = attributes
        Attributes(classes: attributes.classes).reportIdle(
          on: "a picture", at: piece.position, to: findings)
        image.altText = attributes.values["fig-alt"] ?? attributes.values["alt"] ?? image.altText
        images[images.count - 1] = .image(image)
      case .softBreak: continue
      default: return nil
      }
    }
    return images.isEmpty ? nil : images
  }

  /// Takes the attributes off the end of a heading or caption.
  func splittingAttributes(
    _ nodes: [MarkdownNode]
  ) -> (nodes: [MarkdownNode], attributes: Attributes) {
    guard let last = nodes.last, case .text(let text) = last.kind else {
      return (nodes, Attributes())
    }
    var parts = masked.parts(of: text)
    guard case .piece(let piece)? = parts.popLast(), case .attributes(let attributes) = piece.kind
    else { return (nodes, Attributes()) }
    let rest = parts.map(\.masked).joined().trimmingSuffix()
    return (nodes.dropLast() + (rest.isEmpty ? [] : [last.with(text: rest)]), attributes)
  }
}

extension Inline {
  fileprivate var isSpace: Bool {
    switch self {
    case .softBreak, .lineBreak: true
    case .text(let text): text.allSatisfy(\.isWhitespace)
    default: false
    }
  }
}

extension MarkdownNode {
  func with(text: String) -> MarkdownNode {
    var copy = self
    copy.kind = .text(text)
    return copy
  }
}
