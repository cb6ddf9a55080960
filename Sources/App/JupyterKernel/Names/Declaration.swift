/// Something that code can name, as a front end shows it.
package struct Declaration: Hashable, Codable, Sendable {
  /// Its name behind those of the types that it stands in.
  package var path: [String]
  /// Such as `function`, `struct`, `property`.
  package var kind: String
  /// How it is declared, without its body.
  package var text: String
  /// What its author says of it, in Markdown.
  package var comment: String?
  /// The type of a value, where it can be seen from the text.
  package var type: String?

  package var name: String { path.last ?? "" }
  /// The type that it is a member of.
  package var owner: String? { path.count > 1 ? path[path.count - 2] : nil }

  package init(
    path: [String], kind: String, text: String, comment: String? = nil, type: String? = nil
  ) {
    self.path = path
    self.kind = kind
    self.text = text
    self.comment = comment
    self.type = type
  }
}
