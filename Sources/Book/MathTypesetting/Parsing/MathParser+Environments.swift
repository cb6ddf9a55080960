import Graphics

extension MathParser {
  /// How an environment sets its rows.
  private struct Environment {
    var kind = MathTable.Kind.matrix
    var alignments: [HorizontalAlignment] = [.center]
    var opening: Unicode.Scalar?
    var closing: Unicode.Scalar?
  }

  private static let environments: [String: Environment] = {
    let aligned = Environment(kind: .aligned, alignments: [])
    let gathered = Environment(kind: .aligned, alignments: [.center])
    return [
      "matrix": Environment(),
      "pmatrix": Environment(opening: "(", closing: ")"),
      "bmatrix": Environment(opening: "[", closing: "]"),
      "Bmatrix": Environment(opening: "{", closing: "}"),
      "vmatrix": Environment(opening: "|", closing: "|"),
      "Vmatrix": Environment(opening: "‖", closing: "‖"),
      "smallmatrix": Environment(kind: .small),
      "array": Environment(),
      "cases": Environment(alignments: [.left], opening: "{"),
      "rcases": Environment(alignments: [.left], closing: "}"),
      "aligned": aligned, "align": aligned, "align*": aligned, "split": aligned,
      "gathered": gathered, "gather": gathered, "gather*": gathered,
    ]
  }()

  /// Returns the table between `\begin{name}` and `\end{name}`.
  mutating func environment() throws(MathError) -> MathNode {
    let (name, range) = try rawArgument(of: "\\begin")
    guard var environment = Self.environments[name] else {
      let nearest = CommandSuggestion.nearest(to: name, among: Self.environments.keys)
      throw MathError(
        at: range,
        "unknown environment '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? ""),
        fix: "Use one of \(Self.environments.keys.sorted().joined(separator: ", ")).")
    }
    var verticalRules: Set<Int> = []
    if name == "array" {
      (environment.alignments, verticalRules) = try columns()
    }
    var table = MathTable(
      kind: environment.kind, rows: [], alignments: environment.alignments,
      verticalRules: verticalRules)
    try readRows(into: &table)
    guard case .command("end") = peek().kind else {
      throw MathError(
        at: range, "'\\begin{\(name)}' is never ended", fix: "Add '\\end{\(name)}'.")
    }
    skip()
    let (ending, endRange) = try rawArgument(of: "\\end")
    guard ending == name else {
      throw MathError(
        at: endRange, "'\\begin{\(name)}' is ended by '\\end{\(ending)}'",
        fix: "Write '\\end{\(name)}'.")
    }
    guard environment.opening != nil || environment.closing != nil else { return .table(table) }
    return .fence(
      MathFence(
        opening: environment.opening, closing: environment.closing, bodies: [.table(table)],
        separators: []))
  }

  /// Returns the lines of `\substack{… \\ …}`.
  mutating func substack() throws(MathError) -> MathNode {
    guard case .openGroup = peek().kind else {
      throw MathError(
        at: peek().range, "'\\substack' needs braces after it", fix: "Write '\\substack{…}'.")
    }
    let open = next()
    var table = MathTable(kind: .small, rows: [], alignments: [.center])
    try readRows(into: &table)
    guard case .closeGroup = peek().kind else {
      throw MathError(at: open.range, "'{' is never closed", fix: "Add the missing '}'.")
    }
    skip()
    return .table(table)
  }

  /// Reads cells up to the end of the table.
  private mutating func readRows(into table: inout MathTable) throws(MathError) {
    var row: [MathNode] = []
    while true {
      while case .command("hline") = peek().kind {
        skip()
        table.horizontalRules.insert(table.rows.count)
      }
      let cell = try list()
      let token = peek()
      switch token.kind {
      case .alignment:
        skip()
        row.append(.row(cell))
      case .command("\\"), .command("cr"):
        skip()
        try skipRowGap()
        table.rows.append(row + [.row(cell)])
        row = []
      case .command("hline"):
        throw MathError(
          at: token.range, "'\\hline' in the middle of a row",
          fix: "Write it directly after a '\\\\'.")
      default:
        // A line break before the end of the table begins no further row.
        if !row.isEmpty || !cell.isEmpty || table.rows.isEmpty {
          table.rows.append(row + [.row(cell)])
        }
        return
      }
    }
  }

  /// Passes over the distance in `\\[2pt]`, which our own row spacing makes needless.
  private mutating func skipRowGap() throws(MathError) {
    guard case .character("[") = peek().kind else { return }
    let open = next()
    while true {
      let token = next()
      switch token.kind {
      case .character("]"): return
      case .end: throw MathError(at: open.range, "'[' is never closed", fix: "Add ']'.")
      default: continue
      }
    }
  }

  /// Returns what `{l|cr}` says about the columns of an array.
  private mutating func columns() throws(MathError) -> ([HorizontalAlignment], Set<Int>) {
    let (text, range) = try rawArgument(of: "\\begin{array}")
    var alignments: [HorizontalAlignment] = []
    var rules: Set<Int> = []
    for character in text {
      switch character {
      case "l": alignments.append(.left)
      case "c": alignments.append(.center)
      case "r": alignments.append(.right)
      case "|": rules.insert(alignments.count)
      case " ": continue
      default:
        throw MathError(
          at: range, "unknown column '\(character)' in '\\begin{array}{\(text)}'",
          fix: "Use 'l', 'c' and 'r' for columns, and '|' for a rule between them.")
      }
    }
    guard !alignments.isEmpty else {
      throw MathError(
        at: range, "'\\begin{array}' names no columns",
        fix: "Write one letter for each, such as '\\begin{array}{lcr}'.")
    }
    return (alignments, rules)
  }
}
