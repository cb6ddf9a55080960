/// Text of the form `{#label .class key=value}`, as written behind headings, fences and pictures.
///
/// - `#name` is the label, `.name` a class, `-` the class `unnumbered`.
/// - `key=value` may quote its value with `"` or `'`.
/// - Anything else is a bare word, such as the language in `{swift}`.
struct AttributeText {
  var attributes = Attributes()
  var bareWords: [String] = []
  /// How many characters it takes, braces included.
  private(set) var count = 0

  /// Reads the attributes at the start of `text`; `nil` when there are none on its first line.
  init?(startOf text: some Collection<Character>) {
    guard text.first == "{" else { return nil }
    var rest = Array(text.prefix { !$0.isNewline })[1...]
    let total = rest.count + 1
    while let next = rest.first {
      if next == "}" {
        count = total - rest.count + 1
        return
      }
      if next.isWhitespace || next == "," {
        rest.removeFirst()
      } else if !readItem(&rest) {
        return nil
      }
    }
    return nil
  }

  /// Whether this can only be meant as attributes, and not as braces in running text.
  var isMeantAsAttributes: Bool { bareWords.isEmpty && attributes != Attributes() }

  private mutating func readItem(_ rest: inout ArraySlice<Character>) -> Bool {
    let word = rest.prefix { !$0.isWhitespace && !"=}{,\"'".contains($0) }
    rest = rest[word.endIndex...]
    guard rest.first == "=" else {
      guard !word.isEmpty else { return false }
      add(String(word))
      return true
    }
    rest.removeFirst()
    guard !word.isEmpty, let value = readValue(&rest) else { return false }
    attributes.values[String(word)] = value
    return true
  }

  private func readValue(_ rest: inout ArraySlice<Character>) -> String? {
    guard let quote = rest.first, quote == "\"" || quote == "'" else {
      let value = rest.prefix { !$0.isWhitespace && $0 != "}" }
      rest = rest[value.endIndex...]
      return String(value)
    }
    var value = ""
    rest.removeFirst()
    while let next = rest.popFirst() {
      if next == quote { return value }
      if next == "\\", let escaped = rest.first, escaped == quote || escaped == "\\" {
        value.append(escaped)
        rest.removeFirst()
      } else {
        value.append(next)
      }
    }
    return nil
  }

  private mutating func add(_ word: String) {
    switch word.first {
    case "#" where word.count > 1: attributes.label = String(word.dropFirst())
    case "." where word.count > 1: attributes.classes.append(String(word.dropFirst()))
    case "-" where word.count == 1: attributes.classes.append("unnumbered")
    default: bareWords.append(word)
    }
  }
}
