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
    /// What the pages are made of besides what cells used.
    var authored: Set<String> = []
    /// The settings with which they were read.
    var defaults = FrontMatter()
    /// The code of chapters, in colour.
    var highlighted: [String: [[CodeToken]]] = [:]
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

  // MARK: What is being run

  /// Notes that the cells of chapters are being run.
  func begin(_ chapters: [Chapter], of project: Project) {
    state.withLock { state in
      state.defaults = project.configuration.defaults
      let (read, lookedFor) = project.inputs.all
      state.authored = read.union(lookedFor)
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

  private static var now: Int { Int(Date().timeIntervalSince1970 * 1e9) }

  /// Returns those of some files that changed which the cells have not just changed themselves: a cell that
  /// writes what it reads would run for ever.
  package func withoutCellsWork(_ changed: Set<String>) -> Set<String> {
    let state = state.withLock { ($0.authored, $0.runBegin, $0.runEnd) }
    let (authored, begin, end) = state
    return changed.filter { path in
      if authored.contains(path) || authored.contains((path as NSString).deletingLastPathComponent)
      {
        return true
      }
      // The file system's clock may be a tick behind; of what is gone, only the moment is known.
      let tick = 20_000_000
      let time = FileStatus(of: path)?.latestChange ?? Self.now - 5 * tick
      return time < begin - tick || time > (end == .max ? end : end + tick)
    }
  }

  /// Whether cells that are being run would be others, or find something else, after these files changed.
  ///
  /// - Parameter changed: The paths of files.
  /// - Returns: `false` also while no cell is being run.
  package func concernsRunningCells(_ changed: Set<String>) -> Bool {
    let (running, defaults) = state.withLock { ($0.running, $0.defaults) }
    guard !running.isEmpty else { return false }
    return changed.contains { path in
      guard let chapter = running[path] else { return true }
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
