import CellOutputs
import Chapters

/// Every value that a chapter's cells recorded, and where: `output/results/<chapter>.json`.
package struct ChapterResults: StableJSON, Sendable {
  package struct Value: Encodable, Sendable {
    package var name: String
    package var content: RecordedValue.Content
    package var unit: String?
    /// The cell's name, and the line of the chapter on which its code begins.
    package var cell: String
    package var line: Int

    private enum Key: String, CodingKey { case name, value, unit, cell, line }

    package func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(name, forKey: .name)
      try container.encodeIfPresent(unit, forKey: .unit)
      try container.encode(cell, forKey: .cell)
      try container.encode(line, forKey: .line)
      try container.encode(RecordedValue.Content.JSON(content), forKey: .value)
    }
  }

  /// The chapter's path as the user knows it.
  package var chapter: String
  package var title: String
  /// In the order in which they were recorded.
  package var values: [Value]

  /// Gathers the values of `executed` that stand in an edition.
  package init(
    _ executed: ReportBuilder.ExecutedChapter, title: String, edition: Edition = .instructor
  ) {
    chapter = executed.chapter.path
    self.title = title
    let cells = executed.chapter.cellIndices(in: edition)
    values = zip(executed.chapter.cells, executed.results).flatMap { cell, result -> [Value] in
      guard cells.contains(cell.index) else { return [] }
      return result.recorded.map { recorded in
        Value(
          name: recorded.name, content: recorded.content, unit: recorded.unit, cell: cell.name,
          line: cell.position.line)
      }
    }
  }
}
