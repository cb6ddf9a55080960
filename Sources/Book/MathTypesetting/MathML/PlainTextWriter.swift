/// Writes a formula as one line of ordinary characters.
struct PlainTextWriter {
  func text(_ node: MathNode) -> String {
    switch node {
    case .row(let nodes): row(nodes)
    case .symbol(let symbol): String(Character(symbol.character))
    case .number(let text, _), .word(let text, _), .text(let text, _): text
    case .function(let name, _): name.replacing("\u{2009}", with: " ")
    case .scripts(let scripts): self.scripts(scripts)
    case .fraction(let fraction): self.fraction(fraction)
    case .radical(let radicand, let degree):
      (degree.map { superscript($0) } ?? "") + "√" + grouped(radicand)
    case .accent(let accent, let base): text(base) + String(Character(accent.character))
    case .bar(let side, let base): text(base) + (side == .over ? "\u{305}" : "\u{332}")
    case .spanned(let base, _, _): text(base)
    case .arrow(let arrow, let over, let under):
      String(Character(arrow)) + "[" + text(over) + (under.map { "; " + text($0) } ?? "") + "]"
    case .stack(let base, let over, let under):
      text(base) + (over.map { "^" + grouped($0) } ?? "") + (under.map { "_" + grouped($0) } ?? "")
    case .fence(let fence): self.fence(fence)
    case .delimiter(let delimiter, _, _): String(Character(delimiter))
    case .table(let table):
      table.rows.map { $0.map(text).joined(separator: table.kind == .aligned ? " " : ", ") }
        .joined(separator: "; ")
    case .space(let mu): mu >= 18 ? "  " : mu > 0 ? " " : ""
    case .style(_, let content), .classed(_, let content): text(content)
    case .phantom: ""
    }
  }

  private func row(_ nodes: [MathNode]) -> String {
    var result = ""
    for spaced in SpacedNode.list(nodes, inScript: false) {
      if spaced.spaceBefore > 0, !result.hasSuffix(" ") { result += " " }
      result += text(spaced.node)
    }
    return result
  }

  private func fraction(_ fraction: MathFraction) -> String {
    guard fraction.fences == nil else {
      return "(" + text(fraction.numerator) + " over " + text(fraction.denominator) + ")"
    }
    return grouped(fraction.numerator) + "/" + grouped(fraction.denominator)
  }

  private func fence(_ fence: MathFence) -> String {
    var result = fence.opening.map { String(Character($0)) } ?? ""
    for (index, body) in fence.bodies.enumerated() {
      if index > 0, let separator = fence.separators[index - 1] {
        result += " " + String(Character(separator)) + " "
      }
      result += text(body)
    }
    return result + (fence.closing.map { String(Character($0)) } ?? "")
  }

  private func scripts(_ scripts: MathScripts) -> String {
    var result = text(scripts.base)
    if let lower = scripts.lower { result += `subscript`(lower) }
    if let upper = scripts.upper { result += superscript(upper) }
    return result
  }

  private func superscript(_ node: MathNode) -> String {
    let plain = text(node)
    if plain.allSatisfy({ $0 == "′" }) { return plain }
    return raised(plain, by: Self.superscripts) ?? "^" + grouped(node)
  }

  private func `subscript`(_ node: MathNode) -> String {
    raised(text(node), by: Self.subscripts) ?? "_" + grouped(node)
  }

  private func raised(_ text: String, by forms: [Character: Character]) -> String? {
    let raised = text.filter { $0 != " " }.compactMap { forms[$0] }
    return raised.count == text.count && !raised.isEmpty ? String(raised) : nil
  }

  /// Returns the text of `node`, in parentheses where it would otherwise be misread.
  private func grouped(_ node: MathNode) -> String {
    let plain = text(node)
    return plain.contains(where: { " /+−⋅×".contains($0) }) ? "(" + plain + ")" : plain
  }

  private static let superscripts: [Character: Character] = [
    "0": "⁰", "1": "¹", "2": "²", "3": "³", "4": "⁴", "5": "⁵", "6": "⁶", "7": "⁷", "8": "⁸",
    "9": "⁹", "+": "⁺", "−": "⁻", "n": "ⁿ", "i": "ⁱ", "(": "⁽", ")": "⁾",
  ]

  private static let subscripts: [Character: Character] = [
    "0": "₀", "1": "₁", "2": "₂", "3": "₃", "4": "₄", "5": "₅", "6": "₆", "7": "₇", "8": "₈",
    "9": "₉", "+": "₊", "−": "₋", "i": "ᵢ", "j": "ⱼ", "k": "ₖ", "m": "ₘ", "n": "ₙ", "t": "ₜ",
  ]
}
