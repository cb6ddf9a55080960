/// Reads the part of TeX's mathematics that course handouts need.
///
///     list      = atom*
///     atom      = nucleus (("^" | "_") argument | "'" | "\limits" | "\nolimits")*
///     nucleus   = sign | digits | group | command arguments
///     argument  = group | digit | sign | command arguments
///     group     = "{" list "}"
///
/// - SeeAlso: Knuth, *The TeXbook* (1984), chapter 26; the *User's Guide for the amsmath Package*.
struct MathParser {
  private let tex: String
  private let tokens: [MathToken]
  private var position = 0
  private var depth = 0
  /// Set by `\mathbf` and its kin while their argument is read.
  private var alphabet: MathAlphabet?

  /// Deeper formulas are mistakes, and would exhaust the stack.
  private static let deepestNesting = 100

  init(tex: String) throws(MathError) {
    self.tex = tex
    tokens = try MathLexer.tokens(of: tex)
  }

  /// Returns the whole formula.
  mutating func formula() throws(MathError) -> [MathNode] {
    let nodes = try list()
    let token = peek()
    switch token.kind {
    case .end:
      guard !nodes.isEmpty else {
        throw MathError(
          at: token.range, "the formula is empty", fix: "Write something between the dollars.")
      }
      return nodes
    case .closeGroup:
      throw MathError(
        at: token.range, "'}' without a '{' before it",
        fix: "Remove it, or write '\\}' for a brace on the page.")
    case .alignment:
      throw MathError(
        at: token.range, "'&' outside of a table",
        fix: "Put the lines into '\\begin{aligned}…\\end{aligned}', or write '\\&'.")
    case .command("right"), .command("middle"):
      throw MathError(
        at: token.range, "'\(source(token))' without a '\\left' before it",
        fix: "Add '\\left' before the matching delimiter, or '\\left.' for an invisible one.")
    case .command("end"):
      throw MathError(
        at: token.range, "'\\end' without a '\\begin' before it",
        fix: "Remove it, or add the '\\begin'.")
    default:
      throw MathError(
        at: token.range, "'\(source(token))' outside of a table",
        fix: "Put the lines into '\\begin{aligned}…\\end{aligned}'.")
    }
  }

  // MARK: Lists and atoms

  /// Returns atoms up to something that only the caller can end; an optional argument ends at `]`.
  mutating func list(endingAtBracket: Bool = false) throws(MathError) -> [MathNode] {
    var nodes: [MathNode] = []
    while true {
      let token = peek()
      switch token.kind {
      case .end, .closeGroup, .alignment, .command("right"), .command("middle"), .command("end"),
        .command("\\"), .command("cr"), .command("hline"):
        return nodes
      case .character("]") where endingAtBracket: return nodes
      case .command(let name):
        if let level = Self.styleSwitches[name] {
          skip()
          nodes.append(.style(level, .row(try list(endingAtBracket: endingAtBracket))))
          return nodes
        }
        nodes.append(try atom())
      default: nodes.append(try atom())
      }
    }
  }

  /// Returns a nucleus with its scripts.
  private mutating func atom() throws(MathError) -> MathNode {
    let first = peek()
    let base: MathNode
    switch first.kind {
    case .superscript, .subscript, .character("'"): base = .row([])
    default: base = try nucleus()
    }
    var scripts = MathScripts(base: base, placement: .automatic)
    var primes = 0
    while true {
      let token = peek()
      switch token.kind {
      case .superscript:
        skip()
        try requireSingle(scripts.upper, "superscript", token)
        let raised = try argument(of: "^")
        scripts.upper = raised
      case .subscript:
        skip()
        try requireSingle(scripts.lower, "subscript", token)
        scripts.lower = try argument(of: "_")
      case .character("'"):
        skip()
        primes += 1
      case .command("limits"):
        skip()
        scripts.placement = .limits
      case .command("nolimits"):
        skip()
        scripts.placement = .beside
      default:
        if primes > 0 {
          let marks = Array(repeating: MathNode.symbol(MathSymbol("′", .ordinary)), count: primes)
          scripts.upper = group(marks + (scripts.upper.map { [$0] } ?? []))
        }
        return scripts.lower == nil && scripts.upper == nil ? base : .scripts(scripts)
      }
    }
  }

