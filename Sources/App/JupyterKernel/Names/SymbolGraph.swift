/// A module's public declarations, as the toolchain's `swift-symbolgraph-extract` writes them.
struct SymbolGraph: Decodable {
  private struct Symbol: Decodable {
    struct Kind: Decodable { var identifier: String }
    struct Fragment: Decodable { var spelling: String }
    struct Comment: Decodable {
      struct Line: Decodable { var text: String }
      var lines: [Line]
    }
    var kind: Kind
    var pathComponents: [String]
    var declarationFragments: [Fragment]?
    var docComment: Comment?
  }

  private var symbols: [Symbol]

  /// All but operators, and names that begin with an underscore.
  var declarations: [Declaration] {
    symbols.compactMap { symbol in
      // A function's name stands before its labels: `train(_:on:)`.
      let path = symbol.pathComponents.map { String($0.prefix { $0 != "(" }) }
      guard let name = path.last, name.first?.isLetter == true else { return nil }
      let text = (symbol.declarationFragments ?? []).map(\.spelling).joined()
      let kind = symbol.kind.identifier.split(separator: ".").dropFirst().joined(separator: " ")
      return Declaration(
        path: path, kind: Self.words[kind] ?? kind, text: text,
        comment: symbol.docComment?.lines.map(\.text).joined(separator: "\n"))
    }
  }

  private static let words = [
    "func": "function", "var": "value", "enum case": "case", "init": "initializer",
    "type property": "property", "type method": "method", "typealias": "type",
    "associatedtype": "type",
  ]
}
