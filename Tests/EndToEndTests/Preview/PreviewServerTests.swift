import Foundation
import TestSupport
import Testing

/// The server of a preview, asked byte by byte.
@Suite(.timeLimit(.minutes(5))) struct PreviewServerTests {
  private static let page = "/html/01-first.html"
  private static let request = "GET \(page) HTTP/1.1\r\nHost: "

  private func serving(_ body: (Preview) throws -> Void) throws {
    let preview = try Preview(["01-first.md": "# First\n\nSome words.\n"])
    #expect(preview.run.hasSaid("pages made in"))
    try body(preview)
    // Whatever was asked, it is there and answers.
    #expect(try ask(preview.port, Self.page).body.contains("Some words."))
    preview.run.interrupt()
    #expect(try preview.run.wait().status == 130)
  }

  private func ask(
    _ port: UInt16, _ target: String, method: String = "GET", host: String? = nil,
    headers: [String: String] = [:]
  ) throws -> LoopbackClient.Answer {
    try LoopbackClient(port: port).ask(
      target, method: method, host: host ?? "127.0.0.1:\(port)", headers: headers)
  }

  @Test func `a page is served with its version, to this machine and to no other site`() throws {
    try serving { preview in
      let answer = try ask(preview.port, Self.page)
      #expect(answer.status == 200)
      #expect(answer.headers["content-type"] == "text/html; charset=utf-8")
      #expect(answer.headers["cache-control"] == "no-store")
      #expect(answer.headers["cross-origin-resource-policy"] == "same-origin")
      #expect(answer.headers["x-content-type-options"] == "nosniff")
      let head = try ask(preview.port, Self.page, method: "HEAD")
      #expect(head.status == 200)
      #expect(head.headers["content-length"] == answer.headers["content-length"])
      #expect(head.headers["etag"] == answer.headers["etag"])
      let sockets = try String(contentsOfFile: "/proc/net/tcp", encoding: .utf8)
      let ending = String(format: ":%04X", preview.port)
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

  @Test func `a path that names no page leads nowhere`() throws {
    let paths = [
      "/html/../html/01-first.html", "/../../etc/passwd", "/html/../../../etc/passwd",
      "/%2e%2e/%2e%2e/etc/passwd", "/%252e%252e/%252e%252e/etc/passwd", "//etc/passwd",
      "/etc/passwd", "/html/..%2f..%2fetc%2fpasswd", "/html//01-first.html", "/html/", "/%00",
      "/html/01-first.html%00", "/..%5c..%5cetc%5cpasswd", "/%ff%fe", "/html/01-first.html/", "*",
      "file:///etc/passwd", "/html/%", "/html/01%252dfirst.html", "/_convolume.yml",
      "/chapters/01-first.md", "/.convolume/lock",
    ]
    try serving { preview in
      for path in paths {
        let answer = try ask(preview.port, path)
        #expect(answer.status == 404, "\(path)")
        #expect(answer.body == "The preview has no such page.\n", "\(path)")
      }
    }
  }

  @Test func `foreign hosts, origins and methods are refused, for pages and for states`() throws {
    try serving { preview in
      let port = preview.port
      for target in ["/", Self.page, "/preview/states", "/preview/script.js"] {
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

  @Test func `states are streamed as they come, to each page`() throws {
    try serving { preview in
      let clients = try (0..<3).map { _ in try LoopbackClient(port: preview.port) }
      for client in clients {
        client.send(
          "GET /preview/states HTTP/1.1\r\nHost: localhost:\(preview.port)\r\n\r\n")
        #expect(try client.text(through: "\r\n\r\n").contains("Content-Type: text/event-stream"))
        #expect(try client.text(through: "\n\n").contains("\"problems\":[]"))
      }
      try preview.edit("01-first.md", "Some words.", to: "See @fig-none.")
      for client in clients { _ = try client.text(through: "fig-none") }
      try preview.edit("01-first.md", "See @fig-none.", to: "Some words.")
      for client in clients { _ = try client.text(through: "\"problems\":[]") }
    }
  }

  @Test func `two thousand requests in a burst are all answered`() throws {
    try serving { preview in
      for _ in 0..<8 {
        // All are sent before any answer is read.
        let clients = try (0..<250).map { _ in try LoopbackClient(port: preview.port) }
        for client in clients { client.send("\(Self.request)127.0.0.1:\(preview.port)\r\n\r\n") }
        for client in clients {
          #expect(try client.answer().body.contains("Some words."))
        }
      }
    }
  }

  @Test func `clients that never read do not hold up others`() throws {
    try serving { preview in
      let idle = try (0..<40).map { _ in try LoopbackClient(port: preview.port) }
      for (index, client) in idle.enumerated() {
        // Answers of many times the size that the system keeps for a socket.
        let asked = index % 2 == 0 ? Self.page : "/preview/states"
        let host = "Host: 127.0.0.1:\(preview.port)\r\nConnection: keep-alive\r\n\r\n"
        for _ in 0..<200 { client.send("GET \(asked) HTTP/1.1\r\n\(host)") }
      }
      for _ in 0..<20 { #expect(try ask(preview.port, Self.page).status == 200) }
      try preview.edit("01-first.md", "# First", to: "# Changed")
      var body = ""
      while !body.contains("Changed") { body = try ask(preview.port, Self.page).body }
      withExtendedLifetime(idle) {}
    }
  }

  @Test func `half a request waits for its other half, and nobody else does`() throws {
    try serving { preview in
      let halves = try (0..<100).map { _ in try LoopbackClient(port: preview.port) }
      for client in halves { client.send("GET \(Self.page) HTTP/1.1\r\nHo") }
      #expect(try ask(preview.port, Self.page).status == 200)
      for client in halves { client.send("st: 127.0.0.1:\(preview.port)\r\n\r\n") }
      for client in halves { #expect(try client.answer().status == 200) }
    }
  }

  @Test func `what is no request ends its own connection only`() throws {
    try serving { preview in
      let texts = [
        "\r\n\r\n", "GET\r\n\r\n", "\u{0}\u{1}\u{2}\r\n\r\n", "HELO\r\n\r\n",
        "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n",
        "GET / HTTP/1.1\r\nTransfer-Encoding: odd\r\n\r\n",
      ]
      for text in texts {
        let client = try LoopbackClient(port: preview.port)
        client.send(text)
        #expect(try ask(preview.port, Self.page).status == 200)
      }
    }
  }
}
