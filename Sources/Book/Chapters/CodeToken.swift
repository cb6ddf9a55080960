/// A coloured piece of a line of code.
package struct CodeToken: Hashable, Encodable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case plain, keyword, type, function, number, string, comment, attribute, operation
  }

  package var text: String
  package var kind: Kind

  package init(_ text: String, _ kind: Kind) {
    self.text = text
    self.kind = kind
  }

  /// As one text: a chapter has thousands of tokens.
  package func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    try value.encode("\(kind.rawValue) \(text)")
  }
}
