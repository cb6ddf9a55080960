import CZeroMQ
import Foundation
import JupyterKernel
import TestSupport
import Testing

/// A front end as small as can be, and the kernel that it has started.
///
/// Whether frames and signatures are as others write them, `jupyter_kernel_test` says (`make jupyter`).
final class FrontEnd {
  private enum Channel { case shell, control, publication, heartbeat }

  private let folder: TemporaryFolder
  private let run: Tool.Run
  private let context: UnsafeMutableRawPointer
  private var sockets: [Channel: UnsafeMutableRawPointer] = [:]
  private let signature: MessageSignature
  private var count = 0

  struct Silence: Error {
    var awaited: String
  }

  /// How long a kernel may be silent before a test gives up, in milliseconds.
  private static let patience: Int32 = 120_000

  /// Shared by all tests, and not the user's own: what the compiler keeps of C headers takes it seconds.
  private static let cache = Tool.product("kernel-test-cache").path

  /// Starts a kernel in a folder of its own, and waits until both hear each other.
  ///
  /// It keeps temporary files in `scratch`, or else in the system's folder, and runs cells in `place` within
  /// its folder, which has the given files.
  init(
    key: String = "a key of the test's", scratch: TemporaryFolder? = nil, place: String = "",
    files: [String: String] = [:]
  ) throws {
    folder = try TemporaryFolder()
    for (path, text) in files { try folder.write(text, to: path) }
    context = try #require(zmq_ctx_new())
    signature = MessageSignature(key: Array(key.utf8))
    let file: JSONValue = [
      "transport": "ipc", "ip": .text(folder.url.appending(path: "s").path), "shell_port": 1,
      "control_port": 2, "stdin_port": 3, "iopub_port": 4, "hb_port": 5, "key": .text(key),
      "signature_scheme": "hmac-sha256", "kernel_name": "convolume",
    ]
    try folder.write(try JSONEncoder().encode(file), to: "connection.json")
    let path = folder.url.appending(path: "connection.json").path
    run = try Tool.product("convolume").start(
      ["kernel", "run", "--connection-file", path],
      in: place.isEmpty ? folder.url : folder.url.appending(path: place),
      environment: ["XDG_CACHE_HOME": Self.cache].merging(
        scratch.map { ["TMPDIR": $0.url.path] } ?? [:]
      ) { own, _ in own })
    let connection = try ConnectionFile.read(path)
    sockets[.shell] = try socket(ZMQ_DEALER, at: connection.address(connection.shellPort))
    sockets[.control] = try socket(ZMQ_DEALER, at: connection.address(connection.controlPort))
    sockets[.heartbeat] = try socket(ZMQ_REQ, at: connection.address(connection.heartbeatPort))
    sockets[.publication] = try socket(ZMQ_SUB, at: connection.address(connection.iopubPort))
    zmq_setsockopt(sockets[.publication], ZMQ_SUBSCRIBE, "", 0)
    // What is published before the subscription has arrived is lost.
    repeat {
      _ = try ask("kernel_info_request", [:])
    } while try next(on: .publication, within: 50) == nil
    while try next(on: .publication, within: 100) != nil {}
  }

  deinit {
    run.kill()
    for socket in sockets.values { zmq_close(socket) }
    zmq_ctx_term(context)
  }

  private func socket(_ kind: Int32, at address: String) throws -> UnsafeMutableRawPointer {
    let socket = try #require(zmq_socket(context, kind))
    var linger: Int32 = 0
    zmq_setsockopt(socket, ZMQ_LINGER, &linger, MemoryLayout<Int32>.size)
    try #require(zmq_connect(socket, address) == 0)
    return socket
  }

  // MARK: Messages

  /// Sends a request; returns its number.
  @discardableResult
  func send(
    _ type: String, _ content: JSONValue, onControl isControl: Bool = false,
    signedBy signer: MessageSignature? = nil
  ) throws -> String {
    count += 1
    let header = Message.Header(type: type, session: "test", id: "request-\(count)", date: "")
    let frames = try Message(header: header, content: content)
      .frames(signature: signer ?? signature)
    for (index, frame) in frames.enumerated() {
      let more = index < frames.count - 1 ? ZMQ_SNDMORE : 0
      try #require(zmq_send(sockets[isControl ? .control : .shell], frame, frame.count, more) >= 0)
    }
    return header.id
  }

