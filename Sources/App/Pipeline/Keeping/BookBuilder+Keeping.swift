import BinaryCoding
import Caching
import CellOutputs
import Chapters
import Digests
import Execution
import Foundation
import Reports

/// Chapters that a render takes over from the last one; see `KeptChapter`.
extension BookBuilder {
  /// The chapters of the last render that stand as they were, by their paths; whether their text does is
  /// found out when it is read.
  ///
  /// - Parameter files: The digests of files that were read before.
  /// - Returns: None where the last render is not to be relied on.
  func keptChapters(knowing files: FileDigests) -> [String: KeptChapter] {
    // What is damaged, or of another version, is as good as absent.
    guard let content = try? keptFile?.content(),
      let kept = try? BinaryCoding.decode(KeptChapters.self, from: content),
      let circumstances = circumstancesOfChapters, kept.circumstances == circumstances
    else { return [:] }
    let store = ResultStore(
      folder: project.stateFolder.appending(path: "cache").path, warn: environment.warn)
    let world = World(
      root: project.root, files: files, data: environment.dataDigest,
      environment: ProcessInfo.processInfo.environment)
    return kept.chapters.filter { _, chapter in
      isCurrent(chapter, in: world) && chapter.results.allSatisfy(store.touch)
    }
  }

  /// Whether cells would find what they found, and the chapter's files are as they were.
  func isCurrent(_ chapter: KeptChapter, in world: World) -> Bool {
    chapter.uses.allSatisfy(world.isCurrent)
      && chapter.files.allSatisfy { digest(ofResource: $0.key) == $0.value }
  }

  /// Keeps the chapters for the next render.
  ///
  /// - Parameters:
  ///   - executed: The chapters, of which those are kept that can be.
  ///   - diagnostics: All that is wrong.
  ///   - notes: What they were built into.
  func keep(_ executed: [Executed], told diagnostics: [Diagnostic], builtInto notes: BuildNotes) {
    guard let file = keptFile, let circumstances = circumstancesOfChapters else { return }
    var chapters: [String: KeptChapter] = [:]
    let wrong = Set(diagnostics.map(\.file))
    for executed in executed where !wrong.contains(executed.chapter.path) {
      let builds = notes.builds(of: executed.chapter.slug)
      guard !builds.isEmpty else { continue }
      if var kept = executed.kept {
        kept.builds = builds
        chapters[executed.chapter.path] = kept
      } else if let made = kept(executed, builtInto: builds, of: notes) {
        chapters[executed.chapter.path] = made
      }
    }
    do {
      try file.write(
        try BinaryCoding.encode(KeptChapters(circumstances: circumstances, chapters: chapters)))
    } catch {
      // The next render looks at every chapter, which only costs time.
    }
  }

  private func kept(
    _ executed: Executed, builtInto builds: [String: KnownBuild], of notes: BuildNotes
  ) -> KeptChapter? {
    let (chapter, outcome) = (executed.chapter, executed.outcome)
    // A result that was just made has not been seen to lie in the cache.
    guard let results = outcome.entriesUsed, outcome.isRepeatable,
      executed.forReport.unmetExpectations.isEmpty, let entry = try? entry(of: executed),
      let text = KeptChapter.digest(ofText: chapter)
    else { return nil }
    return KeptChapter(
      entry: entry, text: text, labels: chapter.labels, hasEditions: chapter.hasEditions,
      hasMoreInNotebooks: chapter.hasMoreInNotebooks, uses: outcome.uses, results: results,
      costs: costs(of: [executed]), files: notes.files(of: chapter.slug), builds: builds)
  }

  // MARK: Chapters in full

  /// The kept chapters as a report's builder takes them, by their slugs.
  func known(_ executed: [Executed], by execution: ChapterExecution) -> [String: KnownChapter] {
    var known: [String: KnownChapter] = [:]
    for executed in executed {
      guard let kept = executed.kept else { continue }
      known[executed.chapter.slug] = KnownChapter(builds: kept.builds) {
        try whole(executed.chapter.path, as: kept, by: execution)
      }
    }
    return known
  }

  /// Reads a kept chapter and the results of its cells.
  ///
  /// - Throws: `ChaptersAreNotAsKept`.
  private func whole(
    _ path: String, as kept: KeptChapter, by execution: ChapterExecution
  ) throws -> ReportBuilder.ExecutedChapter {
    guard let bytes = try? Array(project.inputs.read(project.root.appending(path: path))) else {
      throw ChaptersAreNotAsKept()
    }
    let parsed = Chapter.parse(bytes, path: path, defaults: project.configuration.defaults)
    guard kept.isKept(of: parsed, readFrom: bytes),
      let chapter = try options.parameters.applied(to: [parsed]).first?.settingExercises,
      let outcome = execution.keptOutcome(of: chapter)
    else { throw ChaptersAreNotAsKept() }
    return Executed(chapter: chapter, outcome: outcome).forReport
  }

  // MARK: Parts

  private var keptFile: ChecksummedFile? {
    // Students' sources are made of whole chapters.
    guard options.usesCache, options.edition == .instructor, !project.isSingleFile,
      let stamp = stampFile
    else { return nil }
    return ChecksummedFile(path: stamp.path + "-chapters", name: stamp.name + " chapters")
  }

  /// All that decides about every chapter; `nil` when the settings cannot be read.
  private var circumstancesOfChapters: String? {
    let settings = BookConfiguration.fileNames.map {
      digest(ofResource: $0) ?? Observation.absent
    }
    let all = Circumstances(
      surroundings: circumstances, settings: settings, chapters: project.chapterPaths,
      programs: FileStatus.digest(of: programs + Machine.mappedFiles))
    return try? RenderStore.digest(of: all)
  }

  private struct Circumstances: Encodable {
    var surroundings: [String: String]
    var settings: [String]
    var chapters: [String]
    var programs: String
  }

  /// The digest of a file of the project; `nil` where there is none.
  private func digest(ofResource path: String) -> String? {
    let file = project.root.appending(path: path)
    guard FileManager.default.fileExists(atPath: file.path) else {
      project.inputs.note(file)
      return nil
    }
    guard let content = try? project.inputs.read(file) else { return nil }
    return SHA256.hexadecimal(of: content)
  }
}
