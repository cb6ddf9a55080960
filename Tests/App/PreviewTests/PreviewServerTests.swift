import Foundation
import Preview
import Reports
import TestSupport
import Testing

/// A server, asked byte by byte.
@Suite(.timeLimit(.minutes(1))) struct PreviewServerTests {
  private static let page = RenderedFile(path: "html/a page.html", bytes: Array("<p>ü</p>".utf8))

  /// Runs `body` beside a server that has one page.
  ///
  /// It has a thread of its own: a client waits, and the server needs the threads of tasks.
  private func serving(
    _ body: @escaping @Sendable (UInt16, PageFiles, StateStream) throws -> Void
  ) async throws {
    let files = PageFiles()
    let states = StateStream()
    files.replace([Self.page])
    files.entrance = "/html/a%20page.html"
    states.send(Array("data: 1\n\n".utf8))
    let (ports, ready) = AsyncStream<UInt16>.makeStream()
    let server = PreviewServer(port: 0, files: files, states: states)
    let running = Task { try await server.run { ready.yield($0) } }
    var iterator = ports.makeAsyncIterator()
    let port = try #require(await iterator.next())
    let outcome = await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(returning: Result { try body(port, files, states) })
      }
    }
    states.end()
    running.cancel()
    _ = await running.result
    try outcome.get()
  }

  private func ask(
    _ port: UInt16, _ target: String, method: String = "GET", host: String? = nil,
    headers: [String: String] = [:]
  ) throws -> LoopbackClient.Answer {
    try LoopbackClient(port: port).ask(
      target, method: method, host: host ?? "127.0.0.1:\(port)", headers: headers)
  }

  @Test func `a page is served with its version and for no other site`() async throws {
    try await serving { port, files, _ in
      let answer = try ask(port, "/html/a%20page.html")
      #expect(answer.status == 200)
      #expect(answer.body == "<p>ü</p>")
      #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
      #expect(answer.headers["etag"] == "\"\(files.versions["/html/a page.html"] ?? "")\"")
      #expect(answer.headers["cache-control"] == "no-store")
      #expect(answer.headers["cross-origin-resource-policy"] == "same-origin")
      #expect(answer.headers["x-content-type-options"] == "nosniff")
      let head = try ask(port, "/html/a%20page.html", method: "HEAD")
      #expect(head.status == 200)
      #expect(head.headers["content-length"] == "9")
      let start = try ask(port, "/")
      #expect(start.status == 302)
      #expect(start.headers["location"] == "/html/a%20page.html")
    }
  }

  @Test func `nothing is listened on but the loopback address`() async throws {
    try await serving { port, _, _ in
      let sockets = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
      let ending = String(format: ":%04X", port)
      var listening: [Substring] = []
      for line in sockets.split(separator: "\n") {
        let fields = line.split(separator: " ")
        // Listening sockets have the state 0A.
        guard fields.count > 3, fields[1].hasSuffix(ending), fields[3] == "0A" else { continue }
        listening.append(fields[1])
      }
      #expect(listening == ["0100007F\(ending)"])
    }
  }

  @Test(arguments: [
    "/html/../html/a%20page.html", "/../../etc/passwd", "/html/../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd", "/%252e%252e/%252e%252e/etc/passwd", "//etc/passwd", "/etc/passwd",
    "/html/..%2f..%2fetc%2fpasswd", "/html//a%20page.html", "/html/a%2520page.html", "/html/",
    "/%00",
    "/html/a%20page.html%00", "/..%5c..%5cetc%5cpasswd", "/%ff%fe", "/html/a%20page.html/", "*",
    "file:///etc/passwd", "/html/%",
  ])
  func `a path that names no page leads nowhere`(path: String) async throws {
    try await serving { port, _, _ in
      let answer = try ask(port, path)
      #expect(answer.status == 404)
      #expect(answer.body == "The preview has no such page.\n")
    }
  }

  @Test func `foreign hosts, origins and methods are refused, for pages and for states`()
    async throws
  {
    try await serving { port, _, _ in
      for target in ["/", "/html/a%20page.html", "/preview/states"] {
        let foreign = try ask(port, target, host: "example.org:\(port)")
        #expect(foreign.status == 403)
        #expect(foreign.body == "The preview answers requests to 127.0.0.1 and localhost only.\n")
        let origin = try ask(port, target, headers: ["Origin": "http://example.org"])
        #expect(origin.status == 403)
        #expect(origin.body == "The preview does not answer pages of other sites.\n")
        let embedded = try ask(
          port, target, headers: ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"])
        #expect(embedded.status == 403)
        for method in ["POST", "PUT", "DELETE", "OPTIONS"] {
          let answer = try ask(port, target, method: method)
          #expect(answer.status == 405)
          #expect(answer.headers["allow"] == "GET, HEAD")
        }
        #expect(try ask(port, target, method: "BREW").status >= 400)
      }
    }
  }

  @Test func `states are streamed as they come, to each page`() async throws {
    try await serving { port, _, states in
      let clients = try (0..<3).map { _ in try LoopbackClient(port: port) }
      for client in clients {
        client.send("GET /preview/states HTTP/1.1\r\nHost: localhost:\(port)\r\n\r\n")
        let head = try client.text(through: "\r\n\r\n")
        #expect(head.contains("Content-Type: text/event-stream"))
        #expect(try client.text(through: "\n\n").hasSuffix("data: 1\n\n"))
      }
      states.send(Array("data: 2\n\n".utf8))
      for client in clients { #expect(try client.text(through: "\n\n").hasSuffix("data: 2\n\n")) }
    }
  }

  @Test func `two thousand requests in a burst are all answered`() async throws {
    try await serving { port, _, _ in
      for _ in 0..<8 {
        // All are sent before any answer is read.
        let clients = try (0..<250).map { _ in try LoopbackClient(port: port) }
        for client in clients {
          client.send("GET /html/a%20page.html HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
        }
        for client in clients { #expect(try client.answer().body == "<p>ü</p>") }
      }
    }
  }

  @Test func `clients that never read do not hold up others`() async throws {
    try await serving { port, files, states in
      let large = RenderedFile(path: "large", bytes: Array(repeating: 120, count: 1 << 24))
      files.replace([large, Self.page])
      let idle = try (0..<40).map { _ in try LoopbackClient(port: port) }
      for (index, client) in idle.enumerated() {
        let target = index % 2 == 0 ? "/large" : "/preview/states"
        client.send("GET \(target) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
      }
      // More than the system keeps for a socket, unless those that wait are replaced.
      let event = Array("data: ".utf8) + Array(repeating: 120, count: 1 << 16) + Array("\n\n".utf8)
      for _ in 0..<400 { states.send(event) }
      for _ in 0..<20 { #expect(try ask(port, "/html/a%20page.html").status == 200) }
      states.send(Array("data: last\n\n".utf8))
      let reader = try LoopbackClient(port: port)
      reader.send("GET /preview/states HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n")
      _ = try reader.text(through: "data: last\n\n")
      withExtendedLifetime(idle) {}
    }
  }

  @Test func `half a request waits for its other half, and nobody else does`() async throws {
    try await serving { port, _, _ in
      let halves = try (0..<100).map { _ in try LoopbackClient(port: port) }
      for client in halves { client.send("GET /html/a%20page.html HTTP/1.1\r\nHo") }
      #expect(try ask(port, "/html/a%20page.html").status == 200)
      for client in halves { client.send("st: 127.0.0.1:\(port)\r\n\r\n") }
      for client in halves { #expect(try client.answer().status == 200) }
    }
  }

  @Test(arguments: [
    "\r\n\r\n", "GET\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n",
    "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
    "GET / HTTP/1.1\r\nTransfer-Encoding: odd\r\n\r\n", "HELO\r\n\r\n",
  ])
  func `what is no request ends its own connection only`(text: String) async throws {
    try await serving { port, _, _ in
      let client = try LoopbackClient(port: port)
      client.send(text)
      #expect(try ask(port, "/html/a%20page.html").status == 200)
    }
  }

  @Test func `a port that is taken is told, with what to do`() async throws {
    let taken = try LoopbackServer([:])
    let port = try #require(
      URL(string: taken.address)?.port.flatMap { UInt16(exactly: $0) })
    let server = PreviewServer(port: port, files: PageFiles(), states: StateStream())
    let failure = await #expect(throws: PreviewServer.Failure.self) {
      try await server.run { _ in }
    }
    let text = failure?.description ?? ""
    #expect(text.hasPrefix("port \(port) cannot be listened on: "))
    #expect(text.hasSuffix("Give another one with --port, or none for any that is free."))
  }
}
