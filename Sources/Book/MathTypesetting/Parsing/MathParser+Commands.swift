extension MathParser {
  /// Returns what `\name` stands for, with its arguments.
  mutating func command(_ name: String, _ token: MathToken) throws(MathError) -> MathNode {
    let written = "\\" + name
    if let alphabet = MathSymbols.alphabets[name] { return try lettered(alphabet, of: written) }
    if let alphabet = MathSymbols.textAlphabets[name] {
      return .text(try rawArgument(of: written).text, alphabet)
    }
    if let accent = MathSymbols.accents[name] {
      return .accent(accent, over: try argument(of: written))
    }
    if let takesLimits = MathSymbols.functions[name] {
      return .function(Self.spacedFunctionNames[name] ?? name, takesLimits: takesLimits)
    }
    if let width = MathSymbols.spaces[name] { return .space(mu: width) }
    if let (level, mathClass) = Self.sizedDelimiters[name] {
      let (delimiter, _) = try self.delimiter(after: written)
      return delimiter.map { .delimiter($0, mathClass ?? .ordinary, step: level) } ?? .row([])
    }
    if let mathClass = Self.classes[name] {
      return .classed(mathClass, try argument(of: written))
    }
    if let (mark, side) = Self.spans[name] {
      return .spanned(try argument(of: written), by: mark, side)
    }
    if let arrow = Self.longArrows[name] {
      let under = try optionalArgument()
      return .arrow(arrow, over: try argument(of: written), under: under)
    }
    if let symbol = MathSymbols.byCommand[name] { return .symbol(symbol) }
    return try structure(name, token)
  }

  /// Returns a fraction, root, fence or table.
  private mutating func structure(_ name: String, _ token: MathToken) throws(MathError) -> MathNode
  {
    let written = "\\" + name
    switch name {
    case "frac", "dfrac", "tfrac", "cfrac": return try fraction(written, style: Self.styles[name])
    case "binom", "dbinom", "tbinom":
      return try fraction(
        written, style: Self.styles[name], fences: .init(opening: "(", closing: ")"))
    case "sqrt":
      let degree = try optionalArgument()
      return .radical(try argument(of: written), degree: degree)
    case "overline": return .bar(.over, try argument(of: written))
    case "underline": return .bar(.under, try argument(of: written))
    case "overset", "stackrel":
      let over = try argument(of: written)
      let base = ungrouped(try argument(of: written))
      let stack = MathNode.stack(base: base, over: over, under: nil)
      return name == "stackrel" ? .classed(.relation, stack) : stack
    case "underset":
      let under = try argument(of: written)
      return .stack(base: ungrouped(try argument(of: written)), over: nil, under: under)
    case "operatorname", "operatorname*":
      let (text, _) = try rawArgument(of: written)
      return .function(text, takesLimits: name.hasSuffix("*"))
    case "phantom": return .phantom(try argument(of: written))
    case "vdots": return .symbol(MathSymbol("⋮", .ordinary))
    case "bmod": return .classed(.binary, .word("mod", .upright))
    case "pmod":
      let modulus = try argument(of: written)
      return .row([
        .space(mu: 18), .symbol(MathSymbol("(", .opening)), .word("mod", .upright),
        .space(mu: 6), modulus, .symbol(MathSymbol(")", .closing)),
      ])
    case "not": return try negation(token)
    case "left": return try fence(token)
    case "begin": return try environment()
    case "substack": return try substack()
    default: throw unknownCommand(name, token)
    }
  }

  private mutating func fraction(
    _ written: String, style: MathStyle.Level?, fences: MathFraction.Fences? = nil
  ) throws(MathError) -> MathNode {
    let numerator = try argument(of: written)
    let denominator = try argument(of: written)
    return .fraction(
      MathFraction(
        numerator: numerator, denominator: denominator, style: style, fences: fences))
  }

  /// Returns the single sign in a group as itself, so that `\overset{!}{=}` remains a relation.
  private func ungrouped(_ node: MathNode) -> MathNode {
    if case .classed(.ordinary, let inner) = node { inner } else { node }
  }

  private mutating func negation(_ token: MathToken) throws(MathError) -> MathNode {
    let positive = try argument(of: "\\not")
    guard case .symbol(var symbol) = positive,
      let negative = MathSymbols.negations[symbol.character]
    else {
      throw MathError(
        at: token.range, "'\\not' does not know how to strike out what follows it",
        fix: "Use it before a relation such as '=', '\\in', '\\leq' or '\\subset'.")
    }
    symbol.character = negative
    return .symbol(symbol)
  }

  // MARK: Delimiters

  /// Returns what stands between `\left` and `\right`.
  private mutating func fence(_ left: MathToken) throws(MathError) -> MathNode {
    var fence = MathFence(bodies: [], separators: [])
    fence.opening = try delimiter(after: "\\left").delimiter
    while true {
      fence.bodies.append(.row(try list()))
      let token = peek()
      switch token.kind {
      case .command("middle"):
        skip()
        fence.separators.append(try delimiter(after: "\\middle").delimiter)
      case .command("right"):
        skip()
        fence.closing = try delimiter(after: "\\right").delimiter
        return .fence(fence)
      default:
        throw MathError(
          at: left.range, "'\\left' has no matching '\\right'",
          fix: "Add '\\right' and its delimiter, or '\\right.' for an invisible one.")
      }
    }
  }

  /// Returns the delimiter that follows, `nil` for a dot.
  private mutating func delimiter(after owner: String) throws(MathError) -> (
    delimiter: Unicode.Scalar?, token: MathToken
  ) {
    let token = next()
    switch token.kind {
    case .character("."): return (nil, token)
    case .character(let character) where "()[]|/⌊⌋⌈⌉⟨⟩‖".unicodeScalars.contains(character):
      return (character, token)
    case .character("<"): return ("⟨", token)
    case .character(">"): return ("⟩", token)
    case .command(let name):
      if let delimiter = MathSymbols.delimiters[name] { return (delimiter, token) }
    default: break
    }
    let found = token.kind == .end ? "the end of the formula" : "'\(source(token))'"
    throw MathError(
      at: token.range, "'\(owner)' needs a delimiter after it, and found \(found)",
      fix: "Use one of ( ) [ ] | / \\{ \\} \\lfloor \\rfloor \\lceil \\rceil \\langle \\rangle, "
        + "or a dot for none.")
  }

  // MARK: Names

  private func unknownCommand(_ name: String, _ token: MathToken) -> MathError {
    switch name {
    case "label", "tag":
      return MathError(
        at: token.range, "'\\\(name)' has no meaning here",
        fix: "Write '{#eq-name}' after the closing dollars; equations are numbered by themselves.")
    case "def", "newcommand", "renewcommand":
      return MathError(
        at: token.range, "'\\\(name)': formulas cannot define commands",
        fix: "Write the command's meaning where you use it.")
    default: break
    }
    let nearest = CommandSuggestion.nearest(to: name, among: Self.everyName)
    let suggestion = nearest.map { "; did you mean '\\\($0)'?" } ?? ""
    return MathError(
      at: token.range, "unknown command '\\\(name)'\(suggestion)",
      fix: nearest.map { "Write '\\\($0)', or '\\mathrm{\(name)}' for a name of your own." }
        ?? "Write '\\operatorname{\(name)}' for a name of your own.")
  }

  private static let everyName: [String] =
    Array(MathSymbols.byCommand.keys) + Array(MathSymbols.functions.keys)
    + Array(MathSymbols.accents.keys) + Array(MathSymbols.alphabets.keys)
    + Array(MathSymbols.textAlphabets.keys) + Array(MathSymbols.spaces.keys)
    + Array(sizedDelimiters.keys) + Array(classes.keys) + Array(spans.keys)
    + Array(longArrows.keys)
    + [
      "frac", "dfrac", "tfrac", "cfrac", "binom", "dbinom", "tbinom", "sqrt", "overline",
      "underline", "overset", "underset", "stackrel", "operatorname", "phantom", "vdots", "bmod",
      "pmod", "not", "left", "right", "middle", "begin", "end", "substack", "limits", "nolimits",
      "displaystyle", "textstyle", "scriptstyle", "scriptscriptstyle",
    ]

  private static let styles: [String: MathStyle.Level] = [
    "dfrac": .display, "cfrac": .display, "dbinom": .display, "tfrac": .text, "tbinom": .text,
  ]

  /// Names that TeX sets as two words.
  private static let spacedFunctionNames = [
    "argmax": "arg\u{2009}max", "argmin": "arg\u{2009}min", "liminf": "lim\u{2009}inf",
    "limsup": "lim\u{2009}sup",
  ]

  private static let classes: [String: MathClass] = [
    "mathord": .ordinary, "mathop": .largeOperator, "mathbin": .binary, "mathrel": .relation,
    "mathopen": .opening, "mathclose": .closing, "mathpunct": .punctuation, "mathinner": .inner,
  ]

  private static let spans: [String: (Unicode.Scalar, MathSide)] = [
    "underbrace": ("⏟", .under), "overbrace": ("⏞", .over), "underbracket": ("⎵", .under),
    "overbracket": ("⎴", .over), "overrightarrow": ("→", .over), "overleftarrow": ("←", .over),
  ]

  private static let longArrows: [String: Unicode.Scalar] = [
    "xrightarrow": "→", "xleftarrow": "←", "xRightarrow": "⇒", "xleftrightarrow": "↔",
    "xmapsto": "↦",
  ]

  private static let sizedDelimiters: [String: (Int, MathClass?)] = {
    var commands: [String: (Int, MathClass?)] = [:]
    for (step, name) in [(1, "big"), (2, "Big"), (3, "bigg"), (4, "Bigg")] {
      commands[name] = (step, nil)
      commands[name + "l"] = (step, .opening)
      commands[name + "r"] = (step, .closing)
      commands[name + "m"] = (step, .relation)
    }
    return commands
  }()
}
