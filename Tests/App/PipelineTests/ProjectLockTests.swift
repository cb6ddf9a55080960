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
}
