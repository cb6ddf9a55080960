import Foundation

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A connection to a server on the loopback address, which sends exactly the bytes that it is told to.
public final class LoopbackClient {
  private let descriptor: Int32
  private var pending: [UInt8] = []

  /// An answer as it came.
  public struct Answer {
    public var status: Int
    /// By their names in lower case.
    public var headers: [String: String]
    public var body: String
  }

  /// Connects; a read that gets nothing for twenty seconds fails.
  public init(port: UInt16) throws {
    #if canImport(Glibc)
      descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    #else
      descriptor = socket(AF_INET, SOCK_STREAM, 0)
    #endif
    var patience = timeval(tv_sec: 20, tv_usec: 0)
    setsockopt(
      descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var place = sockaddr_in()
    place.sin_family = sa_family_t(AF_INET)
    place.sin_port = port.bigEndian
    place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let outcome = withUnsafePointer(to: &place) { place in
      place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
      }
    }
    guard outcome == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
  }

  deinit { close(descriptor) }

  /// Sends text as it is.
  public func send(_ text: String) {
    let bytes = Array(text.utf8)
    var sent = 0
    while sent < bytes.count {
      let count = bytes[sent...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
      guard count > 0 else { return }
      sent += count
    }
  }

  /// Sends a request, with the headers that a browser would send and those given, and reads the answer.
  public func ask(
    _ target: String, method: String = "GET", host: String, headers: [String: String] = [:]
  ) throws -> Answer {
    let lines = headers.map { "\($0.key): \($0.value)\r\n" }.joined()
    send("\(method) \(target) HTTP/1.1\r\nHost: \(host)\r\nConnection: keep-alive\r\n\(lines)\r\n")
    return try answer(hasBody: method != "HEAD")
  }

  /// Reads an answer.
  public func answer(hasBody: Bool = true) throws -> Answer {
    let head = try text(through: "\r\n\r\n").split(separator: "\r\n").map(String.init)
    var headers: [String: String] = [:]
    for line in head.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
    }
    let words = (head.first ?? "").split(separator: " ")
    guard words.count > 1, let status = Int(words[1]) else { throw POSIXError(.EBADMSG) }
    var body = ""
    if hasBody, let length = headers["content-length"].flatMap(Int.init) {
      while pending.count < length { try readMore() }
      body = String(decoding: pending.prefix(length), as: UTF8.self)
      pending.removeFirst(length)
    }
    return Answer(status: status, headers: headers, body: body)
  }

  /// Reads until `end` has come, and returns all that came before and with it.
  public func text(through end: String) throws -> String {
    let end = Array(end.utf8)
    while true {
      if let range = pending.firstRange(of: end) {
        defer { pending.removeFirst(range.upperBound) }
        return String(decoding: pending[..<range.upperBound], as: UTF8.self)
      }
      try readMore()
    }
  }

  private func readMore() throws {
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    let count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    guard count > 0 else { throw POSIXError(count == 0 ? .ECONNRESET : .ETIMEDOUT) }
    pending += buffer[..<count]
  }
}
