import CellOutputs
import Execution
import Synchronization

/// What happens in a cell, on its way to whoever publishes it.
///
/// Text that comes while something else is being published goes in one message: a cell that prints a hundred
/// thousand lines would keep the front end busy with as many.
final class EventQueue: Sendable {
  private let waiting = Mutex<[CellSession.Event]>([])
  private let news: AsyncStream<Void>
  private let telling: AsyncStream<Void>.Continuation

  init() {
    (news, telling) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  func append(_ event: CellSession.Event) {
    waiting.withLock { waiting in
      guard case .printed(let bytes, let stream) = event,
        case .printed(let before, stream)? = waiting.last
      else { return waiting.append(event) }
      waiting[waiting.count - 1] = .printed(before + bytes, stream)
    }
    telling.yield()
  }

  /// Says that nothing more comes.
  func finish() { telling.finish() }

  /// Hands over each event, until `finish`.
  func forEach(_ body: (CellSession.Event) async -> Void) async {
    for await _ in news { await takeAll(body) }
    await takeAll(body)
  }

  private func takeAll(_ body: (CellSession.Event) async -> Void) async {
    let events = waiting.withLock { waiting in
      defer { waiting = [] }
      return waiting
    }
    for event in events { await body(event) }
  }
}
