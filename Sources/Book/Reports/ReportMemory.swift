import Caching
import Chapters
import Foundation
import Synchronization

/// Chapters as they were built last, for whoever builds the same report again and again.
///
/// A chapter is made of its text and the results of its cells, of what the report is, of the labels and numbers
/// of the other chapters, and of the files that it names. Where all of these are as they were, the chapter is
/// taken as it was built; where one of them is not, it is built again. So nothing is ever taken that would be
/// built otherwise.
package final class ReportMemory: Sendable {
  /// For what a chapter was built: reports for several formats are remembered beside each other.
  private struct Place: Hashable {
    var slug: String
    var audience: Audience
    var marksLines: Bool
    var isResolving: Bool
  }

  /// All that decides about a built chapter, but for the files that it names.
  private struct Source: Equatable {
    var executed: ReportBuilder.ExecutedChapter
    var count: ChapterCount
    var environment: ChapterBuilder.Environment.Identity
    /// What can be referred to.
    var targets: ReferenceTargets
  }

  /// What reading a file came to.
  private enum Content: Equatable {
    case bytes([UInt8])
    case unreadable(String)
  }

  private struct Entry {
    var source: Source
    var files: [String: Content]
    var built: BuiltChapter
    /// A digest of the chapter; found when it is asked for.
    var digest: String?
  }

  private struct State {
    var entries: [Place: Entry] = [:]
    /// The chapters of the report that was built last.
    var latest: [Place] = []
  }

  private let state = Mutex(State())

  /// Remembers nothing yet.
  package init() {}

  /// Returns the identity of the report that was built last.
  ///
  /// - Throws: When a part of the report cannot be encoded.
  package func identity(of report: Report) throws -> ReportIdentity {
    let places = state.withLock { $0.latest }
    let digests = try zip(report.chapters, places).map { chapter, place in
      if let known = state.withLock({ $0.entries[place]?.digest }) { return known }
      let digest = try chapter.digest
      state.withLock { $0.entries[place]?.digest = digest }
      return digest
    }
    return try ReportIdentity(report, chapters: digests)
  }

  // MARK: Building

  /// Builds the chapters of a report, but for those that would be what they were; the first is counted
  /// behind those of `start`.
  func build(
    _ chapters: [ReportBuilder.ExecutedChapter], after start: ChapterCount,
    in environment: ChapterBuilder.Environment
  ) -> [BuiltChapter] {
    var targets = ReferenceTargets()
    var count = start
    for executed in chapters {
      let entry = entry(of: executed, after: count, in: environment, pass: .collecting(targets))
      count.add(entry.built.chapter.number)
      targets = entry.built.targets
    }
    count = start
    var built: [BuiltChapter] = []
    for executed in chapters {
      let entry = entry(of: executed, after: count, in: environment, pass: .resolving(targets))
      count.add(entry.built.chapter.number)
      built.append(entry.built)
    }
    state.withLock { state in
      state.latest = chapters.map { place(of: $0, in: environment, isResolving: true) }
    }
    return built
  }

  private func place(
    of executed: ReportBuilder.ExecutedChapter, in environment: ChapterBuilder.Environment,
    isResolving: Bool
  ) -> Place {
    Place(
      slug: executed.chapter.slug, audience: environment.audience,
      marksLines: environment.marksLines, isResolving: isResolving)
  }

  private func entry(
    of executed: ReportBuilder.ExecutedChapter, after count: ChapterCount,
    in environment: ChapterBuilder.Environment, pass: ChapterBuilder.Pass
  ) -> Entry {
    let source = Source(
      executed: executed, count: count, environment: environment.identity, targets: pass.targets)
    let place = place(of: executed, in: environment, isResolving: pass.isResolving)
    if let known = state.withLock({ $0.entries[place] }), known.source == source,
      known.files.allSatisfy({ Self.content(of: $0.key, in: environment) == $0.value })
    {
      return known
    }
    let files = Mutex<[String: Content]>([:])
    var watched = environment
    watched.readResource = { path in
      do {
        let bytes = try environment.readResource(path)
        files.withLock { $0[path] = .bytes(bytes) }
        return bytes
      } catch {
        files.withLock { $0[path] = .unreadable("\(error)") }
        throw error
      }
    }
    let built = BuiltChapter(executed, after: count, in: watched, pass: pass)
    let entry = Entry(source: source, files: files.withLock { $0 }, built: built)
    state.withLock { $0.entries[place] = entry }
    return entry
  }

  private static func content(
    of path: String, in environment: ChapterBuilder.Environment
  ) -> Content {
    do {
      return .bytes(try environment.readResource(path))
    } catch {
      return .unreadable("\(error)")
    }
  }
}
