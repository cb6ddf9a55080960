import Chapters

/// What is compiled and run as one: a cell, or the inline expressions that follow one.
package struct CellUnit: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// The cell's place among the chapter's cells, from 0.
    case cell(Int)
    /// Inline expressions, and the cell above them; `nil` above the first cell.
    case values(expressions: [String], after: Int?)
  }

  package var kind: Kind
  /// How messages call it.
  package var name: String
  package var source: String
  package var options: CellOptions
  package var names: CellNames
  /// Where each line of `source` begins in the chapter.
  private var lineStarts: [SourcePosition]

  package init(_ cell: Cell) {
    kind = .cell(cell.index)
    name = cell.name
    source = cell.source
    options = cell.options
    names = cell.options.eval ? CellNames(cell.source) : CellNames()
    let lines = cell.source.split(separator: "\n", omittingEmptySubsequences: false)
    lineStarts = lines.indices.map {
      SourcePosition(line: cell.position.line + $0, column: cell.position.column)
    }
  }

  /// Each expression comes with its place, where its code begins.
  init(expressions: [(text: String, position: SourcePosition)], after cell: Cell?) {
    kind = .values(expressions: expressions.map(\.text), after: cell?.index)
    name = cell.map { "values after \($0.name)" } ?? "values on top"
    source = expressions.map(\.text).joined(separator: "\n")
    options = CellOptions()
    names = CellNames(source)
    lineStarts = expressions.map(\.position)
  }

  package var isCell: Bool {
    if case .cell = kind { true } else { false }
  }

  /// The chapter's line on which the source begins.
  package var firstLine: Int { lineStarts.first?.line ?? 1 }

  package var evaluates: Bool { options.eval }

  /// Where a place of the source stands in the chapter.
  package func position(_ place: CellPlace) -> SourcePosition {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    let index = min(max(place.line - 1, 0), lineStarts.count - 1)
    guard index >= 0 else { return SourcePosition(line: 1, column: 1) }
    let characters = String(decoding: lines[index].utf8.prefix(place.column - 1), as: UTF8.self)
      .count
    return SourcePosition(
      line: lineStarts[index].line, column: lineStarts[index].column + characters)
  }

  /// All units of a chapter, in the order in which they stand.
  static func all(in chapter: Chapter) -> [CellUnit] {
    var units: [CellUnit] = []
    let values = chapter.inlineValues
    func appendValues(after cell: Cell?) {
      var expressions: [(text: String, position: SourcePosition)] = []
      for value in values where value.cell == cell?.index {
        guard !expressions.contains(where: { $0.text == value.expression }) else { continue }
        expressions.append((value.expression, value.position))
      }
      if !expressions.isEmpty { units.append(CellUnit(expressions: expressions, after: cell)) }
    }
    appendValues(after: nil)
    for cell in chapter.cells {
      units.append(CellUnit(cell))
      appendValues(after: cell)
    }
    return units
  }
}
