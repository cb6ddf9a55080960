import Caching
import Foundation
import Synchronization
import TestSupport
import Testing

@Suite struct FileDigestsTests {
  private let folder: TemporaryFolder
  private var path: String { folder.url.appending(path: "data").path }

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("abc", to: "data")
  }

  /// Digests as a render finds them that starts `seconds` after the file was written.
  private func digests(after seconds: Double = 10) -> FileDigests {
    FileDigests(file: folder.url.appending(path: "digests.json").path) {
      Date(timeIntervalSinceNow: seconds)
    }
  }

  @Test func `is the SHA-256 of the content`() {
    // The first test vector of FIPS 180-2.
    #expect(
      digests().digest(of: path)
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(digests().digest(of: path + "-absent") == nil)
  }

  @Test func `reads a file once for as long as it stays as it is, in later renders too`() throws {
    let reads = Mutex(0)
    func read(_ digests: FileDigests) -> String? {
      digests.digest(of: path, as: "test") { "\(reads.withLock { $0 += 1; return $0 })" }
    }
    let first = digests()
    #expect(read(first) == "1")
    #expect(read(first) == "1")
    try first.save()
    #expect(read(digests()) == "1")
  }

  @Test func `notices another content of the same size and the same date`() throws {
    let digests = digests()
    let before = digests.digest(of: path)
    let date = try FileManager.default.attributesOfItem(atPath: path)[.modificationDate]
    try folder.write("abd", to: "data")
    try FileManager.default.setAttributes([.modificationDate: date as Any], ofItemAtPath: path)
    #expect(digests.digest(of: path) != before)
  }

  @Test func `reads a file again that was changed just now`() {
    let reads = Mutex(0)
    let digests = digests(after: 1)
    for _ in 0..<2 {
      _ = digests.digest(of: path, as: "test") {
        reads.withLock {
          $0 += 1; return "\($0)"
        }
      }
    }
    #expect(reads.withLock { $0 } == 2)
  }

  @Test func `takes a damaged table for none`() throws {
    try folder.write("{", to: "digests.json")
    #expect(digests().digest(of: path) != nil)
  }
}
