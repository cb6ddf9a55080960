import SwiftParser
import SwiftSyntax

/// A cell, taken apart into what a Swift module needs.
///
/// Declarations, top-level `let` and `var` included, stay at the module's top level, where later
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
  }

  /// A piece of the cell's text and its place.
  package struct Fragment: Hashable, Sendable {
    package var text: String
    package var place: CellPlace
    /// Where an error thrown by this piece is shown: its first `try`, else its start.
    package var throwPlace: CellPlace
    package var waits = false
  }

  /// `let` or `var` with one pattern.
  package struct Binding: Hashable, Sendable {
    /// All up to the initializer, such as `let (train, test): (Digits, Digits)`.
    package var head: Fragment
    /// The declared type, when there is one.
    package var type: String?
    package var initializer: Fragment?
    /// The names that the pattern binds.
    package var names: [String]
    /// Whether evaluating the initializer may throw.
    package var throwsErrors: Bool
  }

  package var parts: [Part]

  /// Takes a cell's source apart.
  ///
  /// Text that is not Swift is kept as it is, for the compiler to refuse.
  package init(_ source: String) {
    self.init(Parser.parse(source: source))
  }

  /// Reads one inline expression a line, each of which is displayed.
  init(values source: String) {
    let file = Parser.parse(source: source)
    let reader = FragmentReader(file)
    parts = file.statements.map { .displayed(reader.fragment($0.item)) }
  }

  init(_ file: SourceFileSyntax) {
    let reader = FragmentReader(file)
    let items = Array(file.statements)
    parts = []
    for (index, item) in items.enumerated() {
      let isLast = index == items.count - 1
      parts += Self.parts(of: item, isLast: isLast, reader: reader)
    }
  }

  private static func parts(
    of item: CodeBlockItemSyntax, isLast: Bool, reader: FragmentReader
  ) -> [Part] {
    switch item.item {
    case .decl(let declaration):
      if declaration.is(ImportDeclSyntax.self) { return [.imported(reader.fragment(declaration))] }
      if let variable = declaration.as(VariableDeclSyntax.self) {
        return bindings(of: variable, reader: reader)
      }
      if let condition = declaration.as(IfConfigDeclSyntax.self), condition.holdsStatements {
        return [.statement(reader.fragment(declaration))]
      }
      return [.declaration(reader.fragment(declaration))]
    case .expr(let expression)
    where isLast && item.semicolon == nil && !expression.isAssignment:
      // A closing semicolon, as in other notebooks, keeps the value from being displayed.
      return [.displayed(reader.fragment(expression))]
    case .expr(let expression): return [.statement(reader.fragment(expression))]
    case .stmt(let statement): return [.statement(reader.fragment(statement))]
    }
  }

  private static func bindings(
    of variable: VariableDeclSyntax, reader: FragmentReader
  ) -> [Part] {
    let names = variable.bindings.flatMap { $0.pattern.boundNames }
    guard !names.isEmpty else { return [.statement(reader.fragment(variable))] }
    let throwsErrors = variable.bindings.contains { $0.initializer?.value.mayThrow ?? false }
    guard throwsErrors, variable.bindings.count == 1, let binding = variable.bindings.first else {
      let isComputed = variable.bindings.allSatisfy { $0.accessorBlock != nil }
      return [
        .binding(
          Binding(
            head: reader.fragment(variable), type: nil, initializer: nil,
            names: isComputed ? [] : names, throwsErrors: false))
      ]
    }
    let type = binding.typeAnnotation?.type.trimmedDescription
    let specifiers =
      variable.attributes.trimmedDescription + variable.modifiers.trimmedDescription
      + variable.bindingSpecifier.trimmedDescription
    var head = reader.fragment(variable)
    head.text =
      (variable.attributes.isEmpty && variable.modifiers.isEmpty
        ? variable.bindingSpecifier.trimmedDescription : specifiers)
      + " " + binding.pattern.trimmedDescription
    if let type { head.text += ": \(type)" }
    return [
      .binding(
        Binding(
          head: head, type: type,
          initializer: binding.initializer.map { reader.fragment($0.value) }, names: names,
          throwsErrors: true))
    ]
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

  init(_ file: SourceFileSyntax) {
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
      throwPlace: finder.firstTry.map { place($0) } ?? place(node), waits: finder.waits)
  }
}
