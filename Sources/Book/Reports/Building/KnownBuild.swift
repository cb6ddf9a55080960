import Caching
import Chapters
import Synchronization

/// What a chapter was built into, for whoever builds the report again in another process.
///
/// It stands as long as the chapter, the results of its cells, the settings and the files that it names are what
/// they were; see `KnownChapter`. It also depends on the rest of the report: on how many chapters stand above, and
/// on all that can be referred to. The builder compares that.
package struct KnownBuild: Codable, Sendable {
  /// What is counted above the chapter.
  var count: ChapterCount
  /// What can be referred to above the chapter, what the chapter adds, and what is there in the end.
  var above: TargetsDigest
  var added: ReferenceTargets
  var addedDigest: String
  var all: TargetsDigest
  var head: ReportChapter.Head
  var contents: ContentsEntry
  /// The built chapter's; see `ReportChapter.digest`.
  var digest: String

  /// Tells builds of one chapter for several audiences apart.
  static func name(for audience: Audience) -> String {
    ([audience.format?.rawValue ?? "", audience.profile, audience.edition.rawValue]
      + audience.profiles.sorted()).joined(separator: "\n")
  }
}

/// A digest of all that can be referred to down to some chapter of a report, made of those of its chapters.
struct TargetsDigest: Hashable, Codable, Sendable {
  private var value = ""

  /// Goes on to the end of a chapter.
  ///
  /// - Parameter added: The digest of what the chapter adds.
  /// - Throws: When the two cannot be encoded.
  mutating func add(_ added: String) throws {
    value = try RenderStore.digest(of: [value, added])
  }
}

/// A chapter that needs not be read or run, since all that it was made of is as it was.
package final class KnownChapter: Sendable {
  let builds: [String: KnownBuild]
  private let load: Once<ReportBuilder.ExecutedChapter>
  private let failure = Mutex(false)

  /// Creates a chapter.
  ///
  /// - Parameters:
  ///   - builds: What it was built into, as `BuildNotes` tell it.
  ///   - load: Reads the chapter and the results of its cells, for whoever needs more; called once at most.
  package init(
    builds: [String: KnownBuild],
    load: @escaping @Sendable () throws -> ReportBuilder.ExecutedChapter
  ) {
    self.builds = builds
    self.load = Once(load)
  }

  /// Whether the chapter was asked for and could not be read.
  package var hasFailed: Bool { failure.withLock { $0 } }

  func executed() throws -> ReportBuilder.ExecutedChapter {
    do {
      return try load.value
    } catch {
      failure.withLock { $0 = true }
      throw error
    }
  }
}
