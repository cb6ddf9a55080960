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
  let states = StateStream()
  private let board: StateBoard
  let memory: PreviewMemory

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
    let watcher = try FileWatchers.start()
    let script = RenderedFile(path: PreviewPage.scriptPath, bytes: script)
    files.replace([script, WaitingPage.file], as: .own)
    defer { watcher.end() }
    do {
      try await serve(watcher)
    } catch {
      await memory.end()
      throw error
    }
    await memory.end()
  }

  private func serve(_ watcher: any FileWatcher) async throws {
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

  /// Renders at each change until the stream of changes ends.
  private func follow(_ watcher: any FileWatcher) async throws {
    let (steps, report) = AsyncStream<PreviewCourse.Step>.makeStream()
    let forwarding = [
      Task { for await paths in watcher.changes { report.yield(.changed(paths)) } },
      Task { for await _ in states.visits { report.yield(.visited) } },
    ]
    defer { for task in forwarding { task.cancel() } }
    var course = PreviewCourse(of: self, watching: watcher, reporting: report)
    course.begin()
    for await step in steps { course.take(step) }
    await course.end()
    try Task.checkCancellation()
  }

  // MARK: What is done

  /// The last pages, and who made them.
  struct Made: Sendable {
    var makers: Makers
    var book: PreviewedBook
  }

  /// Makes the pages anew; `nil` when they could not be made.
  func render(_ changed: Set<String>, watcher: any FileWatcher) async -> Made? {
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
      files.replace(book.files, as: .pages, serving: PreviewPage.page)
      files.entrance = entrance(of: book)
      board.show(book)
      watcher.watch(book.inputs)
      let seconds = start.duration(to: clock.now) / .seconds(1)
      tell(.rendered(diagnostics: book.diagnostics, seconds: seconds))
      return Made(makers: makers, book: book)
    } catch _ where Task.isCancelled {
      return nil
    } catch {
      // What was looked for before the failure may be what mends it.
      watcher.watch(inputs.union(watcher.paths))
      board.show(failure: "\(error)")
      tell(.failed("\(error)"))
      return nil
    }
  }

  /// Makes what stands beside the pages; an edit breaks it off, and it is made of the new text then.
  func makeOthers(of made: Made) async {
    guard let others = made.makers.others, !Task.isCancelled else { return }
    do {
      let new = try await others.files(of: made.book, remembering: memory)
      try Task.checkCancellation()
      files.replace(new, as: .others)
      board.showFiles()
    } catch _ where Task.isCancelled {
      return
    } catch {
      tell(.failed("\(error)"))
    }
  }

  /// Makes the states of the chapter that is open on a page.
  ///
  /// - Returns: What somebody changed meanwhile after a cell had used it; `nil` when it was broken off.
  func makeStates(of made: Made, on page: String) async -> Set<String>? {
    let clock = ContinuousClock()
    do {
      // The browser first, which is putting the last change on the page.
      try await Task.sleep(for: .milliseconds(300))
      let start = clock.now
      let (chapter, outdated) = try await made.makers.pages.makeStates(
        of: made.book, on: String(page.drop { $0 == "/" }), remembering: memory)
      if let chapter {
        let seconds = start.duration(to: clock.now) / .seconds(1)
        tell(.note("\(chapter): " + String(format: "ready for edits after %.1f s", seconds)))
      }
      return outdated
    } catch _ where Task.isCancelled {
      return nil
    } catch {
      // An edit will meet the same, and tell it where it belongs.
      return []
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
