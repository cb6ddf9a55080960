import Pipeline

/// What a preview is doing, and what it does next.
///
/// Pages come first; then what stands beside them; and when there is nothing else to do, the states between the
/// cells of the chapters that are open. A change ends all but the pages, and them too where it concerns cells
/// that are running.
struct PreviewCourse {
  /// What has happened.
  enum Step: Sendable {
    case changed(Set<String>)
    /// `nil` when the pages could not be made.
    case rendered(PreviewSession.Made?)
    case madeOthers(turn: Int)
    /// `nil` when that was broken off.
    case madeStates(outdated: Set<String>?)
    /// A page was opened.
    case visited
  }

  private let session: PreviewSession
  private let watcher: any FileWatcher
  private let report: AsyncStream<Step>.Continuation
  /// What has changed since the pages were begun.
  private var waiting: Set<String> = []
  private var rendering: (task: Task<Void, Never>, changed: Set<String>)?
  private var makingOthers: (task: Task<Void, Never>, turn: Int)?
  private var makingStates: (task: Task<Void, Never>, page: String)?
  private var made: PreviewSession.Made?
  /// The pages whose states were made since the last render.
  private var ready: Set<String> = []
  private var turn = 0

  init(
    of session: PreviewSession, watching watcher: any FileWatcher,
    reporting report: AsyncStream<Step>.Continuation
  ) {
    self.session = session
    self.watcher = watcher
    self.report = report
  }

  mutating func begin() { startRendering() }

  /// Does what follows from a step.
  mutating func take(_ step: Step) {
    switch step {
    case .changed(let touched): change(session.memory.withoutCellsWork(touched))
    case .rendered(let new):
      rendering = nil
      ready = []
      made = new ?? made
      waiting.formUnion(new?.book.outdated ?? [])
      if let made, waiting.isEmpty { startMakingOthers(of: made) }
    case .madeOthers(let turn):
      if makingOthers?.turn == turn { makingOthers = nil }
    case .madeStates(let outdated):
      if let outdated, let page = makingStates?.page {
        ready.insert(page)
        waiting.formUnion(outdated)
      }
      makingStates = nil
    case .visited: break
    }
    goOn()
  }

  /// Ends whatever is being done.
  func end() async {
    for task in [rendering?.task, makingOthers?.task, makingStates?.task] {
      task?.cancel()
      await task?.value
    }
  }

  private mutating func change(_ paths: Set<String>) {
    guard !paths.isEmpty else { return }
    waiting.formUnion(paths)
    makingStates?.task.cancel()
    if let rendering, session.memory.concernsRunningCells(paths) {
      waiting.formUnion(rendering.changed)
      rendering.task.cancel()
    }
  }

  private mutating func goOn() {
    guard rendering == nil, makingStates == nil else { return }
    guard waiting.isEmpty else { return startRendering() }
    guard makingOthers == nil, let made,
      let page = session.states.pages.subtracting(ready).sorted().first
    else { return }
    let task = Task { [session, report] in
      let outdated = await session.makeStates(of: made, on: page)
      report.yield(.madeStates(outdated: outdated))
    }
    makingStates = (task, page)
  }

  private mutating func startRendering() {
    let changed = waiting
    waiting = []
    makingOthers?.task.cancel()
    let task = Task { [session, watcher, report] in
      let made = await session.render(changed, watcher: watcher)
      report.yield(.rendered(made))
    }
    rendering = (task, changed)
  }

  private mutating func startMakingOthers(of made: PreviewSession.Made) {
    turn += 1
    let task = Task { [session, report, turn, before = makingOthers?.task] in
      // It was cancelled, and must not put its files in the place of these.
      await before?.value
      await session.makeOthers(of: made)
      report.yield(.madeOthers(turn: turn))
    }
    makingOthers = (task, turn)
  }
}
