import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Serves files over HTTP on the loopback address, until the test lets go of it.
///
/// It answers `Range` with status 206 when reported to, and can break off each answer after some bytes.
public final class LoopbackServer: @unchecked Sendable {
  /// Where the server stops sending, and leaves its client waiting.
  public enum Hold: Sendable {
    case beforeAnswer
    case after(bytes: Int)
  }

  public let address: String

  private let listener: Int32
  private let files: [String: Data]
  private let honoursRange: Bool
  private let lock = NSLock()
  private var breakingAfter: Int?
  private let holding: Hold?
  /// Connections on which nothing more is sent.
  private var held: [Int32] = []
  private var received: [String] = []

  /// The first line and the range of each request so far, such as `"GET /a bytes=3-"`.
  public var requests: [String] { lock.withLock { received } }

  public init(
    _ files: [String: Data], honoursRange: Bool = true, breakingFirstAfter: Int? = nil,
    holding: Hold? = nil
  ) throws {
    self.holding = holding
    self.files = files
    self.honoursRange = honoursRange
    breakingAfter = breakingFirstAfter
    #if canImport(Glibc)
      let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      let listener = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let port = try withUnsafeMutablePointer(to: &place) { place in
      try place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
        guard bind(listener, place, length) == 0, listen(listener, 8) == 0,
          getsockname(listener, place, &length) == 0
        else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        return place.withMemoryRebound(to: sockaddr_in.self, capacity: 1) {
          UInt16(bigEndian: $0.pointee.sin_port)
        }
      }
    }
    self.listener = listener
    address = "http://127.0.0.1:\(port)/"
    Thread.detachNewThread { [weak self] in
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0, let self else { return }
        self.answer(connection)
        if self.holding == nil {
          close(connection)
        } else {
          self.lock.withLock { self.held.append(connection) }
        }
      }
    }
  }

  deinit {
    shutdown(listener, Int32(SHUT_RDWR))
    close(listener)
    for connection in held { close(connection) }
  }

  private func answer(_ connection: Int32) {
    var buffer = [UInt8](repeating: 0, count: 8_192)
    let count = read(connection, &buffer, buffer.count)
    guard count > 0 else { return }
    let lines = String(decoding: buffer.prefix(count), as: UTF8.self)
      .split(separator: "\r\n").map(String.init)
    let words = (lines.first ?? "").split(separator: " ").map(String.init)
    let range = lines.first { $0.lowercased().hasPrefix("range: ") }.map { $0.dropFirst(7) }
    var limit = lock.withLock {
      received.append((words.prefix(2) + (range.map { [String($0)] } ?? [])).joined(separator: " "))
      defer { breakingAfter = nil }
      return breakingAfter
    }
    switch holding {
    case .beforeAnswer: return
    case .after(let bytes): limit = bytes
    case nil: break
    }
    guard words.count > 1, let file = files[String(words[1].dropFirst())] else {
      send("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", connection)
      return
    }
    var start = 0
    if honoursRange, let range, let first = Int(range.dropFirst(6).dropLast()) { start = first }
    let status =
      start == 0
      ? "200 OK" : "206 Partial\r\nContent-Range: bytes \(start)-\(file.count - 1)/\(file.count)"
    let body = file.dropFirst(start)
    send(
      "HTTP/1.1 \(status)\r\nContent-Length: \(body.count)\r\nConnection: close\r\n\r\n", connection
    )
    send(body.prefix(limit ?? body.count), connection)
  }

  private func send(_ text: String, _ connection: Int32) { send(Data(text.utf8), connection) }

  private func send(_ data: Data, _ connection: Int32) {
    var rest = data
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
