import SwiftSyntax

/// The types of variables that a script infers and a module does not: those with `some` in what a function
/// returns, as in `let shape = makeShape()`.
///
/// The compiler refuses such a variable outside of a script, and says what its type would be. So the cell is
/// compiled once more, with that type written down.
enum InferredTypes {
  /// Reads the types from what the compiler says of a cell; `nil` when it has other complaints, too.
  static func named(by messages: [CompilerMessage], in source: String) -> [String: String]? {
    let file = ParsedSource.tree(of: source)
    let converter = SourceLocationConverter(fileName: "", tree: file)
    var types: [String: String] = [:]
    for message in messages {
      guard let place = message.place,
        let found = message.message.wholeMatch(
          of:
            /property definition has inferred type '(.+)', involving the 'some' return type .*/)
      else { return nil }
      let position = converter.position(ofLine: place.line, column: place.column)
      let variable = file.statements.lazy.compactMap { $0.item.as(VariableDeclSyntax.self) }
        .first { $0.position <= position && position < $0.endPosition }
      guard let bindings = variable?.bindings, bindings.count == 1,
        let name = bindings.first?.pattern.as(IdentifierPatternSyntax.self)?.identifier.plainName
      else { return nil }
      types[name] = String(found.1)
    }
    return types.isEmpty ? nil : types
  }
}
