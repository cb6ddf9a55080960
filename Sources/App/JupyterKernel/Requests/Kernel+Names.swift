import Execution

/// Questions about names.
extension Kernel {
  /// Answers a `complete_request`.
  func completions(_ request: JSONValue) async -> JSONValue {
    let code = request["code"]?.text ?? ""
    let cursor = CursorName(
      writtenIn: code, at: request["cursor_pos"]?.integer ?? code.unicodeScalars.count)
    let found = await knownNames().completions(of: cursor)
    let types = found.map { declaration -> JSONValue in
      [
        "start": .integer(cursor.range.lowerBound), "end": .integer(cursor.range.upperBound),
        "text": .text(declaration.name), "type": .text(declaration.kind),
        "signature": .text(declaration.text),
      ]
    }
    return [
      "status": "ok", "matches": .array(found.map { .text($0.name) }),
      "cursor_start": .integer(cursor.range.lowerBound),
      "cursor_end": .integer(cursor.range.upperBound),
      "metadata": ["_jupyter_types_experimental": .array(types)],
    ]
  }

  /// Answers an `inspect_request`.
  func inspection(_ request: JSONValue) async -> JSONValue {
    let code = request["code"]?.text ?? ""
    let cursor = CursorName(
      standingIn: code, at: request["cursor_pos"]?.integer ?? code.unicodeScalars.count)
    let meanings = await knownNames().meanings(of: cursor)
    guard !meanings.isEmpty else {
      return ["status": "ok", "found": false, "data": [:], "metadata": [:]]
    }
    let plain = meanings.map { [$0.text, $0.comment].compactMap(\.self).joined(separator: "\n\n") }
    let markdown = meanings.map { meaning in
      ["```swift\n\(meaning.text)\n```", meaning.comment].compactMap(\.self)
        .joined(separator: "\n\n")
    }
    return [
      "status": "ok", "found": true,
      "data": [
        "text/plain": .text(plain.joined(separator: "\n\n")),
        "text/markdown": .text(markdown.joined(separator: "\n\n---\n\n")),
      ],
      "metadata": [:],
    ]
  }

  private func knownNames() async -> KnownNames {
    var cells: [CellUnit] = []
    if case .success(let session) = await session.result { cells = await session.cells }
    return KnownNames(
      cells: cells.flatMap { DeclarationCollector.declarations(in: $0.source) },
      library: await library.declarations)
  }
}
