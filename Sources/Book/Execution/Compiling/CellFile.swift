import Chapters

/// A unit as the compiler gets it, and all that decides about its text.
struct CellFile: Hashable, Sendable {
  var source: String
  /// The inline expressions, when the unit is some of these.
  var expressions: [String] = []
  var names: CellNames
  /// The `import` lines of the cells above.
  var imports: [String] = []
  /// Tells two cells of one source apart, which have variables of their own each.
  var occurrence = 0
  var mode: LanguageMode
  /// Whether it may use what belongs to the main actor, where a global's initializer does not run.
  var isIsolated = false

  /// The members of classes that stay private; see `OpenedSource`.
  var keptPrivate: Set<String> = []
  /// Extensions that the compiler would make if the cells were one file.
  var synthesized = ""
  /// Whether the cell tells what it displays as its result; see `CellSource.Purpose.answer`.
  var marksResult = false

  /// The source in which nothing is private that others may need.
  var opened: String { OpenedSource.text(of: source, keeping: keptPrivate) }

  /// The file to be compiled.
  func text(
    identity: String, rewritten source: String, replacing replacements: NameReplacements
  ) -> String {
    var program =
      expressions.isEmpty
      ? CellProgram(source, isIsolated: isIsolated) : CellProgram(values: source)
    program.parts += CellProgram(replacements.applied(to: synthesized).text).parts
    return CellSource(
      program, identity: identity, imports: imports, languageMode: mode,
      purpose: expressions.isEmpty ? (marksResult ? .answer : .run) : .values(expressions)
    ).text
  }

  /// What a file below reads of it.
  func declarations(identity: String, replacing replacements: NameReplacements) -> String {
    let source = replacements.applied(to: opened).text
    var program = CellProgram(source, isIsolated: isIsolated)
    program.parts += CellProgram(replacements.applied(to: synthesized).text).parts
    return CellSource(
      program, identity: identity, imports: imports,
      languageMode: mode, purpose: .declarations
    ).text
  }
}
