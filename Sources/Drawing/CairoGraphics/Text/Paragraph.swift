import CPangoCairo
import DrawingThreads
import Graphics

/// Running text broken into lines of one width.
///
/// Pango shapes the text and says where Unicode allows a break (UAX 14); ``LineBreaker`` chooses among
/// those places, because Pango fills line after line without looking ahead.
package struct Paragraph {
  package enum Alignment: Hashable, Sendable {
    case justified
    case ragged(HorizontalAlignment)

    package static let left = ragged(.left)
    package static let center = ragged(.center)
    package static let right = ragged(.right)
  }

  package var spans: [TextSpan]
  package var width: Double
  package var alignment = Alignment.justified
  /// How far the first line starts to the right, in points; negative for one that stands out to the left.
  package var indent = 0.0
  /// Returns where a word may be divided, as offsets in characters; none when `nil`.
  package var hyphenate: ((Substring) -> [Int])?

  package init(_ spans: [TextSpan], width: Double) {
    self.spans = spans
    self.width = width
  }

  /// Breaks the paragraph into lines and lays them out.
  @DrawingActor
  package func lines() -> [TypesetLine] {
    let parts = spans.split(omittingEmptySubsequences: false) {
      if case .lineBreak = $0.content { true } else { false }
    }
    return parts.enumerated().flatMap { index, part in
      lines(of: ShapedText(Array(part)), isFirst: index == 0)
    }
  }

  /// Returns the width of the text on one line, and of its widest unbreakable piece.
  @DrawingActor
  package func naturalWidths() -> (full: Double, widestPiece: Double) {
    var full = 0.0
    var widest = 0.0
    for part in spans.split(whereSeparator: {
      if case .lineBreak = $0.content { true } else { false }
    }) {
      let shaped = ShapedText(Array(part))
      let opportunities = shaped.opportunities(hyphenate: nil)
      full = max(full, opportunities.last?.place.end ?? 0)
      var start = 0.0
      for (place, _) in opportunities where place.penalty == 0 {
        widest = max(widest, place.end - start)
        start = place.next
      }
    }
    return (full, widest)
  }

  /// Whether links or boxes are among the text, which are elements of the structure.
  private var hasElements: Bool {
    spans.contains { span in
      if case .box = span.content { return true }
      return span.link != nil
    }
  }

  @DrawingActor
  private func lines(of shaped: ShapedText, isFirst: Bool) -> [TypesetLine] {
    let indent = isFirst ? self.indent : 0
    let opportunities = shaped.opportunities(hyphenate: hyphenate, within: width - indent)
    guard !opportunities.isEmpty else { return [] }
    let places = opportunities.map { opportunity in
      var place = opportunity.place
      place.end += indent
      place.next += indent
      return place
    }
    let breaker = LineBreaker(
      width: width, space: shaped.spaceWidth, isJustified: alignment == .justified)
    let breaks = breaker.breaks(at: places)
    var start = 0
    return breaks.enumerated().map { line, index in
      let (place, offsets) = opportunities[index]
      let typeset = TypesetLine(
        shaped.slice(start..<offsets.end, addingHyphen: place.hyphenWidth > 0))
      typeset.tagsText = hasElements
      start = offsets.next
      let left = line == 0 ? indent : 0
      typeset.align(
        alignment, left: left, width: width - left, isLast: index == opportunities.count - 1)
      return typeset
    }
  }
}
