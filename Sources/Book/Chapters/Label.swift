/// A label that a chapter gives to something, and where.
package struct Label: Hashable, Codable, Sendable {
  package var name: String
  package var file: String
  package var position: SourcePosition
  /// The line at `position`, for quoting.
  package var sourceLine: String?
}

extension Chapter {
  /// The labels of the chapter's cells, headings, figures, tables, formulas and divisions, in order.
  package var labels: [Label] {
    var labels: [Label] = []
    forEachBlock { block in
      for (name, position) in block.ownLabels {
        let line = position.line - 1
        labels.append(
          Label(
            name: name, file: path, position: position,
            sourceLine: lines.indices.contains(line) ? lines[line] : nil))
      }
    }
    return labels
  }
}

extension Block {
  /// What the block itself is called, and where it says so.
  package var ownLabels: [(name: String, position: SourcePosition)] {
    let named: [(String?, SourcePosition)] =
      switch self {
      case .heading(let heading): [(heading.attributes.label, heading.position)]
      case .code(let code): [(code.attributes.label, code.position)]
      case .cell(let cell):
        [cell.options.label, cell.options.listingLabel]
          .map { ($0, cell.labelPosition ?? cell.position) }
      case .math(_, let label, let position): [(label, position)]
      case .table(let table): [(table.label, table.position)]
      case .image(let image): [(image.attributes.label, image.position)]
      case .division(let division): [(division.attributes.label, division.position)]
      case .paragraph, .list, .quote, .rule: []
      }
    return named.compactMap { name, position in name.map { ($0, position) } }
  }
}

extension Label {
  /// Returns an error for every label of `chapters` that is taken before.
  package static func duplicates(in chapters: [Chapter]) -> [Diagnostic] {
    duplicates(among: chapters.flatMap(\.labels))
  }

  /// Returns an error for every one of `labels` that is taken before.
  package static func duplicates(among labels: [Label]) -> [Diagnostic] {
    var first: [String: Label] = [:]
    var errors: [Diagnostic] = []
    for label in labels {
      guard let taken = first[label.name] else {
        first[label.name] = label
        continue
      }
      errors.append(
        Diagnostic(
          .error, file: label.file, at: label.position, length: label.name.count,
          "label '\(label.name)' is taken",
          sourceLine: label.sourceLine,
          why: "it stands already at \(taken.file):\(taken.position.line):\(taken.position.column),"
            + " and a label names one thing in the whole book",
          fix: "rename one of the two"))
    }
    return errors
  }
}
