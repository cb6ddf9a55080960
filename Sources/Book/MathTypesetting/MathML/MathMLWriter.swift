/// Writes a formula as MathML Core, which browsers set without scripts or style sheets.
///
/// The space around every operator is written out from TeX's own table, so that a page in HTML and
/// one in PDF space a formula alike; a browser's operator dictionary would not know, for one, that
/// spaces vanish in scripts.
///
/// - SeeAlso: *MathML Core*, W3C Candidate Recommendation Snapshot (2025).
struct MathMLWriter {
  /// Space around an operator in em.
  struct Margins {
    var left = 0.0
    var right = 0.0
  }

  func element(for formula: MathFormula, display: Bool) -> String {
    let style = MathStyle(level: display ? .display : .text)
    let alternative = attribute("alttext", formula.plainText)
    let block = display ? " display=\"block\"" : ""
    return "<math xmlns=\"http://www.w3.org/1998/Math/MathML\"\(block)\(alternative)>"
      + markup(formula.tree, style) + "</math>"
  }

  /// Returns the element for `node`.
  func markup(_ node: MathNode, _ style: MathStyle, _ margins: Margins = Margins()) -> String {
    switch node {
    case .row(let nodes): return "<mrow>" + row(nodes, style) + "</mrow>"
    case .symbol(let symbol): return self.symbol(symbol, margins)
    case .number(let digits, let alphabet): return "<mn>" + alphabet.styled(digits) + "</mn>"
    case .word(let word, let alphabet): return identifier(alphabet.styled(word))
    case .text(let text, let alphabet):
      return "<mtext>" + escaped(alphabet.styled(text).replacing(" ", with: "\u{A0}")) + "</mtext>"
    case .function(let name, _): return identifier(name)
    case .scripts(let scripts): return self.scripts(scripts, style, margins)
    case .fraction(let fraction): return self.fraction(fraction, style)
    case .radical(let radicand, let degree):
      let content = markup(radicand, style.cramped)
      guard let degree else { return "<msqrt>" + content + "</msqrt>" }
      let index = markup(degree, MathStyle(level: .scriptScript))
      return "<mroot>" + content + index + "</mroot>"
    case .accent(let accent, let base): return self.accent(accent, over: base, style)
    case .bar(let side, let base):
      // A border is as long as the base whatever the font; stretched lines are not, in Chromium.
      let edge = side == .over ? "top" : "bottom"
      return "<mrow style=\"border-\(edge):0.06em solid;padding-\(edge):0.1em\">"
        + markup(base, side == .over ? style.cramped : style) + "</mrow>"
    case .spanned(let base, let mark, let side):
      let brace = "<mo stretchy=\"true\">\(mark)</mo>"
      return underOrOver(side, markup(base, style), brace)
    case .arrow(let arrow, let over, let under):
      return self.arrow(arrow, over: over, under: under, style, margins)
    case .stack(let base, let over, let under):
      return underOver(
        markup(base, style, margins),
        under.map { markup($0, style.subscript) }, over.map { markup($0, style.superscript) })
    case .fence(let fence): return self.fence(fence, style)
    case .delimiter(let delimiter, _, let step):
      let size = "\(decimal(DelimiterSize.height(ofStep: step)))em"
      return operatorElement(
        delimiter, margins, "stretchy=\"true\" minsize=\"\(size)\" maxsize=\"\(size)\"")
    case .table(let table): return MathMLTable(writer: self).markup(table)
    case .space(let mu): return "<mspace width=\"\(decimal(mu / 18))em\"></mspace>"
    case .style(let level, let content):
      let depth = max(0, level.rawValue - 1)
      return "<mstyle displaystyle=\"\(level == .display)\" scriptlevel=\"\(depth)\">"
        + markup(content, MathStyle(level: level)) + "</mstyle>"
    case .classed(_, let content): return markup(content, style, margins)
    case .phantom(let content):
      return "<mphantom>" + markup(content, style) + "</mphantom>"
    }
  }

