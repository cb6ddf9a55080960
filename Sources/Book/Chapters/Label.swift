/// A label that a chapter gives to something, and where.
package struct Label: Hashable, Sendable {
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
    forEachLabel(in: blocks) { name, position in
      labels.append(
        Label(
          name: name, file: path, position: position,
          sourceLine: lines.indices.contains(position.line - 1) ? lines[position.line - 1] : nil))
    }
    return labels
  }

  private func forEachLabel(in blocks: [Block], _ body: (String, SourcePosition) -> Void) {
    for block in blocks {
      switch block {
      case .heading(let heading): heading.attributes.label.map { body($0, heading.position) }
      case .code(let code): code.attributes.label.map { body($0, code.position) }
      case .cell(let cell):
        cell.options.label.map { body($0, cell.labelPosition ?? cell.position) }
        cell.options.listingLabel.map { body($0, cell.labelPosition ?? cell.position) }
      case .math(_, let label, let position): label.map { body($0, position) }
      case .table(let table): table.label.map { body($0, table.position) }
      case .image(let image): image.attributes.label.map { body($0, image.position) }
      case .quote(let content): forEachLabel(in: content, body)
      case .list(let list): for item in list.items { forEachLabel(in: item, body) }
      case .division(let division):
        division.attributes.label.map { body($0, division.position) }
        forEachLabel(in: division.content, body)
      case .paragraph, .rule: break
      }
    }
  }
}

extension Label {
  /// Returns an error for every label of `chapters` that is taken before.
  package static func duplicates(in chapters: [Chapter]) -> [Diagnostic] {
    var first: [String: Label] = [:]
    var errors: [Diagnostic] = []
    for label in chapters.flatMap(\.labels) {
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
