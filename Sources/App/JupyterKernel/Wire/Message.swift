import Foundation

/// A message of Jupyter's protocol.
///
/// - SeeAlso: Project Jupyter, *Messaging in Jupyter*, version 5.3, "The wire protocol".
package struct Message: Sendable {
  package struct Header: Hashable, Codable, Sendable {
    package var id: String
    package var session: String
    package var username: String
    package var date: String
    package var type: String
    package var version: String

    package enum CodingKeys: String, CodingKey {
      case session, username, date, version
      case id = "msg_id"
      case type = "msg_type"
    }

    package init(type: String, session: String, id: String, date: String) {
      self.type = type
      self.session = session
      self.id = id
      self.date = date
      username = "kernel"
      version = Message.protocolVersion
    }

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      id = try container.decode(String.self, forKey: .id)
      type = try container.decode(String.self, forKey: .type)
      // Some front ends leave these out.
      session = try container.decodeIfPresent(String.self, forKey: .session) ?? ""
      username = try container.decodeIfPresent(String.self, forKey: .username) ?? ""
      date = try container.decodeIfPresent(String.self, forKey: .date) ?? ""
      version = try container.decodeIfPresent(String.self, forKey: .version) ?? ""
    }
  }

  package static let protocolVersion = "5.3"

  /// Who sent it, as ZeroMQ knows them: one frame each; of what is published, its topic.
  package var identities: [[UInt8]] = []
  package var header: Header
  /// The header of the message that this one belongs to, as it came; an empty object where there is none.
  package var parentHeader: [UInt8] = Array("{}".utf8)
  package var metadata: JSONValue = [:]
  package var content: JSONValue
  package var buffers: [[UInt8]] = []
  /// The header as it came, which replies quote.
  package private(set) var headerBytes: [UInt8] = []

  /// Why frames are no message.
  package enum Mistake: Error, Hashable, CustomStringConvertible {
    case noDelimiter
    case tooShort(frames: Int)
    case wrongSignature
    case unreadable(part: String)

    package var description: String {
      switch self {
      case .noDelimiter: "a message without <IDS|MSG>"
      case .tooShort(let frames): "a message of \(frames) parts, where 5 are the least"
      case .wrongSignature: "a message whose signature is not that of the connection file's key"
      case .unreadable(let part): "a message whose \(part) is not the JSON that it should be"
      }
    }
  }

  package init(
    identities: [[UInt8]] = [], header: Header, parent: [UInt8]? = nil, content: JSONValue,
    metadata: JSONValue = [:]
  ) {
    self.identities = identities
    self.header = header
    parentHeader = parent ?? Array("{}".utf8)
    self.content = content
    self.metadata = metadata
  }

  private static let delimiter = Array("<IDS|MSG>".utf8)

  /// Reads a message from its frames.
  ///
  ///     identities…  <IDS|MSG>  signature  header  parent header  metadata  content  buffers…
  ///
  /// - Throws: `Mistake`; a message whose signature is not right is not looked into.
  package init(frames: [[UInt8]], signature: MessageSignature) throws(Mistake) {
    guard let place = frames.firstIndex(of: Self.delimiter) else { throw .noDelimiter }
    let rest = Array(frames[(place + 1)...])
    guard rest.count >= 5 else { throw .tooShort(frames: rest.count) }
    guard signature.isValid(rest[0], of: Array(rest[1..<5])) else { throw .wrongSignature }
    identities = Array(frames[..<place])
    header = try Self.decode(Header.self, rest[1], "header")
    headerBytes = rest[1]
    parentHeader = rest[2]
    metadata = try Self.decode(JSONValue.self, rest[3], "metadata")
    content = try Self.decode(JSONValue.self, rest[4], "content")
    buffers = Array(rest[5...])
  }

  private static func decode<Value: Decodable>(
    _ type: Value.Type, _ bytes: [UInt8], _ part: String
  ) throws(Mistake) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data(bytes))
    } catch {
      throw .unreadable(part: part)
    }
  }

  /// Returns the frames of the message, signed.
  ///
  /// - Throws: When a number in it is none that JSON can hold.
  package func frames(signature: MessageSignature) throws -> [[UInt8]] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
    let parts = [
      Array(try encoder.encode(header)), parentHeader, Array(try encoder.encode(metadata)),
      Array(try encoder.encode(content)),
    ]
    return identities + [Self.delimiter, Array(signature.sign(parts).utf8)] + parts + buffers
  }
}
