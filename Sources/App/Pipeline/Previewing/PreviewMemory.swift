import Caching
import CellOutputs
import Chapters
import Execution
import Foundation
import Reports
import Synchronization

/// What a preview knows from one render to the next: what each chapter last showed, and what its cells did.
package final class PreviewMemory: Sendable {
  /// The chapters' workers, which stay, each with the states between its cells.
  let workers: LiveWorkers
  /// The chapters as they were built last for the pages, and for other formats, which may be made meanwhile.
  let reports = ReportMemory()
  let otherReports = ReportMemory()

  private struct State {
    /// The last chapters that had no mistake in their text, by path.
    var shown: [String: BookBuilder.Executed] = [:]
    /// What cells last handed over when they ended well, by their chapter's path.
    var good: [String: [GoodCell]] = [:]
    /// The chapters whose cells are being run, by the paths of their files.
    var running: [String: Chapter] = [:]
    /// When cells were run last, in nanoseconds since 1970.
    var runBegin = 0
    var runEnd = 0
    /// When they were run before, the last first: news of what they wrote may come late.
    var earlierRuns: [ClosedRange<Int>] = []
    /// What the pages are made of besides what cells used.
    var authored: Set<String> = []
    /// The settings with which they were read.
    var defaults = FrontMatter()
    /// The code of chapters, in colour.
    var highlighted: [String: [[CodeToken]]] = [:]
    /// Whether no book was made yet.
    var isNew = true
    /// Chapters as they were read last, by path.
    var read: [String: ReadChapter] = [:]
    /// What the cells of chapters came to, by path.
    var runs: [String: KnownRun] = [:]
    var files: FileDigests?
    /// The files that cells have written or removed.
    var made: Set<String> = []
    /// How often in a row a run has ended with a file changed that none of its cells was seen to write.
    var surprises: [String: Int] = [:]
    /// The chapters whose states were made as far as they can be, by their paths.
    var haveStates: Set<String> = []

    /// Whether cells have written or removed a file, or something in a folder.
    func isCellsWork(_ path: String) -> Bool {
      made.contains { $0 == path || path.hasPrefix($0 + "/") || $0.hasPrefix(path + "/") }
    }
  }

  /// A chapter, and all that it was read from.
  private struct ReadChapter {
    var bytes: [UInt8]
    var defaults: FrontMatter
    var chapter: Chapter
  }

  private struct GoodCell {
    var name: String
    var source: String
    var result: CellResult
  }

  private let state = Mutex(State())

  /// Remembers nothing yet.
  ///
  /// - Parameter warn: Told why a cell's state cannot be kept.
  package init(warn: @escaping LiveWorkers.Warning = { _, _, _ in }) {
    workers = LiveWorkers(warn: warn)
  }

  /// Ends the workers.
  package func end() async { await workers.end() }

  /// Whether no book was made yet.
  var isNew: Bool {
    get { state.withLock { $0.isNew } }
    set { state.withLock { $0.isNew = newValue } }
  }

  // MARK: What need not be found again

  /// Reads a chapter, unless it was read from the same bytes before.
  func chapter(_ bytes: [UInt8], _ path: String, _ defaults: FrontMatter) -> Chapter {
    if let known = state.withLock({ $0.read[path] }), known.bytes == bytes,
      known.defaults == defaults
    {
      return known.chapter
    }
    let chapter = Chapter.parse(bytes, path: path, defaults: defaults)
    state.withLock {
      $0.read[path] = ReadChapter(bytes: bytes, defaults: defaults, chapter: chapter)
    }
    return chapter
  }

  /// The digests of files that were read before.
  func files(known: () -> FileDigests) -> FileDigests {
    state.withLock { state in
      let files = state.files ?? known()
      state.files = files
      return files
    }
  }

  /// Returns those chapters whose cells would come to what they came to, by path.
  func standing(
    _ chapters: [Chapter], by execution: ChapterExecution
  ) -> [String: BookBuilder.Executed] {
    let runs = state.withLock { $0.runs }
    var standing: [String: BookBuilder.Executed] = [:]
    for chapter in chapters {
      guard let run = runs[chapter.path], run.stands(for: chapter, by: execution) else { continue }
      standing[chapter.path] = BookBuilder.Executed(
        chapter: chapter, outcome: run.executed.outcome)
    }
    return standing
  }

  /// Notes what the cells of a chapter came to.
  func note(_ executed: BookBuilder.Executed, by execution: ChapterExecution) {
    let run = KnownRun(executed, by: execution)
    state.withLock { $0.runs[executed.chapter.path] = run }
  }

  /// Whether the states of a chapter were not made yet.
  ///
  /// They are made once. An edit keeps those above it, and lets go of those below; to make these again after each
  /// edit would have the machine compute all the time, for edits that mostly come to the same cell again.
  func isToMakeStates(of chapter: Chapter) -> Bool {
    state.withLock { !$0.haveStates.contains(chapter.path) }
  }

  /// Notes that the states of a chapter were made, as far as they can be.
  func noteStates(of chapter: Chapter) {
    state.withLock { _ = $0.haveStates.insert(chapter.path) }
  }

  // MARK: What is being run

  /// Notes that the cells of chapters are being run, and what else the book is made of.
  func begin(_ chapters: [Chapter], of project: Project) {
    state.withLock { state in
      state.defaults = project.configuration.defaults
      let (read, lookedFor) = project.inputs.all
      state.authored = read.union(lookedFor)
      guard !chapters.isEmpty else { return }
      if state.runBegin <= state.runEnd, state.runEnd < .max {
        state.earlierRuns = [state.runBegin...state.runEnd] + state.earlierRuns.prefix(7)
      }
      (state.runBegin, state.runEnd) = (Self.now, .max)
      state.running = Dictionary(
        chapters.map { (project.root.appending(path: $0.path).path, $0) }
      ) { first, _ in first }
    }
  }

  /// Notes that no cell is being run any more.
  func endRunning() {
    state.withLock { state in
      guard !state.running.isEmpty else { return }
      state.running = [:]
      state.runEnd = Self.now
    }
  }

  /// Notes that a cell wrote or removed a file.
  func noteMade(_ path: String, in root: URL) {
    let whole = path.hasPrefix("/") ? path : root.appending(path: path).path
    state.withLock { _ = $0.made.insert(whole) }
  }

  /// Returns the files that others have changed since cells that just ran used them.
  ///
  /// What a program writes that a cell started is seen by nobody. So after some runs in a row that ended with
  /// the same file changed, it is taken for the cells' own work.
  ///
  /// - Parameters:
  ///   - ran: The chapters whose cells ran.
  ///   - world: What cells would find now.
  ///   - dataFolders: Where data sets are looked for.
  /// - Returns: Their paths.
  func outdated(
    since ran: [BookBuilder.Executed], in world: World, dataFolders: [String]
  ) -> Set<String> {
    let changed = ran.flatMap(\.outcome.lookedAt).filter { $0.isUse && !world.isCurrent($0) }
    let paths = Set(changed.flatMap { $0.paths(in: world.root, dataFolders: dataFolders) })
    return state.withLock { state in
      let others = paths.filter { path in
        // What is another file at each look, as some of the system's are, changes by itself.
        let time = FileStatus(of: path)?.latestChange ?? state.runBegin
        return time >= state.runBegin - Self.tickLength && !Self.isOfSystem(path)
          && !state.isCellsWork(path)
      }
      state.surprises = Dictionary(
        uniqueKeysWithValues: others.map { ($0, (state.surprises[$0] ?? 0) + 1) })
      return others.filter { (state.surprises[$0] ?? 0) <= Self.mostSurprises }
    }
  }

  private static func isOfSystem(_ path: String) -> Bool {
    ["/dev/", "/proc/", "/sys/"].contains { path.hasPrefix($0) }
  }

  private static let mostSurprises = 3

  /// How far the file system's clock may be behind.
  static let tick = Duration.milliseconds(20)
  /// The same in nanoseconds.
  private static let tickLength = 20_000_000

  private static var now: Int { Int(Date().timeIntervalSince1970 * 1e9) }

  /// Returns those of some files that changed which the cells have not just changed themselves: a cell that
  /// writes what it reads would run for ever.
  package func withoutCellsWork(_ changed: Set<String>) -> Set<String> {
    let (authored, runs) = state.withLock { state in
      let last = state.runBegin...max(state.runBegin, state.runEnd)
      return (state.authored, [last] + state.earlierRuns)
    }
    return changed.filter { path in
      if authored.contains(path) || authored.contains((path as NSString).deletingLastPathComponent)
      {
        return true
      }
      // Of what is gone, only the moment is known.
      let time = FileStatus(of: path)?.latestChange ?? Self.now - 5 * Self.tickLength
      return !runs.contains { ($0.lowerBound - Self.tickLength...$0.upperBound).contains(time) }
    }
  }

  /// Whether cells that are being run would be others, or find something else, after these files changed.
  ///
  /// - Parameter changed: The paths of files.
  /// - Returns: `false` also while no cell is being run.
  package func concernsRunningCells(_ changed: Set<String>) -> Bool {
    let (running, defaults, read) = state.withLock { ($0.running, $0.defaults, $0.read) }
    guard !running.isEmpty else { return false }
    return changed.contains { path in
      // As it was read: parameters may have got other values since.
      guard let runs = running[path], let chapter = read[runs.path]?.chapter else { return true }
      guard let bytes = FileManager.default.contents(atPath: path) else { return true }
      let now = Chapter.parse(Array(bytes), path: chapter.path, defaults: defaults)
      // Prose may change while cells run.
      return now.cells.map(\.source) != chapter.cells.map(\.source)
        || now.cells.map(\.options) != chapter.cells.map(\.options)
        || now.frontMatter != chapter.frontMatter
    }
  }

  // MARK: What was shown

  /// The chapter as it was last shown without a mistake in its text.
  func shown(_ path: String) -> BookBuilder.Executed? { state.withLock { $0.shown[path] } }

  /// Notes what is shown now.
  func show(_ executed: BookBuilder.Executed) {
    state.withLock { state in
      let path = executed.chapter.path
      state.shown[path] = executed
      let known = state.good[path] ?? []
      state.good[path] = zip(executed.chapter.cells, executed.outcome.results).compactMap {
        cell, result in
        if result.failure == nil {
          return GoodCell(name: cell.name, source: cell.source, result: result)
        }
        return known.first { $0.name == cell.name }
      }
    }
  }

  /// Returns the chapter with the last good results beside the failures of its cells.
  func completed(_ executed: BookBuilder.Executed) -> BookBuilder.Executed {
    let known = state.withLock { $0.good[executed.chapter.path] ?? [] }
    var completed = executed
    for (index, cell) in executed.chapter.cells.enumerated()
    where executed.outcome.results.indices.contains(index) {
      let result = executed.outcome.results[index]
      guard result.failure != nil,
        let good = known.first(where: { $0.source == cell.source })
          ?? known.first(where: { $0.name == cell.name })
      else { continue }
      completed.outcome.results[index].outputs = good.result.outputs + result.outputs
      completed.outcome.results[index].inlineValues = good.result.inlineValues
        .merging(result.inlineValues) { _, new in new }
    }
    return completed
  }

  /// Colours code, once.
  func highlighted(_ source: String, _ language: String?) -> [[CodeToken]] {
    let key = "\(language ?? "")\n\(source)"
    if let known = state.withLock({ $0.highlighted[key] }) { return known }
    let lines = BookBuilder.highlighted(source, language)
    state.withLock { $0.highlighted[key] = lines }
    return lines
  }
}
