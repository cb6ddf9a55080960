import Caching
import Foundation
import Synchronization
import TestSupport
import Testing

/// An entry that is not as it was written is reported, and taken for absent.
@Suite struct ResultStoreDamageTests {
  private let folder: TemporaryFolder
  private let warnings = Warnings()
  private let key = CacheKey([CacheKey.Part(name: "source", content: "x")])
  private let other = CacheKey([CacheKey.Part(name: "source", content: "y")])

  init() throws {
    folder = try TemporaryFolder()
  }

  private var store: ResultStore {
    ResultStore(folder: folder.url.path) { [warnings] in warnings.add($0) }
  }

  private func path(_ key: CacheKey) -> String { "\(key.digest.prefix(2))/\(key.digest)" }

  @Test func `no flipped bit and no missing end passes for a result`() throws {
    try store.keep([1, 2, 3], for: key)
    let whole = try folder.bytes(of: path(key))
    #expect(store.content(for: key) == [1, 2, 3])
    var damaged = (0..<whole.count * 8).map { bit in
      var data = whole
      data[data.startIndex + bit / 8] ^= 1 << UInt8(bit % 8)
      return data
    }
    damaged += (0..<whole.count).map { whole.prefix($0) }
    damaged.append(whole + [0])
    for data in damaged {
      try folder.write(data, to: path(key))
      #expect(store.content(for: key) == nil)
    }
    #expect(warnings.all.count == damaged.count)
    #expect(
      warnings.all.last
        == "\(folder.url.path)/\(path(key)) is damaged; its cell is run again.")
  }

  @Test func `an entry under another's name does not pass for its result`() throws {
    try store.keep([1, 2, 3], for: key)
    try folder.write(folder.bytes(of: path(key)), to: path(other))
    #expect(store.content(for: other) == nil)
    #expect(store.content(for: key) == [1, 2, 3])
  }

  @Test func `a write that fails leaves nothing half-written`() throws {
    try folder.write("in the way", to: "\(path(key))/file")
    #expect(throws: (any Error).self) { try store.keep([1, 2, 3], for: key) }
    #expect(folder.files() == ["\(path(key))/file"])
  }

  @Test func `the keys of the last run are damaged or right`() throws {
    try store.keepKeys(["cell": key], of: "chapter")
    #expect(store.lastKeys(of: "chapter") == ["cell": key])
    let whole = try folder.bytes(of: "keys/chapter")
    for place in stride(from: 0, to: whole.count, by: 7) {
      var data = whole
      data[data.startIndex + place] ^= 1
      try folder.write(data, to: "keys/chapter")
      #expect(store.lastKeys(of: "chapter") == [:])
    }
  }
}

private final class Warnings: Sendable {
  private let lines = Mutex<[String]>([])

  var all: [String] { lines.withLock { $0 } }

  func add(_ line: String) { lines.withLock { $0.append(line) } }
}
