import SwiftSyntax

/// A cell, taken apart into what a Swift file needs.
///
/// Declarations, top-level `let` and `var` included, stay at the file's top level, where later
/// cells see them. Statements move into one entry function. Since Swift makes global values only
/// when they are first used, the entry function touches each binding at its place, so that effects
/// happen in the order written.
package struct CellProgram: Hashable, Sendable {
  package enum Part: Hashable, Sendable {
    case imported(Fragment)
    case declaration(Fragment)
    case binding(Binding)
    case statement(Fragment)
    /// The last expression of the cell, which is displayed.
    case displayed(Fragment)
    /// A line `#if`, `#elseif`, `#else` or `#endif` around other parts.
    case directive(String)
  }

  /// A piece of the cell's text and its place.
  package struct Fragment: Hashable, Sendable {
    package var text: String
    package var place: CellPlace
    /// Where an error thrown by this piece is shown: its first `try`, else its start.
    package var throwPlace: CellPlace
    package var throwsErrors = false
    package var waits = false
  }

  package var parts: [Part]

  /// Takes a cell's source apart.
  ///
  /// Text that is not Swift is kept as it is, for the compiler to refuse. Where `isIsolated`,
  /// initializers may use what belongs to a global actor, and are moved to where that runs.
  package init(_ source: String, isIsolated: Bool = false) {
    self.init(ParsedSource.tree(of: source), isIsolated: isIsolated)
  }

  init(_ file: SourceFileSyntax, isIsolated: Bool = false) {
    let reader = FragmentReader(file, isIsolated: isIsolated)
    let items = Array(file.statements)
    parts = []
    for (index, item) in items.enumerated() {
      let isLast = index == items.count - 1
      parts += Self.parts(of: item, isLast: isLast, reader: reader)
    }
  }

  /// Reads one inline expression a line, each of which is displayed.
  init(values source: String) {
    let file = ParsedSource.tree(of: source)
    let reader = FragmentReader(file)
    parts = file.statements.map { .displayed(reader.fragment($0.item)) }
  }

  private static func parts(
    of item: CodeBlockItemSyntax, isLast: Bool, reader: FragmentReader
  ) -> [Part] {
    switch item.item {
    case .decl(let declaration): return parts(of: declaration, reader: reader)
    case .expr(let expression)
    where isLast && item.semicolon == nil && !expression.isAssignment:
      // A closing semicolon, as in other notebooks, keeps the value from being displayed.
      return [.displayed(reader.fragment(expression))]
    case .expr(let expression): return [.statement(reader.fragment(expression))]
    default:
      if let guarded = item.item.as(GuardStmtSyntax.self), !guarded.boundNames.isEmpty {
        return [.binding(Binding(guarded, reader: reader))]
      }
      return [.statement(reader.fragment(item.item))]
    }
  }

  private static func parts(of declaration: DeclSyntax, reader: FragmentReader) -> [Part] {
    if declaration.is(ImportDeclSyntax.self) { return [.imported(reader.fragment(declaration))] }
    if let variable = declaration.as(VariableDeclSyntax.self) {
      let isLocal = variable.isAsyncLet || !variable.bindings.contains { $0.pattern.bindsNames }
      // Without a name that later cells could use.
      if isLocal { return [.statement(reader.fragment(variable))] }
      return Binding.all(in: variable, reader: reader).map { .binding($0) }
    }
    if let condition = declaration.as(IfConfigDeclSyntax.self) {
      return parts(of: condition, reader: reader)
    }
    return [.declaration(reader.fragment(declaration))]
  }

  /// The parts of each branch between the lines that choose one, a choice that the compiler makes.
  private static func parts(
    of condition: IfConfigDeclSyntax, reader: FragmentReader
  ) -> [Part] {
    var parts: [Part] = []
    for clause in condition.clauses {
      let test = clause.condition?.trimmedDescription ?? ""
      parts.append(.directive("\(clause.poundKeyword.text) \(test)"))
      guard case .statements(let items) = clause.elements else { continue }
      for item in items { parts += Self.parts(of: item, isLast: false, reader: reader) }
    }
    return parts + [.directive("#endif")]
  }
}

/// A place within a cell's source.
///
/// Lines and columns count from 1, columns in UTF-8 bytes.
package struct CellPlace: Hashable, Sendable {
  package var line: Int
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }
}

/// Cuts pieces out of a parsed cell.
struct FragmentReader {
  private let converter: SourceLocationConverter
  /// Whether a global's initializer cannot do all that the cell's statements can.
  let isIsolated: Bool

  init(_ file: SourceFileSyntax, isIsolated: Bool = false) {
    self.isIsolated = isIsolated
    converter = SourceLocationConverter(fileName: "", tree: file)
  }

  func place(_ node: some SyntaxProtocol) -> CellPlace {
    let location = converter.location(for: node.positionAfterSkippingLeadingTrivia)
    return CellPlace(line: location.line, column: location.column)
  }

  func fragment(_ node: some SyntaxProtocol) -> CellProgram.Fragment {
    let finder = EffectFinder(node)
    return CellProgram.Fragment(
      text: node.trimmedDescription, place: place(node),
      throwPlace: finder.firstTry.map { place($0) } ?? place(node),
      throwsErrors: finder.firstTry != nil, waits: finder.waits)
  }
}
