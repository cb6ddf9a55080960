import Foundation

/// Through which a kernel answers and publishes.
struct Outlet: Sendable {
  private let channels: KernelChannels
  private let signature: MessageSignature
  /// Tells this run of the kernel from others.
  let session = UUID().uuidString.lowercased()

  init(channels: KernelChannels, signature: MessageSignature) {
    self.channels = channels
    self.signature = signature
  }

  /// Answers a request, on the channel on which it came.
  func reply(
    to request: Message, _ content: JSONValue, on channel: KernelChannels.Channel
  ) {
    let type = request.header.type.replacing("_request", with: "_reply")
    send(
      Message(
        identities: request.identities, header: header(type), parent: request.headerBytes,
        content: content),
      on: channel)
  }

  /// Tells all front ends of something that a request brought about; `nil` when none did.
  func publish(_ type: String, _ content: JSONValue, about request: Message?) {
    send(
      Message(
        identities: [Array("kernel.\(session).\(type)".utf8)], header: header(type),
        parent: request?.headerBytes, content: content),
      on: .publication)
  }

  func publishStatus(_ state: String, about request: Message?) {
    publish("status", ["execution_state": .text(state)], about: request)
  }

  private func header(_ type: String) -> Message.Header {
    Message.Header(
      type: type, session: session, id: UUID().uuidString.lowercased(),
      date: Date.now.formatted(.iso8601.time(includingFractionalSeconds: true)))
  }

  private func send(_ message: Message, on channel: KernelChannels.Channel) {
    do {
      channels.send(try message.frames(signature: signature), on: channel)
    } catch {
      complain("a message could not be written: \(error)")
    }
  }
}

/// Tells whoever looks at the front end's log.
func complain(_ sentence: String) {
  FileHandle.standardError.write(Data("convolume kernel: \(sentence)\n".utf8))
}
