import Foundation

/// Messages of JSON as language servers send them: behind a head that tells their length.
///
/// - SeeAlso: *Language Server Protocol Specification 3.17*, "Base Protocol".
package struct ServerFrames {
  private var pending: [UInt8] = []

  package init() {}

  /// A message with its head.
  package static func frame(_ message: JSONValue) throws -> [UInt8] {
    let body = try JSONEncoder().encode(message)
    return Array("Content-Length: \(body.count)\r\n\r\n".utf8) + body
  }

  /// Returns the messages that are complete with `bytes`; what is not JSON is left out.
  package mutating func messages(adding bytes: [UInt8]) -> [JSONValue] {
    pending += bytes
    var messages: [JSONValue] = []
    while let end = pending.firstRange(of: Array("\r\n\r\n".utf8)) {
      let length = Self.length(in: String(decoding: pending[..<end.lowerBound], as: UTF8.self))
      guard pending.count - end.upperBound >= length else { break }
      let body = Data(pending[end.upperBound..<(end.upperBound + length)])
      if let message = try? JSONDecoder().decode(JSONValue.self, from: body) {
        messages.append(message)
      }
      pending.removeFirst(end.upperBound + length)
    }
    return messages
  }

  /// How many bytes stand behind a head.
  private static func length(in head: String) -> Int {
    for line in head.split(separator: "\r\n") {
      let parts = line.split(separator: ":")
      guard parts.count == 2, parts[0].lowercased() == "content-length" else { continue }
      return max(0, Int(parts[1].filter { !$0.isWhitespace }) ?? 0)
    }
    return 0
  }
}
