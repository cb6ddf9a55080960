import Caching
import Foundation
import Testing

@Suite struct CacheKeyTests {
  private func key(_ parts: KeyValuePairs<String, String>) -> CacheKey {
    CacheKey(parts.map { CacheKey.Part(name: $0.key, content: $0.value) })
  }

  @Test func `names what changed, was added, and went away`() {
    let old = key(["source": "a", "seed": "1", "input x": "b"])
    let new = key(["source": "c", "seed": "1", "parameter epochs": "3"])
    #expect(new.changes(since: old) == ["source", "parameter epochs", "input x"])
    #expect(old.changes(since: old).isEmpty)
  }

  @Test func `hashes a part by SHA-256`() {
    // The first test vector of FIPS 180-2.
    #expect(
      CacheKey.Part(name: "x", content: "abc").digest
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test func `what a part is about is shown and does not count`() {
    let above = key(["source": "a"])
    let old = CacheKey([CacheKey.Part(name: "upstream", of: "cell-1", key: above)])
    let renamed = CacheKey([CacheKey.Part(name: "upstream", of: "fig-one", key: above)])
    #expect(old.digest == renamed.digest)
    let changed = CacheKey([
      CacheKey.Part(name: "upstream", of: "cell-1", key: key(["source": "b"]))
    ])
    #expect(changed.changes(since: old) == ["upstream cell-1"])
    #expect(changed.digest != old.digest)
    #expect(old.isComplete)
    #expect(!CacheKey([CacheKey.Part(name: "upstream", of: "cell-1", key: nil)]).isComplete)
  }

  @Test func `two keys differ when a part moves from one name to another`() {
    #expect(key(["a": "1", "b": "2"]).digest != key(["a": "2", "b": "1"]).digest)
  }
}

@Suite struct ResultStoreTests {
  private let folder = FileManager.default.temporaryDirectory
    .appending(path: "store-\(UUID().uuidString)").path
  private let key = CacheKey([CacheKey.Part(name: "source", content: "x")])

  @Test func `gives back what was kept`() throws {
    let store = ResultStore(folder: folder) { _ in }
    defer { discard() }
    #expect(store.content(for: key) == nil)
    try store.keep([1, 10, 2], for: key)
    #expect(store.content(for: key) == [1, 10, 2])
  }

  @Test func `takes a damaged entry for absent`() throws {
    let store = ResultStore(folder: folder) { _ in }
    defer { discard() }
    try store.keep([1, 2, 3], for: key)
    let path = "\(folder)/\(key.digest.prefix(2))/\(key.digest)"
    var data = try Data(contentsOf: URL(filePath: path))
    data[data.count - 1] ^= 1
    try data.write(to: URL(filePath: path))
    #expect(store.content(for: key) == nil)
  }

  private func discard() {
    do {
      try FileManager.default.removeItem(atPath: folder)
    } catch {
      Issue.record(error)
    }
  }
}
