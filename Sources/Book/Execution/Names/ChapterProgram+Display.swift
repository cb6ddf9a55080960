extension ChapterProgram {
  /// Whether a cell's last expression is only displayed, so that no cell below can tell whether it ran.
  ///
  /// A figure's size is such an expression, `list.popLast()` and `train(&network)` are not. It errs on
  /// the safe side: where any function of the chapter changes a variable around it, or values may share
  /// storage, no expression is taken for harmless.
  package func onlyDisplays(_ unit: Int) -> Bool {
    let cell = units[unit]
    // What is meant to fail may fail anywhere, and a cell may name this one without a word.
    guard cell.isCell, cell.evaluates, cell.options.error == .stop, !cell.names.affectsAll,
      let names = KnownSources.facts(of: cell.source).displayed
    else { return false }
    let above = units[...unit].map(\.names)
    let variables = above.reduce(into: Set<String>()) { $0.formUnion($1.defined.keys) }
    guard
      !above.contains(where: {
        $0.sharesReferences || !$0.deferredChanged.isDisjoint(with: variables)
      })
    else { return false }
    let mutating = above.reduce(into: DependencyGraph.knownMutatingMethods) {
      $0.formUnion($1.mutatingMethods)
    }
    return names.changed.isEmpty && names.deferredChanged.isEmpty && names.defined.isEmpty
      && !names.called.contains { mutating.contains($0.method) }
  }
}
