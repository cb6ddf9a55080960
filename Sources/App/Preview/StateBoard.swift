import CellOutputs
import Chapters
import Foundation
import Pipeline
import Synchronization

/// Keeps the state of the pages, and sends it whenever it changes.
final class StateBoard: Sendable {
  private struct Content {
    var state = PageState()
    /// The page of each chapter, by its file name without ending, and the lines of its cells.
    var chapters: [String: (page: String, lines: [String: Int])] = [:]
  }

  private let content = Mutex(Content())
  private let states: StateStream
  private let files: PageFiles

  init(states: StateStream, files: PageFiles) {
    self.states = states
    self.files = files
  }

  /// Shows what cells do, where they stand.
  func show(_ event: RenderEvent) {
    change { content in
      switch event {
      case .cellStarted(let place): content.state.work = work(place, "running", content)
      case .training(let place, let progress):
        content.state.work = work(place, Self.words(for: progress), content)
      case .cellFinished, .cellSkipped, .typesetting: content.state.work = nil
      case .fileMade: break
      case .waitingForAnotherRender:
        content.state.work = PageState.Work(
          page: nil, line: nil, text: "waiting for another render of this project to end")
      }
    }
  }

  /// Shows a book that was just made, and what is wrong with it.
  func show(_ book: PreviewedBook) {
    change { content in
      content.chapters = [:]
      for (path, page) in book.pages {
        let slug = URL(filePath: path).deletingPathExtension().lastPathComponent
        content.chapters[slug] = ("/" + page, book.lines[path] ?? [:])
      }
      content.state.work = nil
      content.state.problems = book.diagnostics.map { diagnostic in
        PageState.Problem(
          page: book.pages[diagnostic.file].map { "/" + $0 }, line: diagnostic.position?.line,
          isError: diagnostic.severity == .error, text: diagnostic.description)
      }
      content.state.files = files.versions
    }
  }

  /// Shows files that were made besides pages.
  func showFiles() {
    change { $0.state.files = files.versions }
  }

  /// Shows why the pages stay as they are.
  func show(failure: String) {
    change { content in
      content.state.work = nil
      content.state.problems = [
        PageState.Problem(page: nil, line: nil, isError: true, text: failure)
      ]
    }
  }

  private func change(_ body: (inout Content) -> Void) {
    // Sent under the lock, so that the last state is the last one sent.
    content.withLock { content in
      let before = content.state
      body(&content)
      if content.state != before { states.send(content.state.event) }
    }
  }

  private func work(
    _ place: RenderEvent.CellPlace, _ doing: String, _ content: Content
  ) -> PageState.Work {
    let chapter = content.chapters[place.chapter]
    return PageState.Work(
      page: chapter?.page, line: chapter?.lines[place.cell],
      text: "\(place.chapter), cell \(place.number) of \(place.count), \(place.cell): \(doing)")
  }

  private static func words(for progress: TrainingProgress) -> String {
    let loss = String(format: "%.4f", progress.loss)
    let run = progress.run.map { "\($0): " } ?? ""
    return "\(run)epoch \(progress.epoch) of \(progress.epochs), loss \(loss)"
  }
}
