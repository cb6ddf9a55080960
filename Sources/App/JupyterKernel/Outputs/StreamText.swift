/// Puts text together that comes in pieces of bytes, which may cut a character in two.
package struct StreamText {
  private var pending: [UInt8] = []

  package init() {}

  /// Returns the text that is complete with `bytes`; a character that is not waits for its rest.
  package mutating func text(adding bytes: [UInt8]) -> String {
    pending += bytes
    let end = pending.count - Self.openCount(pending)
    defer { pending.removeFirst(end) }
    return String(decoding: pending[..<end], as: UTF8.self)
  }

  /// Returns what is left, now that nothing more comes.
  package mutating func rest() -> String {
    defer { pending = [] }
    return String(decoding: pending, as: UTF8.self)
  }

  /// How many bytes at the end begin a character of UTF-8 that goes on: a first byte tells how many follow.
  private static func openCount(_ bytes: [UInt8]) -> Int {
    for back in 1...3 where back <= bytes.count {
      let byte = bytes[bytes.count - back]
      if byte & 0b1100_0000 == 0b1000_0000 { continue }
      let length = byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1
      return length > back ? back : 0
    }
    return 0
  }
}
