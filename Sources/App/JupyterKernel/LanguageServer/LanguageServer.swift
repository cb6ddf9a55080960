import Foundation
import Subprocess

/// SourceKit-LSP of the toolchain, which knows the type of everything in a cell.
///
/// It is started beforehand by `prepare(reading:)`, or else at the first question, for it needs some time to
/// read the library. A question that it does not answer in time has no answer; meanwhile it goes on to read.
///
/// - SeeAlso: *Language Server Protocol Specification 3.17*.
package actor LanguageServer {
  private let program: String
  private let compilerArguments: [String]
  private let patience: Duration
  private var folder: ScratchFolder?
  private var process: Task<Void, Never>?
  private var outgoing: AsyncStream<[UInt8]>.Continuation?
  /// What waits until the server has said what it can do.
  private var waiting: [JSONValue]? = []
  private var frames = ServerFrames()
  private var open: [Int: CheckedContinuation<JSONValue?, Never>] = [:]
  private var requestCount = 0
  private var version = 0
  private var startsLeft = 3

  /// - Parameters:
  ///   - program: `sourcekit-lsp`.
  ///   - compiler: The compiler and its arguments for the text.
  ///   - patience: How long a question may stay without an answer.
  package init(program: String, compiler: [String], patience: Duration = .milliseconds(800)) {
    self.program = program
    compilerArguments = compiler
    self.patience = patience
  }

  /// Asks about the place of a document's cursor.
  ///
  /// - Parameters:
  ///   - question: Such as `completion` or `hover`.
  ///   - document: The document as it is now.
  /// - Returns: The result; `nil` when the server is absent, does not answer in time, or knows nothing.
  package func answer(to question: String, about document: NotebookDocument) async -> JSONValue? {
    guard startIfNeeded() else { return nil }
    let number = post(question, about: document)
    let clock = Task {
      try await Task.sleep(for: patience)
      settle(number, nil)
    }
    defer { clock.cancel() }
    return await withCheckedContinuation { open[number] = $0 }
  }

  /// Starts the server and has it read what a document needs, so that the first question finds that done.
  package func prepare(reading document: NotebookDocument) {
    if startIfNeeded() { _ = post("completion", about: document) }
  }

  /// Gives up what is asked at present, for there is something more urgent.
  package func hurry() {
    for number in open.keys { settle(number, nil) }
  }

  /// Ends the server, and waits for its end.
  package func end() async {
    startsLeft = 0
    outgoing?.finish()
    process?.cancel()
    await process?.value
    folder = nil
  }

  // MARK: The process

  /// The document's address.
  private var file = ""

  private func startIfNeeded() -> Bool {
    guard process == nil else { return true }
    guard startsLeft > 0, FileManager.default.isExecutableFile(atPath: program) else {
      return false
    }
    startsLeft -= 1
    let folder: ScratchFolder
    do {
      folder = try self.folder ?? ScratchFolder()
      try write(into: folder.url)
    } catch {
      complain("names are completed without their types: \(error)")
      return false
    }
    self.folder = folder
    let (messages, outgoing) = AsyncStream<[UInt8]>.makeStream()
    self.outgoing = outgoing
    waiting = []
    frames = ServerFrames()
    version = 0
    process = Task { await run(in: folder.url, sending: messages) }
    let capabilities: JSONValue = [
      "textDocument": [
        "completion": ["completionItem": ["snippetSupport": false]],
        "hover": ["contentFormat": ["markdown"]],
      ]
    ]
    requestCount += 1
    send([
      "jsonrpc": "2.0", "id": .integer(requestCount), "method": "initialize",
      "params": [
        "processId": .integer(Int(getpid())), "rootUri": .text(folder.url.absoluteString),
        "capabilities": capabilities, "initializationOptions": ["backgroundIndexing": false],
      ],
    ])
    initialization = requestCount
    return true
  }

  private var initialization = 0

  /// Writes how the document is compiled, where the server looks for it.
  private func write(into folder: URL) throws {
    let document = folder.appending(path: "notebook.swift")
    let commands: JSONValue = [
      [
        "directory": .text(folder.path), "file": .text(document.path),
        "arguments": .array((compilerArguments + [document.path]).map(JSONValue.text)),
      ]
    ]
    try JSONEncoder().encode(commands).write(to: folder.appending(path: "compile_commands.json"))
    try Data().write(to: document)
    file = document.absoluteString
  }

  private func run(in folder: URL, sending messages: AsyncStream<[UInt8]>) async {
    var options = PlatformOptions()
    options.processGroupID = 0
    options.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(1))]
    do {
      _ = try await Subprocess.run(
        .path(.init(program)), workingDirectory: .init(folder.path), platformOptions: options,
        input: .inputWriter, output: .sequence, error: .discarded
      ) { process in
        let writing = Task {
          for await message in messages {
            _ = try await process.standardInputWriter.write(message)
          }
          try await process.standardInputWriter.finish()
        }
        for try await bytes in process.standardOutput {
          await take(bytes.withUnsafeBytes { Array($0) })
        }
        writing.cancel()
      }
    } catch {
      // As good as ended: the next question starts another one.
    }
    process = nil
    outgoing = nil
    hurry()
  }

  // MARK: Messages

  /// Shows the server the document as it is now, and asks about its cursor; returns the question's number.
  private func post(_ question: String, about document: NotebookDocument) -> Int {
    version += 1
    let address: JSONValue = .text(file)
    if version == 1 {
      notify(
        "textDocument/didOpen",
        [
          "textDocument": [
            "uri": address, "languageId": "swift", "version": 1, "text": .text(document.text),
          ]
        ])
    } else {
      notify(
        "textDocument/didChange",
        [
          "textDocument": ["uri": address, "version": .integer(version)],
          "contentChanges": [["text": .text(document.text)]],
        ])
    }
    return request(
      "textDocument/\(question)",
      [
        "textDocument": ["uri": address],
        "position": ["line": .integer(document.line), "character": .integer(document.character)],
      ])
  }

  private func notify(_ method: String, _ parameters: JSONValue) {
    post(["jsonrpc": "2.0", "method": .text(method), "params": parameters])
  }

  private func request(_ method: String, _ parameters: JSONValue) -> Int {
    requestCount += 1
    post([
      "jsonrpc": "2.0", "id": .integer(requestCount), "method": .text(method),
      "params": parameters,
    ])
    return requestCount
  }

  private func post(_ message: JSONValue) {
    if waiting == nil { send(message) } else { waiting?.append(message) }
  }

  private func send(_ message: JSONValue) {
    if let bytes = try? ServerFrames.frame(message) { outgoing?.yield(bytes) }
  }

  private func take(_ bytes: [UInt8]) {
    for message in frames.messages(adding: bytes) {
      guard let id = message["id"] else { continue }
      if message["method"] != nil {
        // It asks for something that we have not offered.
        send(["jsonrpc": "2.0", "id": id, "result": .null])
      } else if id.integer == initialization {
        send(["jsonrpc": "2.0", "method": "initialized", "params": [:]])
        for message in waiting ?? [] { send(message) }
        waiting = nil
      } else if let number = id.integer {
        settle(number, message["result"])
      }
    }
  }

  private func settle(_ number: Int, _ result: JSONValue?) {
    open.removeValue(forKey: number)?.resume(returning: result == .null ? nil : result)
  }
}
