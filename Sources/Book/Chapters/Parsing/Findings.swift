/// What the parser has to tell about one file, gathered while it goes on reading.
final class Findings {
  let source: SourceText
  private(set) var diagnostics: [Diagnostic] = []

  init(_ source: SourceText) {
    self.source = source
  }

  func error(
    at position: SourcePosition?, length: Int = 1, _ message: String, why: String? = nil,
    fix: String? = nil
  ) {
    diagnostics.append(
      source.diagnostic(.error, at: position, length: length, message, why: why, fix: fix))
  }

  func warning(
    at position: SourcePosition?, length: Int = 1, _ message: String, why: String? = nil,
    fix: String? = nil
  ) {
    diagnostics.append(
      source.diagnostic(.warning, at: position, length: length, message, why: why, fix: fix))
  }

  /// Says that `name` is no known `kind`, and which name comes nearest.
  func unknown(
    _ kind: String, _ name: String, at position: SourcePosition, known: some Sequence<String>
  ) {
    warning(
      at: position, length: name.count, "unknown \(kind) '\(name)'",
      fix: nearestName(to: name, among: known).map { "did you mean '\($0)'?" })
  }

  /// The findings in the order of their places.
  var sorted: [Diagnostic] {
    diagnostics.enumerated().sorted { first, second in
      let places = [first, second].map { item in
        item.element.position.map { [$0.line, $0.column] } ?? [0, 0]
      }
      return places[0] == places[1]
        ? first.offset < second.offset : places[0].lexicographicallyPrecedes(places[1])
    }.map(\.element)
  }
}