  /// Returns the elements of a list, with the space between them on the operators where there are
  /// any, and as elements of its own elsewhere.
  private func row(_ nodes: [MathNode], _ style: MathStyle) -> String {
    let list = SpacedNode.list(nodes, inScript: style.isScript)
    var result = ""
    for (index, spaced) in list.enumerated() {
      var margins = Margins()
      let isOperator = isOperator(spaced.node)
      if isOperator {
        margins.left = spaced.spaceBefore
        if index + 1 < list.count, !self.isOperator(list[index + 1].node) {
          margins.right = list[index + 1].spaceBefore
        }
      } else if spaced.spaceBefore > 0, index == 0 || !self.isOperator(list[index - 1].node) {
        result += markup(.space(mu: spaced.spaceBefore * 18), style)
      }
      result += markup(spaced.node, style, margins)
    }
    return result
  }

  /// Whether the node's core is an `<mo>`, which can carry space.
  private func isOperator(_ node: MathNode) -> Bool {
    switch node {
    case .symbol(let symbol): !isIdentifier(symbol)
    case .delimiter, .arrow: true
    case .scripts(let scripts): isOperator(scripts.base)
    case .stack(let base, _, _), .classed(_, let base): isOperator(base)
    default: false
    }
  }

  // MARK: Leaves

  private func isIdentifier(_ symbol: MathSymbol) -> Bool {
    symbol.mathClass == .ordinary
      && (symbol.character.properties.isAlphabetic || symbol.alphabet != .upright
        || "∞∅∇ℏℓ∂⊤⊥∠°□■△✓ℵ℘".unicodeScalars.contains(symbol.character))
  }

  private func symbol(_ symbol: MathSymbol, _ margins: Margins) -> String {
    guard isIdentifier(symbol) else {
      return operatorElement(symbol.character, margins, stretching(of: symbol))
    }
    switch (symbol.alphabet, symbol.character) {
    case (.italic, "a"..."z"), (.italic, "A"..."Z"), (.italic, "α"..."ω"):
      return "<mi>\(symbol.character)</mi>"
    case (.upright, _): return "<mi mathvariant=\"normal\">\(symbol.character)</mi>"
    default: return "<mi>\(symbol.styled)</mi>"
    }
  }

  /// Delimiters and arrows grow by themselves in MathML, and only after `\left` in TeX.
  private func stretching(of symbol: MathSymbol) -> String {
    switch symbol.character {
    case "(", ")", "[", "]", "{", "}", "|", "‖", "⌊", "⌋", "⌈", "⌉", "⟨", "⟩", "∣", "∥", "/",
      "←"..."⇿", "⟰"..."⟿":
      "stretchy=\"false\""
    default: symbol.mathClass == .largeOperator ? "movablelimits=\"false\"" : ""
    }
  }

  private func identifier(_ name: String) -> String {
    let upright = name.unicodeScalars.count == 1 ? " mathvariant=\"normal\"" : ""
    return "<mi\(upright)>" + escaped(name) + "</mi>"
  }

  private func operatorElement(
    _ character: Unicode.Scalar, _ margins: Margins, _ attributes: String = ""
  ) -> String {
    let space = "lspace=\"\(decimal(margins.left))em\" rspace=\"\(decimal(margins.right))em\""
    return "<mo \(space)\(attributes.isEmpty ? "" : " " + attributes)>"
      + escaped(String(Character(character))) + "</mo>"
  }

  // MARK: Structures

  private func scripts(_ scripts: MathScripts, _ style: MathStyle, _ margins: Margins) -> String {
    let base = markup(scripts.base, style, margins)
    if scripts.lower == nil, let primes = primes(scripts.upper) {
      return "<mrow>" + base + primes + "</mrow>"
    }
    let lower = scripts.lower.map { markup($0, style.subscript) }
    let upper = scripts.upper.map { markup($0, style.superscript) }
    if scripts.areLimits(inDisplayStyle: style.isDisplay) { return underOver(base, lower, upper) }
    switch (lower, upper) {
    case (let lower?, let upper?): return "<msubsup>" + base + lower + upper + "</msubsup>"
    case (let lower?, nil): return "<msub>" + base + lower + "</msub>"
    case (nil, let upper?): return "<msup>" + base + upper + "</msup>"
    case (nil, nil): return base
    }
  }

  /// Returns the marks when `script` is made of primes only.
  ///
  /// The sign is drawn raised and small already; browsers would raise and shrink it once more.
  private func primes(_ script: MathNode?) -> String? {
    let nodes: [MathNode]
    switch script {
    case .row(let list)?: nodes = list
    case let single?: nodes = [single]
    case nil: return nil
    }
    let prime = MathNode.symbol(MathSymbol("′", .ordinary))
    guard !nodes.isEmpty, nodes.allSatisfy({ $0 == prime }) else { return nil }
    return operatorElement(
      nodes.count == 2 ? "″" : nodes.count == 3 ? "‴" : "′", Margins(left: 0.06))
  }

