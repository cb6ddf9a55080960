import CairoGraphics
import Graphics
import Reports

extension FlowBuilder {
  /// A box of no more lines than these is not divided: its rest would be a scrap on the next page.
  private static let linesOfWholeBox = 12

  /// Keeps what was added in one piece, if it is short: an exercise and the stub that is to be filled in.
  private func keepWhole(from first: Int) {
    let content = boxes[first...]
    guard content.count <= Self.linesOfWholeBox, !content.contains(where: \.mayFloat) else {
      return
    }
    for box in content.dropLast() { box.staysWithNext = true }
  }

  func addCallout(_ callout: Callout, in frame: Frame) throws {
    mark(callout.anchor)
    let color = theme.color(of: callout.kind)
    var inner = boxed(frame, color: color)
    let kind = ReportInline.text(chapter.words[callout.kind.fixedWord])
    addBoxTitle(callout.title.isEmpty ? [kind] : callout.title, color: color, in: inner)
    inner.style.size *= 0.97
    inner.lineHeight *= 0.97
    let first = boxes.count
    try add(callout.content, in: inner)
    keepWhole(from: first)
    space(0.8 * frame.lineHeight)
  }

  func addDivision(
    anchor: String?, title: [ReportInline], content: [ReportBlock], in frame: Frame
  ) throws {
    mark(anchor)
    let inner = boxed(frame, color: theme.color(.accent), tint: 0)
    if !title.isEmpty { addBoxTitle(title, color: theme.color(.accent), in: inner) }
    let first = boxes.count
    try add(content, in: inner)
    keepWhole(from: first)
    space(0.8 * frame.lineHeight)
  }

  func addFailure(title: String, message: String, in frame: Frame) {
    let color = theme.color(.caution)
    let inner = boxed(frame, color: color)
    addBoxTitle([.text(title)], color: color, in: inner)
    space(3)
    addCodeLines(
      message.split(separator: "\n", omittingEmptySubsequences: false).map {
        [TextSpan(.text(String($0)), style: theme.code)]
      }, in: inner, element: StructureElement(in: inner.element, tag: "Code"))
    space(0.8 * frame.lineHeight)
  }

  /// Returns the frame inside a box with a coloured bar on its left.
  private func boxed(_ frame: Frame, color: Color, tint: Double = 0.055) -> Frame {
    space(0.8 * frame.lineHeight)
    var inner = frame
    inner.left += 13
    inner.width -= tint > 0 ? 23 : 13
    inner.spacing = 0.7 * frame.spacing
    inner.element = StructureElement(in: frame.element, tag: "Div", padding: tint > 0 ? 7 : 1) {
      canvas, rect in
      let tinted = Rect(x: rect.x + frame.left, y: rect.y, width: frame.width, height: rect.height)
      if tint > 0 { canvas.fill(.rectangle(tinted), with: color.mixed(with: .white, at: 1 - tint)) }
      let bar = Rect(x: tinted.x, y: tinted.y, width: 2.5, height: tinted.height)
      canvas.fill(.rectangle(bar), with: color)
    }
    return inner
  }

  private func addBoxTitle(_ title: [ReportInline], color: Color, in frame: Frame) {
    var style = theme.heading(size: 9.6)
    style.color = color
    var heads = frame
    heads.style = style
    heads.lineHeight = 13
    addParagraph(
      inlines.spans(title, style: style), in: heads, alignment: .left, staysWithNext: true)
    for box in boxes.suffix(2) where box.element.parent === frame.element {
      box.staysWithNext = true
    }
    space(2)
  }
}

extension Color {
  /// Returns the opaque colour between this one and `other`; print shops mistrust transparency.
  func mixed(with other: Color, at fraction: Double) -> Color {
    Color(
      red: red + (other.red - red) * fraction, green: green + (other.green - green) * fraction,
      blue: blue + (other.blue - blue) * fraction)
  }
}
