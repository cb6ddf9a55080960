import Foundation
import JupyterKernel
import TestSupport
import Testing

@Suite struct LanguageServerTests {
  private let document = NotebookDocument(above: "", code: "a.", cursor: 2)

  init() {
    // As the program does: what is written to a server that has ended fails, and ends nobody else.
    signal(SIGPIPE, SIG_IGN)
  }

  /// A server that does as a script of the shell says.
  private func server(
    _ script: String, in folder: TemporaryFolder, patience: Duration = .seconds(60)
  ) throws -> LanguageServer {
    let program = folder.url.appending(path: "server").path
    try folder.write("#!/bin/sh\n\(script)\n", to: "server")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
    return LanguageServer(program: program, compiler: ["swiftc"], patience: patience)
  }

  @Test func `one that is absent has no answers`() async {
    let server = LanguageServer(program: "/nowhere/sourcekit-lsp", compiler: ["swiftc"])
    #expect(await server.answer(to: "hover", about: document) == nil)
    await server.end()
  }

  @Test func `one that is prepared reads before it is asked`() async throws {
    let folder = try TemporaryFolder()
    // Its second request is that of the preparation, and comes before the question.
    let server = try server(
      """
      say() { printf 'Content-Length: %d\r\n\r\n%s' "${#1}" "$1"; }
      say '{"id":1,"result":{}}'
      head -c 850 > "$(dirname "$0")/read"
      say '{"id":2,"result":"what nobody waits for"}'
      head -c 350 > /dev/null
      say '{"id":3,"result":"this"}'
      exec cat > /dev/null
      """, in: folder)
    await server.prepare(reading: NotebookDocument(above: "import A\n", code: "0.", cursor: 2))
    #expect(await server.answer(to: "hover", about: document) == "this")
    let read = try folder.text(of: "read")
    #expect(read.contains("import A\\n0."))
    await server.end()
  }

  @Test func `one that says nothing in time has no answer, and ends with the kernel`() async throws
  {
    let folder = try TemporaryFolder()
    let server = try server("exec cat > /dev/null", in: folder, patience: .milliseconds(20))
    #expect(await server.answer(to: "hover", about: document) == nil)
    #expect(await server.answer(to: "completion", about: document) == nil)
    await server.end()
    #expect(await server.answer(to: "hover", about: document) == nil)
  }

  @Test func `what is more urgent does not wait for an answer`() async throws {
    let folder = try TemporaryFolder()
    let server = try server("exec cat > /dev/null", in: folder)
    async let answer = server.answer(to: "hover", about: document)
    // The question may not have been asked yet.
    let hurrying = Task {
      while !Task.isCancelled {
        await server.hurry()
        await Task.yield()
      }
    }
    #expect(await answer == nil)
    hurrying.cancel()
    await server.end()
  }

  @Test func `one that crashes is started again, a few times`() async throws {
    let folder = try TemporaryFolder()
    let server = try server(
      "echo start >> \"$(dirname \"$0\")/starts\"; head -c 20 > /dev/null; exit 1", in: folder)
    for _ in 1...6 { #expect(await server.answer(to: "hover", about: document) == nil) }
    let starts = FileManager.default.contents(atPath: folder.url.appending(path: "starts").path)
    #expect(starts == Data("start\nstart\nstart\n".utf8))
    await server.end()
  }

  @Test func `an answer is that to the question, whatever the server says between`() async throws {
    let folder = try TemporaryFolder()
    // It answers the start, asks for something itself, and answers the second request.
    let server = try server(
      """
      say() { printf 'Content-Length: %d\\r\\n\\r\\n%s' "${#1}" "$1"; }
      say '{"id":1,"result":{}}'
      say '{"id":7,"method":"client/registerCapability"}'
      say '{"method":"window/logMessage","params":{}}'
      say '{"id":9,"result":"another"}'
      head -c 600 > /dev/null
      say '{"id":2,"result":"this"}'
      exec cat > /dev/null
      """, in: folder)
    #expect(await server.answer(to: "hover", about: document) == "this")
    await server.end()
  }
}
