import Foundation
import Pipeline
import TestSupport
import Testing

@Suite struct ProjectLockTests {
  @Test func `lets the second in when the first is gone`() async throws {
    let folder = try TemporaryFolder()
    var first: ProjectLock? = try await ProjectLock(in: folder.url) {}
    #expect(first != nil)
    let waits = AsyncStream<Void>.makeStream()
    let second = Task { try await ProjectLock(in: folder.url) { waits.continuation.yield() } }
    for await _ in waits.stream { break }
    first = nil
    _ = try await second.value
  }

  @Test func `a lock whose file was removed meanwhile does not pass for the lock`() async throws {
    let folder = try TemporaryFolder()
    let place = folder.url
    var first: ProjectLock? = try await ProjectLock(in: place) {}
    #expect(first != nil)
    let waits = AsyncStream<Void>.makeStream()
    let second = Task { try await ProjectLock(in: place) { waits.continuation.yield() } }
    for await _ in waits.stream { break }
    // As 'clean' does.
    try FileManager.default.removeItem(at: place.appending(path: "lock"))
    first = nil
    let held = try await second.value
    let third = AsyncStream<Void>.makeStream()
    let waiting = Task { try await ProjectLock(in: place) { third.continuation.yield() } }
    for await _ in third.stream { break }
    waiting.cancel()
    await #expect(throws: CancellationError.self) { try await waiting.value }
    withExtendedLifetime((held, folder)) {}
  }
}
