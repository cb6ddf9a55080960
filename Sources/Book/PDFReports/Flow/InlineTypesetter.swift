import CairoGraphics
import DrawingThreads
import Graphics
import MathTypesetting
import Reports

/// Turns running text of a report into spans that a paragraph can be set from.
@DrawingActor
struct InlineTypesetter {
  let theme: PDFTheme
  let math: MathLayout?

  func spans(_ inlines: [ReportInline], style: TextStyle) -> [TextSpan] {
    var result: [TextSpan] = []
    for inline in inlines {
      // The mark of a note stands close to its word, whether or not its author wrote a space.
      if case .footnote = inline { result.dropTrailingSpaces() }
      result += spans(inline, style: style)
    }
    return result
  }

  private func spans(_ inline: ReportInline, style: TextStyle) -> [TextSpan] {
    switch inline {
    case .text(let text): return [TextSpan(.text(text), style: style)]
    case .softBreak: return [TextSpan(.text(" "), style: style)]
    case .lineBreak: return [TextSpan(.lineBreak, style: style)]
    case .emphasis(let content):
      var emphasized = style
      emphasized.isItalic.toggle()
      return spans(content, style: emphasized)
    case .strong(let content):
      var strong = style
      strong.weight = .bold
      return spans(content, style: strong)
    case .strikethrough(let content):
      return spans(content, style: style).map { span in
        var span = span
        span.isStruckThrough = true
        return span
      }
    case .code(let code): return [codeSpan(code, style: style)]
    case .math(let formula): return formulaSpans(formula, style: style)
    case .link(let target, let content): return linkSpans(content, to: target, style: style)
    case .footnote(let number):
      var mark = style
      mark.size = style.size * 0.68
      var span = TextSpan(.text("\(number)"), style: mark)
      span.rise = style.size * 0.34
      span.note = number
      return [span]
    }
  }

  private func codeSpan(_ code: String, style: TextStyle) -> TextSpan {
    var mono = style
    mono.family = theme.code.family
    mono.size = style.size * theme.fonts.codeSize / theme.fonts.textSize * 1.06
    mono.isItalic = false
    var span = TextSpan(.text(code), style: mono)
    span.breaksInside = true
    return span
  }

  private func formulaSpans(_ formula: MathFormula, style: TextStyle) -> [TextSpan] {
    guard let math else { return [TextSpan(.text(formula.plainText), style: style)] }
    return math.pieces(for: formula, size: style.size).enumerated().map { index, box in
      let extent = TextExtent(width: box.width, ascent: box.ascent, descent: box.descent)
      // The formula is read out once, however many pieces it may break into.
      let inline = InlineBox(extent: extent, altText: index == 0 ? formula.plainText : nil) {
        box.draw(on: $0, at: $1, color: $2)
      }
      return TextSpan(.box(inline), style: style)
    }
  }

  private func linkSpans(
    _ content: [ReportInline], to target: ReportInline.LinkTarget, style: TextStyle
  ) -> [TextSpan] {
    let link: PDFLink
    switch target {
    case .web(let address): link = .web(address)
    case .inside(let chapter, let anchor):
      link = .destination(Destination.name(chapter: chapter, anchor: anchor))
    }
    var linked = style
    linked.color = theme.color(.link)
    return spans(content, style: linked).map { span in
      var span = span
      span.link = link
      // In a report that has no such place.
      span.unlinkedColor = style.color
      return span
    }
  }
}

/// Names of the places that links inside a PDF lead to.
enum Destination {
  static func name(chapter: String, anchor: String) -> String { "\(chapter)#\(anchor)" }

  /// The chapter of a place, by the bytes of its name.
  static func chapter(of name: [UInt8]) -> String? {
    name.firstIndex(of: UInt8(ascii: "#")).map { String(decoding: name[..<$0], as: UTF8.self) }
  }
}

extension [TextSpan] {
  /// The text alone.
  var plainText: String {
    map { if case .text(let text) = $0.content { text } else { "" } }.joined()
  }

  fileprivate mutating func dropTrailingSpaces() {
    while let last, case .text(var text) = last.content, text.hasSuffix(" ") {
      text.removeLast()
      if text.isEmpty { removeLast() } else { self[count - 1].content = .text(text) }
    }
  }
}
