import Yams

/// One `name: value` of an author's settings.
///
/// Reading it as the wrong type reports an error.
struct Setting {
  let name: String
  let namePosition: SourcePosition
  let node: Node
  let block: YAMLBlock
  let findings: Findings
  /// Where readers tell what they look for; `nil` where nobody asks.
  var notes: SettingForm.Notes?

  /// What a plain YAML scalar says.
  ///
  /// Quoted scalars are always texts.
  enum Scalar {
    case null
    case boolean(Bool)
    case integer(Int)
    case number(Double)
    case text(String)
  }

  var position: SourcePosition { block.position(of: node.mark) }

  var scalar: Scalar? {
    guard let scalar = node.scalar else { return nil }
    let text = scalar.string
    guard scalar.style == .plain || scalar.style == .any else { return .text(text) }
    switch text {
    case "", "~", "null", "Null", "NULL": return .null
    case "true", "True", "TRUE", "yes", "Yes", "on", "On": return .boolean(true)
    case "false", "False", "FALSE", "no", "No", "off", "Off": return .boolean(false)
    default: break
    }
    let digits = text.replacing("_", with: "")
    guard digits.contains(where: \.isNumber) else { return .text(text) }
    if let integer = Int(digits) { return .integer(integer) }
    if !digits.lowercased().contains("x"), let number = Double(digits), number.isFinite {
      return .number(number)
    }
    return .text(text)
  }

  /// Reports that the value is none of `expected`, such as `"true or false"`.
  ///
  /// - Parameters:
  ///   - expected: What it must be.
  ///   - fix: How to mend it.
  ///   - isTyped: Whether the form that was noted says as much.
  func reject(expected: String, fix: String? = nil, isTyped: Bool = false) {
    notes?.note(expected: expected, isTyped: isTyped)
    let written = node.scalar?.string
    findings.error(
      at: position, length: written.map { max(1, $0.count) } ?? 1,
      "'\(name)' must be \(expected)" + (written.map { ", not '\($0)'" } ?? ""), fix: fix)
  }

  /// Any scalar, as it is written.
  func text() -> String? {
    notes?.note(.text)
    guard let scalar = node.scalar else {
      reject(expected: "a text", isTyped: true)
      return nil
    }
    return scalar.string.trimmingSuffix()
  }

  /// One text, or a list of them.
  func texts() -> [String]? {
    notes?.note(.texts)
    if let scalar = node.scalar { return [scalar.string] }
    let items = node.sequence.map { $0.map { $0.scalar?.string } }
    guard let items, !items.contains(nil) else {
      reject(expected: "a text or a list of texts", isTyped: true)
      return nil
    }
    return items.compactMap(\.self)
  }

  func flag() -> Bool? {
    notes?.note(.flag)
    if case .boolean(let value) = scalar { return value }
    reject(expected: "true or false", isTyped: true)
    return nil
  }

  func integer(in range: ClosedRange<Int> = .min ... .max, expected: String) -> Int? {
    notes?.note(.integer(range))
    if case .integer(let value) = scalar, range.contains(value) { return value }
    reject(expected: expected, isTyped: true)
    return nil
  }

  /// A number above zero.
  func positiveNumber(expected: String) -> Double? {
    notes?.note(.number)
    switch scalar {
    case .integer(let value) where value > 0: return Double(value)
    case .number(let value) where value > 0: return value
    default:
      reject(expected: expected, isTyped: true)
      return nil
    }
  }

  /// One of the words of an enumeration, some of which may be written as `true` or `false`.
  func choice<Choice>(_ choices: KeyValuePairs<String, Choice>) -> Choice? {
    notes?.note(.choice(choices.map(\.key)))
    let written: String? =
      switch scalar {
      case .boolean(let value): value ? "true" : "false"
      case .text(let text): text
      default: nil
      }
    if let match = choices.first(where: { $0.key == written }) { return match.value }
    let names = choices.map(\.key)
    reject(
      expected: names.dropLast().joined(separator: ", ") + " or " + (names.last ?? ""),
      fix: written.flatMap { nearestName(to: $0, among: names) }.map { "did you mean '\($0)'?" },
      isTyped: true)
    return nil
  }

  /// A time: a number of seconds, or a number with `s`, `m`, `min` or `h` behind it.
  func seconds() -> Double? {
    measure(
      ["": 1, "s": 1, "m": 60, "min": 60, "h": 3600],
      expected: "a time such as 90, 90s, 5m or 1h")
  }

  /// An amount of memory: a number of bytes, or a number with `KB`, `MB`, `GB` or `KiB` … behind it.
  func bytes() -> Int? {
    let value = measure(
      [
        "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "k": 1024, "m": 1_048_576,
        "g": 1_073_741_824, "kib": 1024, "mib": 1_048_576, "gib": 1_073_741_824,
      ],
      expected: "an amount of memory such as 512MB or 2GB")
    return value.flatMap { Int(exactly: $0.rounded()) }
  }

  private func measure(_ units: [String: Double], expected: String) -> Double? {
    let written = node.scalar?.string.lowercased() ?? ""
    let digits = written.prefix { $0.isNumber || $0 == "." }
    let unit = written[digits.endIndex...].drop { $0 == " " }
    guard let amount = Double(digits), amount > 0, let factor = units[String(unit)],
      amount * factor < 1e18
    else {
      reject(expected: expected)
      return nil
    }
    return amount * factor
  }

  /// The settings below this one.
  func settings() -> [Setting]? {
    notes?.note(.group)
    if let mapping = node.mapping { return block.settings(in: mapping, reporting: findings) }
    reject(expected: "a group of settings, indented below it", isTyped: true)
    return nil
  }
}

extension Setting {
  /// Settings without a value, to learn from their readers what they look for: a scalar, a list, a group.
  static func empty(_ name: String, _ notes: SettingForm.Notes) -> [Setting] {
    let nodes: [Node] = [Node("", Tag(.null), .plain), Node.sequence([]), Node.mapping([:])]
    let block = YAMLBlock(lines: [""], firstLine: 1)
    return nodes.map { node in
      Setting(
        name: name, namePosition: block.start, node: node, block: block,
        findings: Findings(SourceText("", path: "")), notes: notes)
    }
  }
}
