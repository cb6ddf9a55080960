import Caching
import CellOutputs

/// Which things a unit was seen to use, under the key of all that is known before it runs.
///
/// What a deterministic cell uses follows from its code and from what it has used so far. So when all
/// that it once used is as it was, it would use the same again, and its result of then stands. A cell
/// may have been seen to use several sets of things: with other parameters, it may read other files.
/// Compilers' caches do the same with the lists of headers that a source was seen to include.
struct KnownUses {
  let store: ResultStore

  /// How many sets are kept for one key: enough to go back and forth between parameters.
  private static let limit = 16

  /// The sets that were seen, the latest first.
  func sets(for known: CacheKey) -> [[Observation.Source]] {
    guard let bytes = store.content(for: key(known)) else { return [] }
    do {
      return try WireCoding.decode([[Observation.Source]].self, from: bytes)
    } catch {
      // Written by another version: as good as absent.
      return []
    }
  }

  /// Remembers a set.
  ///
  /// - Throws: When the store cannot be written.
  func add(_ uses: [Observation.Source], for known: CacheKey) throws {
    var sets = sets(for: known)
    guard sets.first != uses else { return }
    sets.removeAll { $0 == uses }
    sets.insert(uses, at: 0)
    try store.keep(try WireCoding.encode(Array(sets.prefix(Self.limit))), for: key(known))
  }

  private func key(_ known: CacheKey) -> CacheKey {
    CacheKey(known.parts + [CacheKey.Part(name: "uses", content: "")])
  }
}