  /// Sends a request and returns its reply.
  func ask(_ type: String, _ content: JSONValue, onControl isControl: Bool = false) throws
    -> Message
  {
    let request = try send(type, content, onControl: isControl)
    return try reply(to: request, onControl: isControl)
  }

  func reply(to request: String, onControl isControl: Bool = false) throws -> Message {
    while let message = try next(on: isControl ? .control : .shell, within: Self.patience) {
      if message.parent == request { return message }
    }
    throw Silence(awaited: "the reply to \(request)")
  }

  /// What was published about a request, up to the word that the kernel is idle again.
  func publications(about request: String) throws -> [Message] {
    var own: [Message] = []
    while let message = try nextPublication(about: request) {
      if message.header.type == "status", message.content["execution_state"] == "idle" {
        return own
      }
      own.append(message)
    }
    throw Silence(awaited: "the end of \(request)")
  }

  /// The next message that is published about a request.
  func nextPublication(about request: String) throws -> Message? {
    while let message = try next(on: .publication, within: Self.patience) {
      if message.parent == request { return message }
    }
    return nil
  }

  private func next(on channel: Channel, within milliseconds: Int32) throws -> Message? {
    guard let frames = receive(on: channel, within: milliseconds) else { return nil }
    return try Message(frames: frames, signature: signature)
  }

  private func receive(on channel: Channel, within milliseconds: Int32) -> [[UInt8]]? {
    let socket = sockets[channel]
    var patience = milliseconds
    zmq_setsockopt(socket, ZMQ_RCVTIMEO, &patience, MemoryLayout<Int32>.size)
    var frames: [[UInt8]] = []
    while true {
      var message = zmq_msg_t()
      zmq_msg_init(&message)
      defer { zmq_msg_close(&message) }
      guard zmq_msg_recv(&message, socket, 0) >= 0 else { return nil }
      frames.append(
        Array(UnsafeRawBufferPointer(start: zmq_msg_data(&message), count: zmq_msg_size(&message))))
      if zmq_msg_more(&message) == 0 { return frames }
    }
  }

  /// What the heartbeat gives back.
  func beat(_ text: String) -> String? {
    zmq_send(sockets[.heartbeat], text, text.utf8.count, 0)
    return receive(on: .heartbeat, within: Self.patience)?.first.map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// Writes a file into the folder in which the cells run.
  func write(_ text: String, to path: String) throws { try folder.write(text, to: path) }

  /// Waits for the kernel's end; returns its exit code and what it wrote to its error stream.
  func end() throws -> (status: Int32, errors: String) {
    let outcome = try run.wait()
    return (outcome.status, outcome.errors)
  }

  /// Ends the kernel as nothing can prevent, and waits for its end.
  func kill() throws {
    run.kill()
    _ = try run.wait()
  }

  // MARK: Cells

  /// What became of a cell: its reply, and what was published between `busy` and `idle`.
  struct Execution {
    var reply: JSONValue
    var published: [Message]

    var status: String? { reply["status"]?.text }
    /// The types of what was published, each once where several follow each other.
    var kinds: [String] {
      published.map(\.header.type).reduce(into: []) { if $0.last != $1 { $0.append($1) } }
    }
    func contents(_ type: String) -> [JSONValue] {
      published.filter { $0.header.type == type }.map(\.content)
    }
    func printed(_ stream: String = "stdout") -> String {
      contents("stream").filter { $0["name"]?.text == stream }.compactMap { $0["text"]?.text }
        .joined()
    }
    /// The plain text of the cell's result.
    var result: String? { contents("execute_result").first?["data"]?["text/plain"]?.text }
    var error: String {
      guard case .array(let lines)? = contents("error").first?["traceback"] else { return "" }
      return lines.compactMap(\.text).joined(separator: "\n")
    }
  }

  func execute(_ code: String, _ options: [String: JSONValue] = [:]) throws -> Execution {
    let request = try send(
      "execute_request", .object(options.merging(["code": .text(code)]) { own, _ in own }))
    return try Execution(
      reply: reply(to: request).content, published: publications(about: request))
  }
}

extension Message {
  /// The number of the request that it belongs to.
  fileprivate var parent: String? {
    (try? JSONDecoder().decode(Header.self, from: Data(parentHeader)))?.id
  }
}
