import SwiftSyntax

/// A source after some of its names were exchanged.
struct RewrittenSource: Hashable, Sendable {
  /// A piece that became longer: its line, the column behind it, and by how many bytes.
  private struct Shift: Hashable {
    var line: Int
    var column: Int
    var growth: Int
  }

  private(set) var text: String
  private var shifts: [Shift] = []

  init(text: String) {
    self.text = text
  }

  struct Edit {
    var range: Range<AbsolutePosition>
    var text: String
  }

  init(_ source: String, replacing edits: [Edit], in file: SourceFileSyntax) {
    let converter = SourceLocationConverter(fileName: "", tree: file)
    let bytes = Array(source.utf8)
    var result: [UInt8] = []
    var end = 0
    for edit in edits.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) {
      let range = edit.range.lowerBound.utf8Offset..<edit.range.upperBound.utf8Offset
      guard range.lowerBound >= end else { continue }
      result += bytes[end..<range.lowerBound] + Array(edit.text.utf8)
      end = range.upperBound
      let place = converter.location(for: edit.range.upperBound)
      shifts.append(
        Shift(line: place.line, column: place.column, growth: edit.text.utf8.count - range.count))
    }
    text = String(decoding: result + bytes[end...], as: UTF8.self)
  }

  /// Where a place of the rewritten text stands in the author's.
  func original(_ place: CellPlace) -> CellPlace {
    var column = place.column
    var growth = 0
    for shift in shifts where shift.line == place.line {
      if place.column >= shift.column + growth + shift.growth { column -= shift.growth }
      growth += shift.growth
    }
    return CellPlace(line: place.line, column: max(1, column))
  }
}
