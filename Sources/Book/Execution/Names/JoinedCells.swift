/// Cells as they can stand one below the other in one file.
///
/// Cells are files of a module each, and may give a name a new meaning; in one file a name has one. Where
/// a cell further down takes a name over, the cells that know it with its old meaning write it otherwise,
/// as they do for the compiler of a render. Two things remain: of a member that extensions add twice, all
/// cells see the last meaning, and a call may be ambiguous by an overload that stands further down.
///
/// - SeeAlso: `NameReplacements`.
package struct JoinedCells: Hashable, Sendable {
  package struct Part: Hashable, Sendable {
    package var source: String
    /// For each name that the cell's author wrote otherwise, what stands for it.
    package var renamed: [String: String] = [:]
  }

  package private(set) var parts: [Part] = []

  /// Joins the sources of cells, in their order.
  package init(_ sources: [String]) {
    let module = ChapterModule(sources.map { CellNames($0) })
    for (index, source) in sources.enumerated() {
      var replacements = module.replacements(in: index, of: Array(sources.indices))
      for read in module.earlierReads(of: index) {
        replacements.earlier[read.name] = read.replaced
      }
      // What is moved into an `enum` must be seen from outside of it.
      let opened =
        replacements.enclosed.isEmpty
        ? source : OpenedSource.text(of: source, keeping: module.sharedPrivateNames)
      let renamed = replacements.values.merging(replacements.types) { value, _ in value }
        .merging(replacements.earlier) { _, earlier in earlier }
      parts.append(Part(source: replacements.applied(to: opened).text, renamed: renamed))
    }
  }
}
