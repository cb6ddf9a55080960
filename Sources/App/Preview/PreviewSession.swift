import Chapters
import Foundation
import Pipeline
import Reports

/// What `convolume preview` does: serve the pages, and make them anew whenever something changes on which they
/// depend.
package struct PreviewSession: Sendable {
  /// What makes the pages.
  package struct Makers: Sendable {
    /// Makes the pages.
    package var pages: BookBuilder
    /// Makes what stands beside them; `nil` for nothing.
    package var others: BookBuilder?

    package init(pages: BookBuilder, others: BookBuilder? = nil) {
      self.pages = pages
      self.others = others
    }
  }

  /// What a preview tells whoever started it.
  package enum Event: Sendable {
    case listening(port: UInt16)
    case rendering(RenderEvent)
    /// All that is wrong now, and how long the pages took, in seconds.
    case rendered(diagnostics: [Diagnostic], seconds: Double)
    /// Why the pages stay as they are.
    case failed(String)
    /// What else the author should know.
    case note(String)
  }

  /// Makes the makers, given what has changed since the last time.
  private let makers: @Sendable (_ changed: Set<String>) async throws -> Makers
  private let script: [UInt8]
  private let port: UInt16
  /// The file name of the chapter that a reader sees first, without ending; `nil` for the contents.
  private let first: String?
  private let tell: @Sendable (Event) -> Void

  private let files = PageFiles()
  private let states = StateStream()
  private let board: StateBoard
  private let memory: PreviewMemory

  /// Prepares a preview.
  ///
  /// - Parameters:
  ///   - port: On which it listens; 0 for any that is free.
  ///   - first: The slug of the chapter that a reader sees first.
  ///   - script: What pages follow changes with.
  ///   - makers: Opens the project anew and returns what makes its pages, given the files that changed.
  ///   - tell: Told what happens.
  package init(
    port: UInt16, first: String?, script: [UInt8],
    makers: @escaping @Sendable (_ changed: Set<String>) async throws -> Makers,
    tell: @escaping @Sendable (Event) -> Void
  ) {
    self.makers = makers
    self.script = script
    self.port = port
    self.first = first
    self.tell = tell
    board = StateBoard(states: states, files: files)
    memory = PreviewMemory { chapter, cell, reason in
      tell(
        .note(
          "\(chapter), \(cell): the state behind it cannot be kept, because \(reason). "
            + "When a cell below is edited, it runs again."))
    }
  }

  /// Serves until the task is cancelled.
  ///
  /// - Throws: `PreviewServer.Failure`, `PipelineError` where there is no project, or `CancellationError`.
  package func run() async throws {
    let watcher = try InputWatcher()
    files.replace([RenderedFile(path: PreviewPage.scriptPath, bytes: script)], under: "preview/")
    files.replace([WaitingPage.file])
    defer { watcher.end() }
    do {
      try await serve(watcher)
    } catch {
      await memory.end()
      throw error
    }
    await memory.end()
  }

  private func serve(_ watcher: InputWatcher) async throws {
    let server = PreviewServer(port: port, files: files, states: states)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await server.run { tell(.listening(port: $0)) } }
      group.addTask { try await follow(watcher) }
      group.addTask {
        while true {
          try await Task.sleep(for: .seconds(15))
          states.sendSignOfLife()
        }
      }
      defer {
        states.end()
        group.cancelAll()
      }
      try await group.next()
    }
  }

  private enum Step: Sendable {
    case changed(Set<String>)
    case rendered
  }

  /// Renders at each change; a change that concerns cells which are running ends their run.
  private func follow(_ watcher: InputWatcher) async throws {
    let (steps, report) = AsyncStream<Step>.makeStream()
    let forwarding = Task {
      for await paths in watcher.changes { report.yield(.changed(paths)) }
    }
    var waiting: Set<String> = []
    var rendering: (task: Task<Void, Never>, changed: Set<String>)?
    defer {
      forwarding.cancel()
      rendering?.task.cancel()
    }
    func start() {
      let changed = waiting
      waiting = []
      let task = Task {
        await render(changed, watcher: watcher)
        report.yield(.rendered)
      }
      rendering = (task, changed)
    }
    start()
    for await step in steps {
      switch step {
      case .changed(let touched):
        let paths = memory.withoutCellsWork(touched)
        guard !paths.isEmpty else { break }
        waiting.formUnion(paths)
        guard let running = rendering else {
          start()
          continue
        }
        if memory.concernsRunningCells(paths) {
          waiting.formUnion(running.changed)
          running.task.cancel()
        }
      case .rendered:
        rendering = nil
        if !waiting.isEmpty { start() }
      }
    }
    rendering?.task.cancel()
    await rendering?.task.value
    try Task.checkCancellation()
  }

  private func render(_ changed: Set<String>, watcher: InputWatcher) async {
    let clock = ContinuousClock()
    let start = clock.now
    var inputs: Set<String> = []
    do {
      let makers = try await makers(changed)
      inputs = makers.pages.inputsSoFar
      watcher.watch(inputs.union(watcher.paths))
      let book = try await makers.pages.preview(remembering: memory) { event in
        board.show(event)
        tell(.rendering(event))
      }
      let pages = book.files.map(PreviewPage.page)
      files.replace(pages + [RenderedFile(path: PreviewPage.scriptPath, bytes: script)])
      files.entrance = entrance(of: book)
      board.show(book)
      watcher.watch(book.inputs)
      let seconds = start.duration(to: clock.now) / .seconds(1)
      tell(.rendered(diagnostics: book.diagnostics, seconds: seconds))
      if let others = makers.others {
        files.replace(try await others.files(of: book), under: "pdf/")
        board.showFiles()
      }
    } catch _ where Task.isCancelled {
      return
    } catch {
      // What was looked for before the failure may be what mends it.
      watcher.watch(inputs.union(watcher.paths))
      board.show(failure: "\(error)")
      tell(.failed("\(error)"))
    }
  }

  private func entrance(of book: PreviewedBook) -> String? {
    let pages = book.files.map(\.path).filter { $0.hasSuffix(".html") }
    let page =
      pages.first { page in first.map { page.hasSuffix("/\($0).html") } ?? false }
      ?? pages.first { $0.hasSuffix("index.html") } ?? pages.first
    return page.map { "/" + $0 }
  }
}