  private func requireSingle(_ present: MathNode?, _ kind: String, _ token: MathToken)
    throws(MathError)
  {
    guard present != nil else { return }
    throw MathError(
      at: token.range, "a second \(kind) on the same symbol",
      fix: "Use braces to say what belongs together, such as '{x^a}^b' or 'x^{ab}'.")
  }

  private mutating func nucleus() throws(MathError) -> MathNode {
    let token = next()
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepestNesting else {
      throw MathError(
        at: token.range, "the formula is nested more than \(Self.deepestNesting) levels deep",
        fix: "Split it into several formulas.")
    }
    switch token.kind {
    case .openGroup:
      position -= 1
      return try braced()
    case .character(let character):
      if ("0"..."9").contains(character) { return number(startingWith: character) }
      return try typed(character, token)
    case .command(let name): return try command(name, token)
    default:
      position -= 1
      throw MathError(
        at: token.range, "'\(source(token))' where a symbol was expected",
        fix: "Write the symbol first, or '{}' for an empty one.")
    }
  }

  private func typed(_ character: Unicode.Scalar, _ token: MathToken) throws(MathError) -> MathNode
  {
    switch character {
    case "$":
      throw MathError(
        at: token.range, "a dollar inside of a formula",
        fix: "Write '\\$' for a dollar sign on the page.")
    case "#":
      throw MathError(
        at: token.range, "'#' inside of a formula", fix: "Write '\\#' for the sign itself.")
    case "~": return .space(mu: 6)
    default:
      var symbol = MathSymbols.typed(character)
      if let alphabet, symbol.mathClass == .ordinary { symbol.alphabet = alphabet }
      return .symbol(symbol)
    }
  }

  /// Returns the digits that begin with `first`, with a decimal point that has digits after it.
  private mutating func number(startingWith first: Unicode.Scalar) -> MathNode {
    var digits = String(Character(first))
    while case .character(let character) = tokens[position].kind {
      let isPoint = character == "." && isDigit(tokens[position + 1].kind)
      guard isPoint || ("0"..."9").contains(character) else { break }
      digits.unicodeScalars.append(character)
      position += 1
    }
    return .number(digits, alphabet ?? .upright)
  }

  private func isDigit(_ kind: MathToken.Kind) -> Bool {
    guard case .character(let character) = kind else { return false }
    return ("0"..."9").contains(character)
  }

  // MARK: Arguments

  /// Returns one argument: a group, or the single sign or command that follows.
  mutating func argument(of owner: String) throws(MathError) -> MathNode {
    let token = peek()
    switch token.kind {
    case .character(let character) where ("0"..."9").contains(character):
      skip()
      return .number(String(Character(character)), alphabet ?? .upright)
    case .character, .openGroup: return try nucleus()
    case .command(let name) where !Self.endsList(name): return try nucleus()
    default:
      throw MathError(
        at: token.range, "'\(owner)' needs something after it",
        fix: "Add its argument in braces, such as '\(owner){x}'.")
    }
  }

  /// Returns the content of `{…}`.
  mutating func braced() throws(MathError) -> MathNode {
    let open = next()
    let nodes = try list()
    guard case .closeGroup = peek().kind else {
      throw MathError(
        at: open.range, "'{' is never closed", fix: "Add the missing '}'.")
    }
    skip()
    return group(nodes)
  }

