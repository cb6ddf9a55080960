import Chapters
import Execution
import Foundation
import Notebooks

/// A kernel: it answers the front ends of Jupyter, and has their cells run as those of a chapter.
///
/// Requests on the shell channel are answered one after the other; those on the control channel
/// (interrupt, shutdown) also while a cell runs.
///
/// - SeeAlso: Project Jupyter, *Messaging in Jupyter*, version 5.3.
package actor Kernel {
  /// What the kernel says of itself.
  package struct Identity: Sendable {
    /// Convolume's.
    package var version: String
    /// Swift's, such as `6.3.1`.
    package var swift: @Sendable () async -> String

    package init(version: String, swift: @escaping @Sendable () async -> String) {
      self.version = version
      self.swift = swift
    }
  }

  let outlet: Outlet
  let identity: Identity
  /// Compiles and runs cells; fails when nothing can be run here.
  let session: Task<CellSession, any Error>
  let library: LibrarySymbols
  /// Finds what knows the types of names, and what was found.
  private let findLanguageServer: @Sendable () async throws -> LanguageServer
  private var foundLanguageServer: LanguageServer?
  let forms = OutputForms()
  var executionCount = 0
  var history = History()
  private let channels: KernelChannels
  private let signature: MessageSignature
  /// Requests to execute up to this one are not followed, because one before them failed.
  var abortedThrough = 0

  /// Prepares a kernel.
  ///
  /// - Parameters:
  ///   - channels: Where it listens.
  ///   - key: By which messages are signed.
  ///   - identity: What it says of itself.
  ///   - library: What cells can name of the library.
  ///   - languageServer: Prepares what knows the types of names.
  ///   - session: Prepares what runs cells.
  package init(
    channels: KernelChannels, key: String, identity: Identity, library: LibrarySymbols,
    languageServer: @escaping @Sendable () async throws -> LanguageServer,
    session: @escaping @Sendable () async throws -> CellSession
  ) {
    self.channels = channels
    self.identity = identity
    self.library = library
    findLanguageServer = languageServer
    signature = MessageSignature(key: Array(key.utf8))
    outlet = Outlet(channels: channels, signature: signature)
    self.session = Task {
      let session = try await session()
      try await session.start()
      return session
    }
  }

  /// Answers until a front end asks for the end.
  package func run() async {
    outlet.publishStatus("starting", about: nil)
    let (shell, shellArrivals) = AsyncStream<(Message, Int)>.makeStream()
    let answering = Task {
      for await (message, number) in shell { await answer(message, number: number) }
    }
    let preparing = Task { await prepareLanguageServer() }
    serving: for await arrival in channels.arrivals {
      let message: Message
      do {
        message = try Message(frames: arrival.frames, signature: signature)
      } catch {
        complain("left out: \(error.description)")
        continue
      }
      switch arrival.channel {
      case .shell:
        // No cell waits for an answer about names.
        if message.header.type == "execute_request" { await foundLanguageServer?.hurry() }
        shellArrivals.yield((message, arrival.number))
      case .control: if await answerControl(message) { break serving }
      // Cells cannot ask for a line of input.
      case .stdin, .publication: break
      }
    }
    shellArrivals.finish()
    answering.cancel()
    session.cancel()
    preparing.cancel()
    if case .success(let session) = await session.result { await session.end() }
    await preparing.value
    await foundLanguageServer?.end()
    await channels.close()
  }

  /// What knows the types of names; `nil` where the toolchain is not complete.
  var languageServer: LanguageServer? {
    get async {
      if foundLanguageServer == nil, let server = try? await findLanguageServer() {
        foundLanguageServer = foundLanguageServer ?? server
      }
      return foundLanguageServer
    }
  }

  /// How many messages have come so far.
  var receivedCount: Int { channels.receivedCount }

  // MARK: Requests

  /// Answers a request on the shell channel, between the words that the kernel is busy and idle.
  private func answer(_ request: Message, number: Int) async {
    outlet.publishStatus("busy", about: request)
    defer { outlet.publishStatus("idle", about: request) }
    let content: JSONValue
    switch request.header.type {
    case "execute_request": content = await execute(request, number: number)
    case "comm_open":
      // No front end's counterpart is here; the protocol says so by closing.
      outlet.publish(
        "comm_close", ["comm_id": request.content["comm_id"] ?? "", "data": [:]], about: request)
      return
    case "comm_msg", "comm_close": return
    default:
      guard let answer = await reply(to: request) else {
        complain("left out: a message of the unknown type '\(request.header.type)'")
        return
      }
      content = answer
    }
    outlet.reply(to: request, content, on: .shell)
  }

  /// Answers a request on the control channel.
  ///
  /// - Returns: Whether it asks for the end.
  private func answerControl(_ request: Message) async -> Bool {
    outlet.publishStatus("busy", about: request)
    defer { outlet.publishStatus("idle", about: request) }
    switch request.header.type {
    case "shutdown_request":
      outlet.reply(
        to: request,
        ["status": "ok", "restart": request.content["restart"] ?? false], on: .control)
      return true
    case "interrupt_request":
      await interrupt()
      outlet.reply(to: request, ["status": "ok"], on: .control)
    default:
      if let content = await reply(to: request) {
        outlet.reply(to: request, content, on: .control)
      } else {
        complain("left out: a message of the unknown type '\(request.header.type)'")
      }
    }
    return false
  }

  /// Ends the cell that runs.
  package func interrupt() async {
    guard case .success(let session) = await session.result else { return }
    await session.interrupt()
  }

  /// The answer to a request that changes nothing; `nil` when its type is unknown.
  private func reply(to request: Message) async -> JSONValue? {
    switch request.header.type {
    case "kernel_info_request": await information()
    case "is_complete_request": completeness(of: request.content["code"]?.text ?? "")
    case "complete_request": await completions(request.content)
    case "inspect_request": await inspection(request.content)
    case "history_request": ["status": "ok", "history": history.answer(to: request.content)]
    case "comm_info_request": ["status": "ok", "comms": [:]]
    default: nil
    }
  }

  private func information() async -> JSONValue {
    let swift = await identity.swift()
    return [
      "status": "ok",
      "protocol_version": .text(Message.protocolVersion),
      "implementation": "convolume",
      "implementation_version": .text(identity.version),
      "language_info": [
        "name": "swift", "version": .text(swift), "mimetype": "text/x-swift",
        "file_extension": ".swift", "pygments_lexer": "swift", "codemirror_mode": "swift",
      ],
      "banner": .text("Convolume \(identity.version), Swift \(swift)"),
      "debugger": false,
      "help_links": [
        ["text": "Swift", "url": "https://docs.swift.org/swift-book/"]
      ],
    ]
  }

  private func completeness(of code: String) -> JSONValue {
    switch SourceCompleteness(of: code) {
    case .complete: ["status": "complete"]
    case .invalid: ["status": "invalid"]
    case .incomplete(let indent):
      ["status": "incomplete", "indent": .text(String(repeating: " ", count: indent))]
    }
  }
}
