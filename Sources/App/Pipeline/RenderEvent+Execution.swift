import Execution

extension RenderEvent {
  /// What a watcher of the whole render sees of an event in one chapter; `nil` for a mere detail.
  package init?(_ event: ExecutionEvent) {
    if case .made(let path) = event.happening {
      self = .fileMade(path: path)
      return
    }
    guard event.isCell else { return nil }
    let place = CellPlace(
      chapter: event.chapter, cell: event.cell, number: event.number, count: event.count)
    switch event.happening {
    case .compiling, .output, .made: return nil
    case .running, .restoring: self = .cellStarted(place)
    case .progress(let progress): self = .training(place, progress)
    case .cached: self = .cellFinished(place, seconds: nil, failed: false)
    case .finished(let result, _) where result.failure?.kind == .skipped:
      self = .cellSkipped(place)
    case .finished(let result, let isExpected):
      self = .cellFinished(place, seconds: result.seconds, failed: !isExpected)
    }
  }
}
