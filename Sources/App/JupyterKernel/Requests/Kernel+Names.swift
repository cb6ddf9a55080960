import Chapters
import Execution

/// Questions about names: answered by what the language server knows of types, where it does in time, and by
/// what the text of the cells and the library's symbols say.
extension Kernel {
  /// Answers a `complete_request`.
  func completions(_ request: JSONValue) async -> JSONValue {
    let code = request["code"]?.text ?? ""
    let place = request["cursor_pos"]?.integer ?? code.unicodeScalars.count
    let cursor = CursorName(writtenIn: code, at: place)
    let found = await completions(of: cursor, in: code, at: place)
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

  private func completions(
    of cursor: CursorName, in code: String, at place: Int
  ) async -> [Declaration] {
    let typed =
      await answer(to: "completion", in: code, at: place)
      .map { ServerAnswers.completions(in: $0, for: cursor) } ?? []
    // Behind a dot or a parenthesis stands what fits there, and nothing else.
    if !typed.isEmpty, cursor.base != nil || cursor.name.isEmpty { return typed }
    let known = await knownNames().completions(of: cursor)
    let names = Set(known.map(\.name))
    return known + typed.filter { !names.contains($0.name) }
  }

  /// Answers an `inspect_request`.
  func inspection(_ request: JSONValue) async -> JSONValue {
    let code = request["code"]?.text ?? ""
    let place = request["cursor_pos"]?.integer ?? code.unicodeScalars.count
    let cursor = CursorName(standingIn: code, at: place)
    var meanings: [String] = []
    if !cursor.name.isEmpty {
      // The server is asked about the name, not about what may follow it.
      let typed = await answer(to: "hover", in: code, at: cursor.range.lowerBound)
        .flatMap(ServerAnswers.meaning)
      meanings = typed.map { [$0] } ?? []
      // How a cell's author has defined a name says more than its type.
      let known = await knownNames()
      if typed == nil || known.isOfCells(cursor) {
        meanings += known.meanings(of: cursor).map(\.markdown)
      }
    }
    guard !meanings.isEmpty else {
      return ["status": "ok", "found": false, "data": [:], "metadata": [:]]
    }
    return [
      "status": "ok", "found": true,
      "data": [
        "text/plain": .text(meanings.map(\.withoutFences).joined(separator: "\n\n")),
        "text/markdown": .text(meanings.joined(separator: "\n\n---\n\n")),
      ],
      "metadata": [:],
    ]
  }

  /// What the language server says of a place of a cell; `nil` where it does not.
  private func answer(to question: String, in code: String, at place: Int) async -> JSONValue? {
    guard case .success(let session) = await session.result, let server = await languageServer
    else { return nil }
    return await server.answer(
      to: question, about: await Self.document(of: code, at: place, in: session))
  }

  /// Has the language server read the library as soon as cells can be run: the first question finds that done.
  func prepareLanguageServer() async {
    guard case .success(let session) = await session.result, !Task.isCancelled,
      let server = await languageServer
    else { return }
    // Anything behind a dot has it read what a cell imports.
    await server.prepare(reading: await Self.document(of: "0.", at: 2, in: session))
  }

  /// A cell below what the cells above it declare.
  private static func document(
    of code: String, at place: Int, in session: CellSession
  ) async -> NotebookDocument {
    let cell = Cell(
      source: code, options: CellOptions(), position: SourcePosition(line: 1, column: 1), index: 0)
    return NotebookDocument(
      above: await session.declarations(above: cell), code: code, cursor: place)
  }

  private func knownNames() async -> KnownNames {
    var cells: [CellUnit] = []
    if case .success(let session) = await session.result { cells = await session.cells }
    return KnownNames(
      cells: cells.flatMap { DeclarationCollector.declarations(in: $0.source) },
      library: await library.declarations)
  }
}

extension Declaration {
  fileprivate var markdown: String {
    ["```swift\n\(text)\n```", comment].compactMap(\.self).joined(separator: "\n\n")
  }
}

extension String {
  /// The text without the lines that begin and end code.
  fileprivate var withoutFences: String {
    split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.hasPrefix("```") }
      .joined(separator: "\n")
  }
}
