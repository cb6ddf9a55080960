import Caching
import Chapters
import Digests
import Synchronization

/// What the chapters of a report were built into, and of what: all that the next process has to know in order not
/// to build them again.
package final class BuildNotes: Sendable {
  private struct Notes {
    var builds: [String: KnownBuild] = [:]
    var files: [String: String] = [:]
  }

  private let notes = Mutex<[String: Notes]>([:])

  /// Knows nothing yet.
  package init() {}

  /// What the chapter `slug` was built into, for each audience; empty where the builder found something wrong.
  package func builds(of slug: String) -> [String: KnownBuild] {
    notes.withLock { $0[slug]?.builds ?? [:] }
  }

  /// The digests of the files that were read for the chapter `slug`, by their paths.
  ///
  /// One that cannot be read is a mistake, with which no chapter is kept.
  package func files(of slug: String) -> [String: String] {
    notes.withLock { $0[slug]?.files ?? [:] }
  }

  func note(_ build: KnownBuild, for audience: Audience) {
    notes.withLock {
      $0[build.head.slug, default: Notes()].builds[KnownBuild.name(for: audience)] = build
    }
  }

  /// Notes a file that was read for the chapter `slug`.
  func note(_ bytes: [UInt8], at path: String, for slug: String) {
    let digest = SHA256.hexadecimal(of: bytes)
    notes.withLock { $0[slug, default: Notes()].files[path] = digest }
  }

  /// Returns `environment`, whose files are noted as files of the chapter `slug`.
  func watching(
    _ environment: ChapterBuilder.Environment, for slug: String
  ) -> ChapterBuilder.Environment {
    var watched = environment
    watched.readResource = { [self] path in
      let bytes = try environment.readResource(path)
      note(bytes, at: path, for: slug)
      return bytes
    }
    return watched
  }
}
