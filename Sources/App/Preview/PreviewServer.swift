import FlyingFox
import FlyingSocks
import Foundation

/// Serves pages and their states on the loopback address.
///
/// FlyingFox ends when it cannot accept a connection, for want of file descriptors for one; here it is then
/// started again on the same port, and open pages come back by themselves.
package actor PreviewServer {
  /// Why nothing can be served.
  package struct Failure: Error, CustomStringConvertible {
    package var description: String
  }

  private let files: PageFiles
  private let states: StateStream
  private var port: UInt16
  private var server: HTTPServer?

  package init(port: UInt16, files: PageFiles, states: StateStream) {
    self.port = port
    self.files = files
    self.states = states
  }

  /// Serves until the task is cancelled.
  ///
  /// - Parameter ready: Told the port, once connections are accepted.
  /// - Throws: `Failure` when the port is taken.
  package func run(ready: @escaping @Sendable (UInt16) -> Void) async throws {
    raiseFileLimit()
    var isFirst = true
    while !Task.isCancelled {
      let server = HTTPServer(
        address: try sockaddr_in.inet(ip4: "127.0.0.1", port: port), timeout: 60,
        logger: .disabled, handler: PreviewHandler(server: self, files: files, states: states))
      self.server = server
      let isToTell = isFirst
      let listening = Task {
        try await server.waitUntilListening()
        guard case .ip4(_, let port)? = await server.listeningAddress else { return }
        note(port)
        if isToTell { ready(port) }
      }
      defer { listening.cancel() }
      do {
        try await server.run()
      } catch {
        guard !Task.isCancelled else { return }
        guard hasListened else {
          throw Failure(
            description: "port \(port) cannot be listened on: \(error). Give another one with "
              + "--port, or none for any that is free.")
        }
        // A moment for descriptors to be let go of.
        try? await Task.sleep(for: .milliseconds(50))
      }
      isFirst = false
    }
  }

  private var hasListened = false

  private func note(_ port: UInt16) {
    self.port = port
    hasListened = true
  }

  /// For the port that is listened on.
  var gate: RequestGate { RequestGate(port: port) }

  /// A burst of connections needs a descriptor each.
  private func raiseFileLimit() {
    #if os(Linux)
      let (files, most) = (__rlimit_resource_t(RLIMIT_NOFILE.rawValue), rlim_t(65_536))
    #else
      let (files, most) = (RLIMIT_NOFILE, rlim_t(OPEN_MAX))
    #endif
    var limit = rlimit()
    guard getrlimit(files, &limit) == 0 else { return }
    limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, most))
    setrlimit(files, &limit)
  }
}

/// Answers one request.
struct PreviewHandler: HTTPHandler {
  let server: PreviewServer
  let files: PageFiles
  let states: StateStream

  func handleRequest(_ request: HTTPRequest) async throws -> HTTPResponse {
    var response = await answer(request)
    response.headers[HTTPHeader("Cache-Control")] = "no-store"
    response.headers[HTTPHeader("X-Content-Type-Options")] = "nosniff"
    response.headers[HTTPHeader("Cross-Origin-Resource-Policy")] = "same-origin"
    response.headers[HTTPHeader("Content-Security-Policy")] = "frame-ancestors 'self'"
    return response
  }

  private func answer(_ request: HTTPRequest) async -> HTTPResponse {
    if let refusal = await server.gate.refusal(of: request) { return refusal.response }
    let target = request.target.path()
    let isHead = request.method == .HEAD
    if target == PreviewPage.statesPath {
      let headers: HTTPHeaders = [.contentType: "text/event-stream"]
      guard !isHead else { return HTTPResponse(statusCode: .ok, headers: headers) }
      return HTTPResponse(
        statusCode: .ok, headers: headers,
        body: HTTPBodySequence(
          from: states.open(for: request.query.first { $0.name == "page" }?.value)))
    }
    if target == "/" {
      let first = files.entrance ?? "/\(WaitingPage.path)"
      let headers: HTTPHeaders = [.location: first]
      return HTTPResponse(statusCode: .found, headers: headers)
    }
    guard let file = files.file(at: target) else { return missing }
    var headers: HTTPHeaders = [.contentType: file.type]
    headers[HTTPHeader("ETag")] = "\"\(file.version)\""
    guard isHead else {
      return HTTPResponse(statusCode: .ok, headers: headers, body: Data(file.bytes))
    }
    headers[.contentLength] = String(file.bytes.count)
    return HTTPResponse(statusCode: .ok, headers: headers)
  }

  private var missing: HTTPResponse {
    let headers: HTTPHeaders = [.contentType: "text/plain; charset=utf-8"]
    return HTTPResponse(
      statusCode: .notFound, headers: headers, body: Data("The preview has no such page.\n".utf8))
  }
}
