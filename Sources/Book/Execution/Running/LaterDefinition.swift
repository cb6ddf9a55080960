/// What a cell uses of a cell below it, which a script would find and a cell does not.
struct LaterDefinition: Hashable {
  /// What the author wrote.
  var name: String
  /// The cell below that defines it.
  var cell: String

  var why: String { "'\(name)' is defined in \(cell) below; a cell sees only the cells above it" }
  var fix: String { "move this cell below \(cell), or that one above it" }
}

extension ChapterProgram {
  /// Finds the cell below `unit` that defines what the compiler did not find; `nil` when there is
  /// none.
  func laterDefinition(for message: CompilerMessage, in unit: Int) -> LaterDefinition? {
    if let found = message.message.firstMatch(
      of: /cannot find (?:type |operator )?'([^']+)' in scope/)
    {
      return definition(of: String(found.1), below: unit) {
        $0.defined[$1] != nil || $0.extended.contains($1)
      }
    }
    if let found = message.message.firstMatch(of: /has no member '([^']+)'/) {
      return definition(of: String(found.1), below: unit) { $0.extended.contains($1) }
    }
    let conforming =
      message.message.firstMatch(of: /type '([^']+)' does not conform to protocol '([^']+)'/)
      ?? message.message.firstMatch(of: /requires that '([^']+)' conform to '([^']+)'/)
    guard let conforming else { return nil }
    return definition(of: "\(conforming.1): \(conforming.2)", below: unit) {
      $0.conformances.contains($1)
    }
  }

  private func definition(
    of name: String, below unit: Int, where defines: (CellNames, String) -> Bool
  ) -> LaterDefinition? {
    units[(unit + 1)...].first { $0.isCell && defines($0.names, name) }
      .map { LaterDefinition(name: name, cell: $0.name) }
  }
}
