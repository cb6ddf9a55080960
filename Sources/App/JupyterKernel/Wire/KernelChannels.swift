import CZeroMQ
import Foundation
import Synchronization

/// The five channels between a kernel and its front ends.
///
/// A socket of ZeroMQ belongs to one thread, which does nothing but pass on what comes and goes; so the
/// heartbeat is answered whatever a cell does.
package final class KernelChannels: Sendable {
  package enum Channel: Sendable, CaseIterable { case shell, control, stdin, publication }

  /// A message as it came, with its place among all that came.
  package struct Arrival: Sendable {
    package var channel: Channel
    package var frames: [[UInt8]]
    package var number: Int
  }

  private struct State {
    var outgoing: [(channel: Channel, frames: [[UInt8]])] = []
    var received = 0
    var isEnding = false
  }

  /// What the thread alone uses, once it runs.
  private struct Sockets: @unchecked Sendable {
    var context: ZeroMQContext
    var byChannel: [Channel: ZeroMQSocket]
    var heartbeat: ZeroMQSocket
  }

  package let arrivals: AsyncStream<Arrival>
  private let arriving: AsyncStream<Arrival>.Continuation
  private let ended: AsyncStream<Void>
  private let ending: AsyncStream<Void>.Continuation
  private let state = Mutex(State())
  /// Wakes the thread when something is to be sent.
  private let wake: (reading: Int32, writing: Int32)
  /// Called about once in a second: whether the kernel is of use to anybody.
  private let isWanted: @Sendable () -> Bool

  /// Listens at the addresses of a connection file.
  ///
  /// - Parameters:
  ///   - file: The addresses.
  ///   - isWanted: Asked about once in a second; the stream of arrivals ends when it says no.
  /// - Throws: When one of them is taken, in a sentence.
  package init(
    _ file: ConnectionFile, while isWanted: @escaping @Sendable () -> Bool = { true }
  ) throws {
    self.isWanted = isWanted
    (arrivals, arriving) = AsyncStream.makeStream()
    (ended, ending) = AsyncStream.makeStream()
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { throw POSIXError(.EMFILE) }
    for end in ends {
      _ = fcntl(end, F_SETFD, FD_CLOEXEC)
      _ = fcntl(end, F_SETFL, O_NONBLOCK)
    }
    wake = (ends[0], ends[1])
    let context = try ZeroMQContext()
    func socket(_ kind: ZeroMQSocket.Kind, _ port: Int) throws -> ZeroMQSocket {
      try ZeroMQSocket(kind, of: context, at: file.address(port))
    }
    let sockets = Sockets(
      context: context,
      byChannel: [
        .shell: try socket(.router, file.shellPort),
        .control: try socket(.router, file.controlPort),
        .stdin: try socket(.router, file.stdinPort),
        .publication: try socket(.publisher, file.iopubPort),
      ],
      heartbeat: try socket(.reply, file.heartbeatPort))
    let thread = Thread { [self] in serve(sockets) }
    thread.name = "channels"
    thread.start()
  }

  /// How many messages have come so far.
  package var receivedCount: Int { state.withLock { $0.received } }

  /// Sends a message's frames.
  package func send(_ frames: [[UInt8]], on channel: Channel) {
    state.withLock { $0.outgoing.append((channel, frames)) }
    wakeUp()
  }

  /// Stops listening; the stream of arrivals ends.
  package func stop() {
    state.withLock { $0.isEnding = true }
    wakeUp()
  }

  /// Stops, and waits until all that was sent has gone; to be called once.
  package func close() async {
    stop()
    for await _ in ended {}
  }

  private func wakeUp() {
    var byte: UInt8 = 1
    // A full pipe wakes as well.
    _ = write(wake.writing, &byte, 1)
  }

  // MARK: The thread

  private func serve(_ sockets: Sockets) {
    let channels = Channel.allCases
    func poll(_ socket: ZeroMQSocket) -> zmq_pollitem_t {
      zmq_pollitem_t(socket: socket.handle, fd: 0, events: Int16(ZMQ_POLLIN), revents: 0)
    }
    let listening = channels.filter { $0 != .publication }
    var items = listening.compactMap { sockets.byChannel[$0] }.map(poll)
    items.append(poll(sockets.heartbeat))
    items.append(
      zmq_pollitem_t(socket: nil, fd: wake.reading, events: Int16(ZMQ_POLLIN), revents: 0))
    while true {
      // A signal ends the wait, and means nothing here.
      zmq_poll(&items, Int32(items.count), 1000)
      var buffer = [UInt8](repeating: 0, count: 256)
      while read(wake.reading, &buffer, buffer.count) == buffer.count {}
      while let beat = sockets.heartbeat.receive() { sockets.heartbeat.send(beat) }
      for channel in listening {
        while let frames = sockets.byChannel[channel]?.receive() {
          let number = state.withLock {
            $0.received += 1
            return $0.received
          }
          arriving.yield(Arrival(channel: channel, frames: frames, number: number))
        }
      }
      let (outgoing, isEnding) = state.withLock { state in
        defer { state.outgoing = [] }
        return (state.outgoing, state.isEnding)
      }
      for message in outgoing { sockets.byChannel[message.channel]?.send(message.frames) }
      if isEnding { break }
      if !isWanted() { arriving.finish() }
    }
    for socket in sockets.byChannel.values { socket.close() }
    sockets.heartbeat.close()
    sockets.context.end()
    arriving.finish()
    ending.finish()
  }
}
