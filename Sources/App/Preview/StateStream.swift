import FlyingSocks
import Synchronization

/// The latest state, for each page that is open: a stream of server-sent events.
///
/// A page that reads slowly skips states, so that no more than one waits for it, however long it does not read.
package final class StateStream: Sendable {
  private struct Streams {
    var latest: [UInt8] = []
    var mailboxes: [ObjectIdentifier: Mailbox] = [:]
    /// The pages that are open, by whom they were opened.
    var pages: [ObjectIdentifier: String] = [:]
    var hasEnded = false
  }

  /// Tells whenever a page is opened.
  package let visits: AsyncStream<Void>
  private let visiting: AsyncStream<Void>.Continuation

  package init() {
    (visits, visiting) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  private let streams = Mutex(Streams())

  /// Sends a state to all pages, now and when they are opened.
  package func send(_ event: [UInt8]) {
    let mailboxes = streams.withLock { streams in
      streams.latest = event
      return Array(streams.mailboxes.values)
    }
    for mailbox in mailboxes { mailbox.put(event) }
  }

  /// Sends a sign of life, by which connections are found broken.
  package func sendSignOfLife() {
    let mailboxes = streams.withLock { Array($0.mailboxes.values) }
    for mailbox in mailboxes { mailbox.put(Array(":\n\n".utf8), replacing: false) }
  }

  /// Ends all streams.
  package func end() {
    let mailboxes = streams.withLock { streams in
      streams.hasEnded = true
      defer { (streams.mailboxes, streams.pages) = ([:], [:]) }
      return Array(streams.mailboxes.values)
    }
    for mailbox in mailboxes { mailbox.end() }
    visiting.finish()
  }

  /// Opens a stream, which begins with the latest state.
  ///
  /// - Parameter page: The page that asks for it, by its path.
  /// - Returns: The stream.
  package func open(for page: String? = nil) -> Events {
    let mailbox = Mailbox()
    let (latest, hasEnded) = streams.withLock { streams in
      if !streams.hasEnded {
        streams.mailboxes[ObjectIdentifier(mailbox)] = mailbox
        streams.pages[ObjectIdentifier(mailbox)] = page
      }
      return (streams.latest, streams.hasEnded)
    }
    visiting.yield()
    if !latest.isEmpty { mailbox.put(latest, replacing: false) }
    if hasEnded { mailbox.end() }
    return Events(
      mailbox: mailbox,
      closing: Closing { [weak self] in
        self?.streams.withLock { streams in
          streams.mailboxes[ObjectIdentifier(mailbox)] = nil
          streams.pages[ObjectIdentifier(mailbox)] = nil
        }
      })
  }

  /// How many pages are open.
  package var count: Int { streams.withLock { $0.mailboxes.count } }

  /// The pages that are open, by their paths.
  package var pages: Set<String> { streams.withLock { Set($0.pages.values) } }

  /// Tells when nobody reads a stream any more.
  package final class Closing: Sendable {
    private let act: @Sendable () -> Void
    init(_ act: @escaping @Sendable () -> Void) { self.act = act }
    deinit { act() }
  }

  /// What waits for one page.
  package final class Mailbox: Sendable {
    private struct Content {
      var event: [UInt8]?
      var reader: CheckedContinuation<[UInt8]?, Never>?
      var hasEnded = false
    }

    private let content = Mutex(Content())

    /// Puts an event in; one that waits is replaced, or stays, for none is worth more than a later one.
    func put(_ event: [UInt8], replacing: Bool = true) {
      let reader = content.withLock { content in
        if let reader = content.reader {
          content.reader = nil
          return reader as CheckedContinuation<[UInt8]?, Never>?
        }
        if replacing || content.event == nil { content.event = event }
        return nil
      }
      reader?.resume(returning: event)
    }

    func end() {
      let reader = content.withLock { content in
        content.hasEnded = true
        defer { content.reader = nil }
        return content.reader
      }
      reader?.resume(returning: nil)
    }

    /// Waits for the next event; `nil` at the end.
    func next() async -> [UInt8]? {
      await withTaskCancellationHandler {
        await withCheckedContinuation { reader in
          let known: [UInt8]?? = content.withLock { content in
            if let event = content.event {
              content.event = nil
              return .some(event)
            }
            if content.hasEnded { return .some(nil) }
            content.reader = reader
            return nil
          }
          if let known { reader.resume(returning: known) }
        }
      } onCancel: {
        end()
      }
    }
  }

  /// The bytes of one stream.
  package struct Events: AsyncBufferedSequence {
    package typealias Element = UInt8
    let mailbox: Mailbox
    let closing: Closing

    package func makeAsyncIterator() -> Iterator { Iterator(mailbox: mailbox, closing: closing) }

    package struct Iterator: AsyncBufferedIteratorProtocol {
      let mailbox: Mailbox
      let closing: Closing

      package mutating func next() async throws -> UInt8? {
        // Whoever sends the stream takes whole events.
        try await nextBuffer(suggested: 1)?.first
      }

      package mutating func nextBuffer(suggested count: Int) async throws -> [UInt8]? {
        await mailbox.next()
      }
    }
  }
}
