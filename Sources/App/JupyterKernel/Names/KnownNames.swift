/// What can be named at a place: what the cells have declared, and what the library offers.
package struct KnownNames {
  /// Of the cells that have run, the latest last.
  package var cells: [Declaration]
  package var library: [Declaration]

  package init(cells: [Declaration], library: [Declaration]) {
    self.cells = cells
    self.library = library
  }

  private static let keywords = [
    "as", "async", "await", "break", "case", "catch", "class", "continue", "default", "defer", "do",
    "else", "enum", "extension", "false", "for", "func", "guard", "if", "import", "in", "init",
    "inout", "is", "let", "nil", "private", "protocol", "repeat", "return", "self", "Self",
    "static", "struct", "switch", "throw", "throws", "true", "try", "typealias", "var", "where",
    "while",
  ]

  /// Returns what may stand for a name that is being written, each name once: those of the cells first, then
  /// those of the library, and the language's own words.
  package func completions(of cursor: CursorName) -> [Declaration] {
    var seen: Set<String> = []
    func fitting(_ declarations: [Declaration]) -> [Declaration] {
      declarations.filter { $0.name.hasPrefix(cursor.name) && $0.name != "init" }
        .sorted { $0.name < $1.name }.filter { seen.insert($0.name).inserted }
    }
    guard let base = cursor.base else {
      let words = Self.keywords.map { Declaration(path: [$0], kind: "keyword", text: $0) }
      return fitting(cells.reversed().filter { $0.owner == nil })
        + fitting(library.filter { $0.owner == nil })
        + (cursor.name.isEmpty ? [] : fitting(words))
    }
    let members = { (declaration: Declaration) in
      declaration.owner != nil && type(of: base).map { declaration.owner == $0 } ?? true
    }
    return fitting(cells.reversed().filter(members)) + fitting(library.filter(members))
  }

  /// Returns what a name stands for: its latest meaning in the cells, else that in the library.
  package func meanings(of cursor: CursorName) -> [Declaration] {
    guard !cursor.name.isEmpty else { return [] }
    func fits(_ declaration: Declaration) -> Bool {
      guard declaration.name == cursor.name else { return false }
      guard let base = cursor.base else { return declaration.owner == nil }
      return declaration.owner != nil && type(of: base).map { declaration.owner == $0 } ?? true
    }
    if let own = cells.last(where: fits) { return [own] }
    let found = library.filter(fits)
    // A member that is written without its type, as within an extension.
    return found.isEmpty && cursor.base == nil
      ? library.filter { $0.name == cursor.name } : found
  }

  /// Whether a cell has defined what a name stands for that has nothing before it.
  package func isOfCells(_ cursor: CursorName) -> Bool {
    cursor.base == nil && cells.contains { $0.name == cursor.name && $0.owner == nil }
  }

  /// The type whose members stand behind a name and a dot; `nil` where it cannot be told.
  private func type(of base: String) -> String? {
    if let value = cells.last(where: { $0.name == base && $0.owner == nil }), value.type != nil {
      return value.type.map { String($0.prefix { $0.isLetter || $0.isNumber || $0 == "_" }) }
    }
    let isType = base.first?.isUppercase == true
    return isType ? base : nil
  }
}
