import Caching
import Foundation
import Pipeline
import TestSupport
import Testing

/// By what a file is known again: its status, or where the clock is too coarse, its content.
@Suite struct StampedFileTests {
  private let folder: TemporaryFolder
  private let path: String
  private let status: FileStatus

  init() throws {
    folder = try TemporaryFolder()
    try folder.write("1,2", to: "x.csv")
    path = folder.url.appending(path: "x.csv").path
    status = try #require(FileStatus(of: path))
  }

  // Of "1,2" and "9,9", by sha256sum.
  private static let ownDigest =
    "17f8af97ad4a7f7639a4c9171d5185cbafb85462877a4746c21bdb0a4f940ca0"
  private static let otherDigest =
    "40252635dbc8df391e846145c37a0cddf60bac039864749e131a7e26813c206e"

  /// The file as a stamp would know it that was made when it held other three bytes, in the same tick.
  private var other: StampedFile {
    StampedFile(path, digest: Self.otherDigest)
  }

  private var same: StampedFile {
    StampedFile(path, digest: Self.ownDigest)
  }

  @Test(arguments: [-1_000_000_000, 0, 1, 4_000_000, 20_000_000])
  func `what was written within a tick of the stamp's time is compared by its content`(
    later: Int
  ) {
    let time = status.latestChange + later
    #expect(other.unchanged(since: time) == nil)
    #expect(same.unchanged(since: time) == same)
  }

  @Test func `what was written well before the stamp is known by its status`() {
    // Two seconds and more: some file systems count in twos.
    #expect(other.unchanged(since: status.latestChange + 2_000_000_001) == other)
  }

  @Test func `where there is no digest, a status within a tick is not enough`() {
    let unread = StampedFile(path, digest: nil)
    #expect(unread.unchanged(since: status.latestChange) == nil)
    #expect(unread.unchanged(since: status.latestChange + 2_000_000_001) == unread)
  }

  @Test func `a file that was touched is the same, one of another content is not`() throws {
    let (same, time) = (same, status.latestChange + 2_000_000_001)
    try FileManager.default.setAttributes([.modificationDate: Date.distantPast], ofItemAtPath: path)
    #expect(same.unchanged(since: time) != nil)
    try folder.write("3,4", to: "x.csv")
    #expect(same.unchanged(since: time) == nil)
    try FileManager.default.removeItem(atPath: path)
    #expect(same.unchanged(since: time) == nil)
  }

  @Test func `a file is not taken into a stamp that may have changed since it was read`() {
    #expect(StampedFile(path, readSince: status.latestChange) == nil)
    #expect(StampedFile(path, readSince: status.latestChange + 20_000_000) == nil)
    #expect(StampedFile(path, readSince: status.latestChange + 2_000_000_001) == same)
  }
}
