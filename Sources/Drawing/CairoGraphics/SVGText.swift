/// Repairs what Cairo 1.16 writes as SVG.
///
/// Cairo numbers its ids across the whole process, so the second drawing of one picture differs from
/// the first; here ids are numbered again, from 1, in order of appearance. And it cannot say that a
/// picture's samples stay sharp when enlarged.
enum SVGText {
  static func stable(_ source: [UInt8], idPrefix: String) -> String {
    numbered(source, idPrefix: idPrefix, openings: openings)
  }

  /// Puts a prefix before the ids of a document that is stable already.
  static func prefixed(_ source: [UInt8], idPrefix: String) -> String {
    numbered(source, idPrefix: idPrefix, openings: openings.filter { $0.closing != nil })
  }

  private typealias Opening = (text: [UInt8], closing: UInt8?)

  private static func numbered(
    _ source: [UInt8], idPrefix: String, openings: [Opening]
  ) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(source.count)
    var names: [[UInt8]: [UInt8]] = [:]

    func newName(_ old: ArraySlice<UInt8>) -> [UInt8] {
      let key = Array(old)
      if let known = names[key] { return known }
      let name = Array("\(idPrefix)d\(names.count + 1)".utf8)
      names[key] = name
      return name
    }

    var position = 0
    while position < source.count {
      // Most bytes are digits: only few can begin what is looked for.
      guard firstBytes.contains(source[position]),
        let opening = openings.first(where: { matches($0.text, in: source, at: position) })
      else {
        result.append(source[position])
        position += 1
        continue
      }
      result.append(contentsOf: opening.text)
      position += opening.text.count
      guard let closing = opening.closing,
        let end = source[position...].firstIndex(of: closing)
      else {
        result.append(contentsOf: Array(#" style="image-rendering:pixelated""#.utf8))
        continue
      }
      result.append(contentsOf: newName(source[position..<end]))
      position = end
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// What stands before an id, and the byte behind it; `nil` for the start of a picture.
  private static let openings: [Opening] = [
    (Array(#" id=""#.utf8), UInt8(ascii: "\"")),
    (Array("xlink:href=\"#".utf8), UInt8(ascii: "\"")),
    (Array("url(#".utf8), UInt8(ascii: ")")),
    (Array("<image".utf8), nil),
  ]

  private static let firstBytes = openings.map { $0.text[0] }

  private static func matches(_ pattern: [UInt8], in source: [UInt8], at position: Int) -> Bool {
    source.count - position >= pattern.count
      && source[position] == pattern[0]
      && source[position..<position + pattern.count].elementsEqual(pattern)
  }
}
