/// What a language server's answers say of names.
package enum ServerAnswers {
  /// Returns what may stand for the name at a cursor, each once, the likeliest first.
  ///
  /// - Parameters:
  ///   - answer: The result of `textDocument/completion`.
  ///   - cursor: The name that is being written.
  /// - Returns: The names.
  package static func completions(in answer: JSONValue, for cursor: CursorName) -> [Declaration] {
    let items = (answer["items"] ?? answer).array.sorted {
      ($0["sortText"]?.text ?? "") < ($1["sortText"]?.text ?? "")
    }
    var seen: Set<String> = []
    return items.compactMap { item in
      guard let label = item["label"]?.text, let name = name(of: item, label: label),
        name.hasPrefix(cursor.name), !isOurs(name), seen.insert(name).inserted,
        // That of every value.
        name != "self" || cursor.base == nil
      else { return nil }
      let type = item["detail"]?.text
      let signature = [label, type].compactMap(\.self)
        .joined(separator: label.contains("(") ? " -> " : ": ")
      return Declaration(
        path: [name], kind: kind(item["kind"]?.integer), text: signature,
        comment: item["documentation"]?["value"]?.text)
    }
  }

  /// What is written: the name alone, or behind a parenthesis all that stands in it.
  private static func name(of item: JSONValue, label: String) -> String? {
    let text = item["insertText"]?.text ?? label
    guard !label.hasPrefix("(") else { return text }
    let name = text.prefix { $0 != "(" && $0 != "<" && !$0.isWhitespace }
    return name.isEmpty ? nil : String(name)
  }

  /// Whether a name stands only in the text that is made of cells; see `CellSource`.
  private static func isOurs(_ name: String) -> Bool {
    name.hasPrefix("convolume") || name.contains("_replaced_") || name.contains("_before_")
  }

  private static func kind(_ number: Int?) -> String {
    switch number {
    case 2: "method"
    case 3: "function"
    case 4: "initializer"
    case 5, 10: "property"
    case 6: "value"
    case 7: "class"
    case 8: "protocol"
    case 9: "module"
    case 13: "enum"
    case 14: "keyword"
    case 20: "case"
    case 22: "struct"
    default: "type"
    }
  }

  /// Returns what is known of the name at a cursor, in Markdown.
  ///
  /// - Parameter answer: The result of `textDocument/hover`.
  /// - Returns: Its declaration and what its author says of it; `nil` where nothing is known.
  package static func meaning(in answer: JSONValue) -> String? {
    let text = answer["contents"]?["value"]?.text ?? ""
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let end = lines.lastIndex { $0.contains { !$0.isWhitespace } }
    return end.map { lines[...$0].joined(separator: "\n") }
  }
}
