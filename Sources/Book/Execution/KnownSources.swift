import BinaryCoding
import Synchronization

/// What is known of sources, by their text: while the process runs, and with `recall` and `news` from one
/// render to the next.
///
/// To parse a source takes a hundred times as long as to read what was found in it.
package enum KnownSources {
  private struct Table: Codable {
    var facts: [String: SourceFacts] = [:]
    /// The colours of a source, as `SwiftHighlighter` writes them.
    var colours: [String: [UInt32]] = [:]
    var isChanged = false

    private enum CodingKeys: CodingKey { case facts, colours }
  }

  private static let table = Mutex(Table())
  /// More than a book has cells; what a long preview has seen goes.
  private static let limit = 4000

  static func facts(of source: String) -> SourceFacts {
    known(source, \.facts) { SourceFacts(source) }
  }

  static func colours(of source: String, find: () -> [UInt32]) -> [UInt32] {
    known(source, \.colours, find)
  }

  private static func known<Value: Sendable>(
    _ source: String, _ place: WritableKeyPath<Table, [String: Value]> & Sendable,
    _ find: () -> Value
  ) -> Value {
    if let known = table.withLock({ $0[keyPath: place][source] }) { return known }
    // Not under the lock: chapters are read at once.
    let found = find()
    table.withLock { table in
      if table[keyPath: place].count >= limit { table[keyPath: place] = [:] }
      table[keyPath: place][source] = found
      table.isChanged = true
    }
    return found
  }

  /// Takes over what an earlier process found, by the same program.
  ///
  /// - Throws: When the bytes are none that `news` made.
  package static func recall(_ bytes: [UInt8]) throws {
    let earlier = try BinaryCoding.decode(Table.self, from: bytes)
    table.withLock { table in
      table.facts.merge(earlier.facts) { own, _ in own }
      table.colours.merge(earlier.colours) { own, _ in own }
    }
  }

  /// All that is known, if that is more than it was before; to be asked for once.
  package static var news: [UInt8]? {
    get throws {
      let table = table.withLock { table -> Table? in
        defer { table.isChanged = false }
        return table.isChanged ? table : nil
      }
      return try table.map { try BinaryCoding.encode($0) }
    }
  }
}