  private func underOver(_ base: String, _ under: String?, _ over: String?) -> String {
    switch (under, over) {
    case (let under?, let over?): "<munderover>" + base + under + over + "</munderover>"
    case (let under?, nil): "<munder>" + base + under + "</munder>"
    case (nil, let over?): "<mover>" + base + over + "</mover>"
    case (nil, nil): base
    }
  }

  private func underOrOver(_ side: MathSide, _ base: String, _ mark: String) -> String {
    side == .over ? underOver(base, nil, mark) : underOver(base, mark, nil)
  }

  private func fraction(_ fraction: MathFraction, _ style: MathStyle) -> String {
    let own = MathStyle(level: fraction.style ?? style.level, isCramped: style.isCramped)
    let rule = fraction.fences == nil ? "" : " linethickness=\"0\""
    let content =
      "<mfrac\(rule) style=\"padding:0 0.12em\">" + markup(fraction.numerator, own.numerator)
      + markup(fraction.denominator, own.denominator) + "</mfrac>"
    var result = content
    if let fences = fraction.fences {
      result =
        "<mrow>" + fenceElement(fences.opening, "prefix") + content
        + fenceElement(fences.closing, "postfix") + "</mrow>"
    }
    guard let level = fraction.style else { return result }
    return "<mstyle displaystyle=\"\(level == .display)\" scriptlevel=\"0\">\(result)</mstyle>"
  }

  private func fence(_ fence: MathFence, _ style: MathStyle) -> String {
    var result = "<mrow>"
    if let opening = fence.opening { result += fenceElement(opening, "prefix") }
    for (index, body) in fence.bodies.enumerated() {
      if index > 0, let separator = fence.separators[index - 1] {
        result += operatorElement(
          separator, Margins(left: 0.1667, right: 0.1667), "stretchy=\"true\"")
      }
      result += markup(body, style)
    }
    if let closing = fence.closing { result += fenceElement(closing, "postfix") }
    return result + "</mrow>"
  }

  private func fenceElement(_ delimiter: Unicode.Scalar, _ form: String) -> String {
    operatorElement(delimiter, Margins(), "form=\"\(form)\" fence=\"true\" stretchy=\"true\"")
  }

  private func accent(_ accent: MathAccent, over base: MathNode, _ style: MathStyle) -> String {
    var attributes = "stretchy=\"false\""
    var character = Self.spacingAccents[accent.character] ?? accent.character
    if case .wide(let mark) = accent, mark == "\u{302}", case .row = base {
      attributes = "stretchy=\"true\""
      character = mark
    } else if character == "→" {
      attributes += " style=\"font-size:0.65em\""
    }
    return "<mover accent=\"true\">" + markup(base, style.cramped)
      + "<mo \(attributes)>\(character)</mo></mover>"
  }

  private func arrow(
    _ arrow: Unicode.Scalar, over: MathNode, under: MathNode?, _ style: MathStyle,
    _ margins: Margins
  ) -> String {
    func label(_ node: MathNode) -> String {
      let space = "<mspace width=\"0.5em\"></mspace>"
      return "<mrow>" + space + markup(node, style.superscript) + space + "</mrow>"
    }
    return underOver(
      operatorElement(arrow, margins, "stretchy=\"true\""), under.map(label), label(over))
  }

  /// Browsers centre an accent that has a width of its own; combining ones hang to the left.
  private static let spacingAccents: [Unicode.Scalar: Unicode.Scalar] = [
    "\u{302}": "ˆ", "\u{304}": "¯", "\u{303}": "˜", "\u{20D7}": "→", "\u{307}": "˙",
    "\u{308}": "¨", "\u{301}": "´", "\u{300}": "`", "\u{306}": "˘", "\u{30C}": "ˇ",
    "\u{30A}": "˚",
  ]

  // MARK: Text

  func attribute(_ name: String, _ value: String) -> String {
    " \(name)=\"\(escaped(value))\""
  }

  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }

  /// Returns `value` with at most four decimals.
  func decimal(_ value: Double) -> String {
    let rounded = (value * 10_000).rounded() / 10_000
    return rounded == rounded.rounded() ? String(Int(rounded)) : String(rounded)
  }
}
