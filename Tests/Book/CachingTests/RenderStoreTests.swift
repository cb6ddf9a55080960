import Caching
import Foundation
import TestSupport
import Testing

@Suite struct RenderStoreTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func store(maker: String = "first") -> RenderStore {
    RenderStore(folder: folder.url.path) { maker }
  }

  /// What a store returns, and whether it had to be made.
  private func ask(
    _ store: RenderStore, kind: String = "SVG", source: [Double] = [1, 2]
  ) async throws -> (bytes: [UInt8], isMade: Bool) {
    var isMade = false
    let bytes = try await store.bytes(of: kind, from: source) {
      isMade = true
      return Array("\(kind) of \(source)".utf8)
    }
    return (bytes, isMade)
  }

  @Test func `something is made once for its source, its kind and its maker`() async throws {
    let first = try await ask(store())
    #expect(first.isMade)
    let second = try await ask(store())
    #expect(!second.isMade)
    #expect(second.bytes == first.bytes)
    #expect(try await ask(store(), kind: "PNG").isMade)
    #expect(try await ask(store(), source: [1, 2.5]).isMade)
    #expect(try await ask(store(maker: "another version")).isMade)
  }

  @Test func `what was damaged is made again`() async throws {
    let first = try await ask(store())
    let file = try #require(folder.files().first)
    var bytes = try folder.bytes(of: file)
    bytes[bytes.count - 1] ^= 1
    try folder.write(bytes, to: file)
    let second = try await ask(store())
    #expect(second.isMade)
    #expect(second.bytes == first.bytes)
    #expect(try await !ask(store()).isMade)
  }

  @Test func `a folder that cannot be written keeps nothing, and all is made`() async throws {
    try folder.write("a file", to: "taken")
    let store = RenderStore(folder: folder.url.appending(path: "taken").path) { "maker" }
    #expect(try await ask(store).isMade)
    #expect(try await ask(store).isMade)
    #expect(try await ask(.none).isMade)
  }
}
