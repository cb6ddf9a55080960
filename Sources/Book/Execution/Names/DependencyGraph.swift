/// Which cells of a chapter need which cells above them.
///
/// A cell needs the cells that define what it names, and every cell in between that may have
/// changed the value of such a name. Code that a function runs counts for whoever uses the function.
package struct DependencyGraph: Hashable, Sendable {
  /// A name, and the cell that defines it.
  private struct Symbol: Hashable {
    var name: String
    var cell: Int
  }

  /// For each cell, the cells it needs directly, in rising order.
  package private(set) var needs: [[Int]] = []

  /// Finds what each cell needs, beyond the cells that `extra` lists for it.
  package init(_ cells: [CellNames], extra: [[Int]] = []) {
    // Several only for the overloads of a function.
    var latest: [String: [Symbol]] = [:]
    var extenders: [String: [Int]] = [:]
    var writers: [Symbol: [Int]] = [:]
    var deferredReads: [Set<Symbol>] = []
    var deferredWrites: [Set<Symbol>] = []
    let mutatingMethods = cells.reduce(into: Self.knownMutatingMethods) {
      $0.formUnion($1.mutatingMethods)
    }
    var sharesReferences = false

    for (index, cell) in cells.enumerated() {
      func resolve(_ names: Set<String>) -> Set<Symbol> {
        Set(
          names.flatMap { name -> [Symbol] in
            let isOwn = cell.defined[name] != nil && !cell.readsEarlier.contains(name)
            let above = latest[name] ?? []
            guard isOwn else { return above }
            // An own function stands beside the ones above that take something else.
            return above.filter { !cell.hides(name, of: cells[$0.cell]) }
          })
      }
      func isVariable(_ symbol: Symbol) -> Bool {
        switch cells[symbol.cell].defined[symbol.name] {
        case .let, .func, .protocol, .typealias, nil: false
        case .var, .struct, .class, .enum: true
        }
      }
      func expand(_ reads: inout Set<Symbol>, _ writes: inout Set<Symbol>) {
        for symbol in reads where cells[symbol.cell].callable.contains(symbol.name) {
          reads.formUnion(deferredReads[symbol.cell])
          writes.formUnion(deferredWrites[symbol.cell])
        }
      }

      var reads = resolve(cell.read)
      let calls = cell.called.filter { mutatingMethods.contains($0.method) }.map(\.receiver)
      var writes = resolve(cell.changed.union(calls)).filter(isVariable)
      expand(&reads, &writes)

      var needed = Set(extra.indices.contains(index) ? extra[index] : [])
      for symbol in reads.union(writes) {
        needed.insert(symbol.cell)
        needed.formUnion(writers[symbol] ?? [])
      }
      // Within an extension, a member is read without a dot.
      for name in cell.members.union(cell.read) { needed.formUnion(extenders[name] ?? []) }
      if cell.conforms { needed.formUnion(extenders.values.joined()) }
      sharesReferences = sharesReferences || cell.sharesReferences
      for above in 0..<index where sharesReferences || cells[above].affectsAll {
        needed.insert(above)
      }
      needed.remove(index)
      needs.append(needed.sorted())
      for symbol in writes { writers[symbol, default: []].append(index) }
      for name in cell.defined.keys {
        let still = (latest[name] ?? []).filter { !cell.hides(name, of: cells[$0.cell]) }
        latest[name] = still + [Symbol(name: name, cell: index)]
      }
      for member in cell.extended { extenders[member, default: []].append(index) }
      var later = resolve(cell.deferredRead)
      var laterWrites = resolve(cell.deferredChanged).filter(isVariable)
      expand(&later, &laterWrites)
      // The cell's own variables, which its functions may read and change later.
      for name in cell.deferredRead where cell.defined[name] != nil {
        later.insert(Symbol(name: name, cell: index))
      }
      for name in cell.deferredChanged where cell.defined[name] != nil {
        laterWrites.insert(Symbol(name: name, cell: index))
      }
      deferredReads.append(later)
      deferredWrites.append(laterWrites)
    }
  }

  /// All cells that must have run, so that `cells` can run, themselves included.
  package func closure(of cells: some Sequence<Int>) -> Set<Int> {
    var found: Set<Int> = []
    var open = Array(cells)
    while let cell = open.popLast() {
      if found.insert(cell).inserted { open += needs[cell] }
    }
    return found
  }

  /// Methods of the standard library and of what cells import that change what they are called on.
  static let knownMutatingMethods: Set = [
    "append", "insert", "remove", "removeAll", "removeFirst", "removeLast", "removeSubrange",
    "removeValue", "popFirst", "popLast", "replaceSubrange", "sort", "reverse", "shuffle",
    "swapAt", "partition", "next", "update", "updateValue", "merge", "formUnion",
    "formIntersection", "formSymmetricDifference", "subtract", "toggle", "negate", "write",
    "reserveCapacity", "withUnsafeMutableBufferPointer", "withUnsafeMutableBytes",
    "withContiguousMutableStorageIfAvailable", "train", "step", "advance", "close", "curve", "line",
    "move", "initialize", "updateRunningStatistics", "loadWeights", "visitParameters",
    "visitStatistics", "integer", "permutation", "uniform",
  ]
}
