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
    if let found = message.message.firstMatch(of: /value of type '([^'<]+)[^']*' has no subscripts/)
    {
      return member(["subscript"], of: [String(found.1)], below: unit)
    }
    if let found = message.message.firstMatch(
      of: /cannot call value of non-function type '([^'<]+)[^']*'/)
    {
      return member(["callAsFunction"], of: [String(found.1)], below: unit)
    }
    let conforming =
      message.message.firstMatch(
        of:
          /type '([^'<]+)[^']*' does not conform to (?:protocol|specified type|expected type) '([^']+)'/
      )
      ?? message.message.firstMatch(of: /requires that '([^'<]+)[^']*' conform to '([^']+)'/)
    guard let conforming else { return overload(for: message, in: unit) }
    let (type, wanted) = (String(conforming.1), String(conforming.2))
    return definition(of: "\(type): \(wanted)", below: unit) { $0.conformances.contains($1) }
      ?? member(message.requirements, of: [type, wanted], below: unit)
      ?? overload(for: message, in: unit)
  }

  /// Finds the cell that adds one of some members to a type, or to a protocol of it.
  private func member(
    _ names: [String], of types: [String], below unit: Int
  ) -> LaterDefinition? {
    for name in names {
      let found = definition(of: name, below: unit) { cell, name in
        types.contains { type in
          cell.extendedMembers.contains { $0.isMember(name, of: type) }
        }
      }
      if let found { return found }
    }
    return nil
  }

  /// Finds the cell that adds what a call may mean: a function, an initializer, a subscript or an operator
  /// which takes or returns something else than those that the cell sees.
  private func overload(for message: CompilerMessage, in unit: Int) -> LaterDefinition? {
    guard let place = message.place, message.isAboutArguments else { return nil }
    let given = message.message.firstMatch(of: /of (?:optional )?type '([^']+)'/).map {
      String($0.1)
    }
    for call in WrittenCall.around(place, in: units[unit].source) {
      let matches = units[(unit + 1)...].filter(\.isCell).flatMap { cell in
        LaterOverload.all(in: cell.source)
          .filter { $0.accepts(call) && !isKnown($0, in: unit) }
          .map { (overload: $0, cell: cell.name) }
      }
      let fitting = matches.first { $0.overload.parameters.contains { $0.type == given } }
      guard let found = fitting ?? matches.first else { continue }
      return LaterDefinition(name: found.overload.description, cell: found.cell)
    }
    return nil
  }

  /// Whether the cell or one above it defines the same.
  private func isKnown(_ overload: LaterOverload, in unit: Int) -> Bool {
    units[...unit].contains {
      overload.type == nil
        ? $0.names.signatures[overload.name]?.contains(overload.signature) == true
        : $0.names.extendedMembers.contains(overload.signature)
    }
  }

  private func definition(
    of name: String, below unit: Int, where defines: (CellNames, String) -> Bool
  ) -> LaterDefinition? {
    units[(unit + 1)...].first { $0.isCell && defines($0.names, name) }
      .map { LaterDefinition(name: name, cell: $0.name) }
  }
}

extension CompilerMessage {
  /// Whether it says that what is called does not take, or return, what the cell wants.
  fileprivate var isAboutArguments: Bool {
    [
      "cannot convert", "no exact matches in", "missing argument", "extra argument",
      "incorrect argument label", "argument passed to call", "cannot be applied to",
      "requires that", "requires the types", "is not compatible with expected",
      "must be unwrapped to", "type of expression is ambiguous", "does not conform to",
    ].contains(where: message.contains)
  }
}

extension String {
  /// Whether it is `Type.name`, perhaps with a condition or with what tells overloads apart; see
  /// `CellNames.extendedMembers`.
  fileprivate func isMember(_ name: String, of type: String) -> Bool {
    guard hasPrefix(type), let dot = firstRange(of: ".\(name)") else { return false }
    // Behind it comes the end, or a list of parameters: none of it is part of a name.
    let isWhole = dot.upperBound == endIndex || !self[dot.upperBound].isPartOfName
    let condition = self[..<dot.lowerBound].dropFirst(type.count)
    return isWhole && condition.first?.isPartOfName != true
  }
}

extension Character {
  fileprivate var isPartOfName: Bool { isLetter || isNumber || self == "_" }
}
