import SwiftSyntax

/// How a cell's file writes names that would mean something else in the chapter's module.
///
/// All cells of a chapter are files of one module, in which a name has one meaning. Where a later
/// cell gives a name a new one, the files in which it has the old one write it otherwise. That
/// changes nothing in what was compiled before: only declarations are read again from it.
struct NameReplacements: Hashable, Sendable {
  /// For the names of values: what stands for them, where they are declared and where they are read.
  var values: [String: String] = [:]
  /// For the names of types, what stands for them where they are used.
  var types: [String: String] = [:]
  /// The types of this file whose declarations move into an `enum` of this name, those of extensions among
  /// them, as `Box.Item`.
  var enclosed: [String: String] = [:]
  /// All types within types that the file may name, and what stands for the last name of each that moved.
  var nested: [String: String?] = [:]
  /// For names that `async let` gives to results: what stands for the task.
  ///
  /// A task of that kind must not outlive the function in which it stands, and cells are functions.
  var tasks: [String: String] = [:]
  /// What stands for a value of a cell above until this file defines its own of that name.
  var earlier: [String: String] = [:]
  /// For names of values, types that are to stand behind them; see `InferredTypes`.
  var written: [String: String] = [:]
  /// Members of extensions that a later cell takes the place of; see `CellNames.extendedMembers`.
  var members: Set<String> = []
  /// Overloads that a later cell takes the place of, by name and signature.
  var overloads: [String: Set<String>] = [:]

  var isEmpty: Bool { self == NameReplacements() }

  /// Returns `source` with the names exchanged, and where that moved what follows them.
  func applied(to source: String) -> RewrittenSource {
    guard !isEmpty || source.contains("Sendable") else { return RewrittenSource(text: source) }
    let file = ParsedSource.tree(of: source)
    let finder = ReplacementFinder(self, in: file)
    return RewrittenSource(source, replacing: finder.edits, in: file)
  }
}
