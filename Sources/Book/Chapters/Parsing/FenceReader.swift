/// What the line that opens a fenced block says about it.
///
/// | Fence | Block |
/// | --- | --- |
/// | `{swift}`, `{.swift .cell}`, `{code-cell} swift` (MyST) | a cell |
/// | `swift`, `swift {#lst-a}`, `{.swift}` | code to show |
/// | `{{swift}}` | code to show, with its fences and one pair of braces less |
struct FenceReader {
  enum Kind {
    case code(language: String?, Attributes)
    case cell(Attributes, isMyST: Bool)
    /// A cell of another language, which nothing here can run.
    case foreignCell(language: String)
    /// Given the text inside, returns the text to show.
    case escaped((String) -> String)
  }

  let kind: Kind
  /// Where the block's first line begins.
  let bodyPosition: SourcePosition

  /// - Parameters:
  ///   - info: What stands behind the fence's backticks, as cmark read it.
  ///   - fence: The whole line, from its first backtick on.
  ///   - position: Where `fence` stands.
  init(info: String, fence: String, position: SourcePosition) {
    bodyPosition = SourcePosition(line: position.line + 1, column: position.column)
    let info = info.trimmingSuffix()
    if info.hasPrefix("{{"), info.hasSuffix("}}") {
      let ticks = fence.hasPrefix("`") ? String(fence.prefix { $0 == "`" }) : "```"
      let head = ticks + info.dropFirst().dropLast()
      kind = .escaped { text in "\(head)\n\(text)\n\(ticks)" }
    } else if info.hasPrefix("{") {
      kind = Self.braced(info)
    } else {
      let language = info.prefix { !$0.isWhitespace && $0 != "{" }
      let rest = info[language.endIndex...].drop(while: \.isWhitespace)
      kind = .code(
        language: language.isEmpty ? nil : String(language),
        AttributeText(startOf: rest)?.attributes ?? Attributes())
    }
  }

  private static func braced(_ info: String) -> Kind {
    guard let parsed = AttributeText(startOf: info) else {
      return .code(language: nil, Attributes())
    }
    var attributes = parsed.attributes
    let rest = info.dropFirst(parsed.count).drop(while: \.isWhitespace)
    if parsed.bareWords.first == "code-cell" {
      return rest == "swift" || rest.isEmpty
        ? .cell(attributes, isMyST: true) : .foreignCell(language: String(rest))
    }
    if let engine = parsed.bareWords.first {
      // knitr writes the label as a second word: `{swift label}`.
      if attributes.label == nil, parsed.bareWords.count > 1 {
        attributes.label = parsed.bareWords[1]
      }
      return engine == "swift"
        ? .cell(attributes, isMyST: false) : .foreignCell(language: engine)
    }
    let language = attributes.classes.first
    attributes.classes = Array(attributes.classes.dropFirst())
    if let cell = attributes.classes.firstIndex(of: "cell") {
      attributes.classes.remove(at: cell)
      guard language == "swift" else { return .foreignCell(language: language ?? "") }
      return .cell(attributes, isMyST: false)
    }
    return .code(language: language, attributes)
  }
}
