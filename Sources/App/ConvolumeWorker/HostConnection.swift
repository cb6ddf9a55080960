import CellOutputs
import Foundation

/// The pipe from the host, moved off standard input so that cells cannot read from it.
struct HostConnection {
  private let descriptor: Int32
  private let stream: UnsafeMutablePointer<FILE>

  /// Takes standard input over; cells then find an empty one.
  init?() {
    descriptor = dup(STDIN_FILENO)
    let empty = open("/dev/null", O_RDONLY)
    guard descriptor >= 0, empty >= 0, dup2(empty, STDIN_FILENO) >= 0,
      let stream = fdopen(descriptor, "r")
    else { return nil }
    close(empty)
    self.stream = stream
  }

  /// Returns the next request, or `nil` when the host closed the pipe.
  func nextRequest() throws -> WorkerRequest? {
    var line: UnsafeMutablePointer<CChar>?
    var capacity = 0
    defer { free(line) }
    let count = getline(&line, &capacity, stream)
    guard count > 0, let line else { return nil }
    let bytes = UnsafeRawBufferPointer(start: line, count: count)
    return try WireCoding.decode(WorkerRequest.self, from: bytes)
  }

  /// Ends this process as soon as the host is gone, whatever a cell is doing.
  func endWithHost() {
    let descriptor = descriptor
    Thread.detachNewThread {
      var watched = pollfd(fd: descriptor, events: 0, revents: 0)
      while poll(&watched, 1, -1) <= 0 {}
      _exit(0)
    }
  }
}
