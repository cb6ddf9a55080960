import Caching
import Foundation
import Synchronization
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

  @Test func `what many ask for at once is made once`() async throws {
    let (store, made) = (store(), Count())
    let answers = try await withThrowingTaskGroup(of: [UInt8].self) { group in
      for index in 0..<60 {
        group.addTask {
          try await store.bytes(of: "SVG", from: [index % 3]) {
            made.next()
            // Others get to ask before this one has it.
            for _ in 0..<100 { await Task.yield() }
            return [UInt8(index % 3)]
          }
        }
      }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(made.value == 3)
    #expect(answers.count == 60)
    #expect(Set(answers) == [[0], [1], [2]])
  }

  @Test func `who waits for another that fails makes it`() async throws {
    struct Failure: Error {}
    let (store, attempts) = (store(), Count())
    let outcomes = await withTaskGroup(of: [UInt8]?.self) { group in
      for _ in 0..<10 {
        group.addTask {
          try? await store.bytes(of: "SVG", from: [1]) {
            let attempt = attempts.next()
            for _ in 0..<100 { await Task.yield() }
            if attempt < 3 { throw Failure() }
            return [7]
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(attempts.value == 3)
    #expect(outcomes.count { $0 == nil } == 2)
    #expect(outcomes.count { $0 == [7] } == 8)
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

private final class Count: Sendable {
  private let count = Mutex(0)

  var value: Int { count.withLock { $0 } }

  @discardableResult
  func next() -> Int {
    count.withLock { count in
      count += 1
      return count
    }
  }
}
