import CZeroMQ

/// A socket of ZeroMQ.
///
/// Only one thread may use it at a time.
final class ZeroMQSocket {
  enum Kind {
    case router, publisher, reply

    fileprivate var code: Int32 {
      switch self {
      case .router: ZMQ_ROUTER
      case .publisher: ZMQ_PUB
      case .reply: ZMQ_REP
      }
    }
  }

  /// What libzmq refused, in its own words.
  struct Failure: Error, Hashable, CustomStringConvertible {
    var action: String
    var reason: String
    var description: String { "cannot \(action): \(reason)" }

    init(_ action: String) {
      self.action = action
      reason = zmq_strerror(zmq_errno()).map { String(cString: $0) } ?? "unknown reason"
    }
  }

  let handle: UnsafeMutableRawPointer

  /// Opens a socket that listens at `address`.
  ///
  /// - Throws: `Failure`, where another program listens there for one.
  init(_ kind: Kind, of context: ZeroMQContext, at address: String) throws(Failure) {
    guard let handle = zmq_socket(context.handle, kind.code) else {
      throw Failure("open a socket")
    }
    self.handle = handle
    // Replies to a front end that is gone are waited for no longer than this, in milliseconds.
    set(ZMQ_LINGER, 1000)
    switch kind {
    // Nothing that is published is dropped because much is.
    case .publisher: set(ZMQ_SNDHWM, 0)
    // A front end that comes again with its old identity takes the place of its lost connection.
    case .router: set(ZMQ_ROUTER_HANDOVER, 1)
    case .reply: break
    }
    guard zmq_bind(handle, address) == 0 else {
      let failure = Failure("listen at \(address)")
      zmq_close(handle)
      throw failure
    }
  }

  private func set(_ option: Int32, _ value: Int32) {
    var value = value
    zmq_setsockopt(handle, option, &value, MemoryLayout<Int32>.size)
  }

  /// Returns the frames of the next message; `nil` when none is there.
  func receive() -> [[UInt8]]? {
    var frames: [[UInt8]] = []
    while true {
      var message = zmq_msg_t()
      zmq_msg_init(&message)
      defer { zmq_msg_close(&message) }
      guard zmq_msg_recv(&message, handle, ZMQ_DONTWAIT) >= 0 else { return nil }
      frames.append(
        Array(UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))))
      if zmq_msg_more(&message) == 0 { return frames }
    }
  }

  /// Sends a message; one that nobody awaits any more is dropped, as the protocol has it.
  func send(_ frames: [[UInt8]]) {
    for (index, frame) in frames.enumerated() {
      let more = index < frames.count - 1 ? ZMQ_SNDMORE : 0
      guard zmq_send(handle, frame, frame.count, more) >= 0 else { return }
    }
  }

  func close() { zmq_close(handle) }
}

/// What the sockets of a program share.
final class ZeroMQContext {
  let handle: UnsafeMutableRawPointer

  init() throws(ZeroMQSocket.Failure) {
    guard let handle = zmq_ctx_new() else { throw ZeroMQSocket.Failure("begin with ZeroMQ") }
    self.handle = handle
  }

  /// Waits until what was sent has gone, or nobody awaits it; the sockets are closed before.
  func end() { zmq_ctx_term(handle) }
}