  /// Returns the content of `[…]`, if the next token opens one.
  mutating func optionalArgument() throws(MathError) -> MathNode? {
    guard case .character("[") = peek().kind else { return nil }
    let open = next()
    let nodes = try list(endingAtBracket: true)
    guard case .character("]") = peek().kind else {
      throw MathError(at: open.range, "'[' is never closed", fix: "Add the missing ']'.")
    }
    skip()
    return group(nodes)
  }

  /// Returns the text between braces as written, for names and words.
  mutating func rawArgument(of owner: String) throws(MathError) -> (text: String, range: Range<Int>)
  {
    guard case .openGroup = peek().kind else {
      throw MathError(
        at: peek().range, "'\(owner)' needs braces after it",
        fix: "Write '\(owner){…}'.")
    }
    let open = next()
    var text = ""
    var nesting = 0
    while true {
      let token = tokens[position]
      position += 1
      switch token.kind {
      case .end:
        throw MathError(at: open.range, "'{' is never closed", fix: "Add the missing '}'.")
      case .openGroup: nesting += 1
      case .closeGroup:
        if nesting == 0 { return (text, open.range.upperBound..<token.range.lowerBound) }
        nesting -= 1
      case .space, .character("~"): text += " "
      case .character("$"):
        throw MathError(
          at: token.range, "a dollar inside of '\(owner)'",
          fix: "End the text first and begin another one after the symbols.")
      case .character(let character): text.unicodeScalars.append(character)
      case .command(let name):
        guard name.count == 1, "%$#&_{} ,".contains(name) else {
          throw MathError(
            at: token.range, "'\\\(name)' inside of '\(owner)', which takes plain words only",
            fix: "End the text first and write the command after it.")
        }
        text += name == "," ? "\u{2009}" : name
      default: text += source(token)
      }
    }
  }

  /// Returns the argument of an alphabet command; several letters alone make one word.
  mutating func lettered(_ alphabet: MathAlphabet, of owner: String) throws(MathError) -> MathNode {
    if case .openGroup = peek().kind {
      let start = position
      if let word = plainWord(), word.unicodeScalars.count > 1 { return .word(word, alphabet) }
      position = start
    }
    let outer = self.alphabet
    self.alphabet = alphabet
    defer { self.alphabet = outer }
    return try argument(of: owner)
  }

  /// Returns the letters of a group that holds only letters and digits.
  private mutating func plainWord() -> String? {
    skip()
    var word = ""
    while true {
      let token = tokens[position]
      position += 1
      switch token.kind {
      case .character(let character)
      where character.properties.isAlphabetic || ("0"..."9").contains(character):
        word.unicodeScalars.append(character)
      case .character("-") where !word.isEmpty: word += "-"
      case .space: continue
      case .closeGroup: return word.allSatisfy(\.isNumber) ? nil : word
      default: return nil
      }
    }
  }

  /// Returns `nodes` as one atom, which is ordinary whatever it holds.
  func group(_ nodes: [MathNode]) -> MathNode {
    guard nodes.count == 1 else { return .row(nodes) }
    return nodes[0].mathClass == .ordinary ? nodes[0] : .classed(.ordinary, nodes[0])
  }

  // MARK: Tokens

  /// Returns the next token that is not a blank, without taking it.
  mutating func peek() -> MathToken {
    while case .space = tokens[position].kind { position += 1 }
    return tokens[position]
  }

  mutating func next() -> MathToken {
    let token = peek()
    if token.kind != .end { position += 1 }
    return token
  }

  mutating func skip() { _ = next() }

  /// Returns the text of `token` as the author wrote it.
  func source(_ token: MathToken) -> String {
    String(decoding: Array(tex.utf8)[token.range], as: UTF8.self)
  }

  private static let styleSwitches: [String: MathStyle.Level] = [
    "displaystyle": .display, "textstyle": .text, "scriptstyle": .script,
    "scriptscriptstyle": .scriptScript,
  ]

  private static func endsList(_ name: String) -> Bool {
    ["right", "middle", "end", "\\", "cr", "hline", "limits", "nolimits"].contains(name)
  }
}
