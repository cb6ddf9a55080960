import Graphics

/// Changes of SVG documents that ``SVGCanvas`` wrote.
enum SVGText {
  /// Puts a plain area behind all that a document draws.
  static func painted(_ source: String, with color: Color) -> String {
    guard let start = source.firstRange(of: "<svg "),
      let end = source[start.upperBound...].firstIndex(of: ">")
    else { return source }
    var area = SVGLines()
    area.append("\n<rect width=\"100%\" height=\"100%\"")
    area.append("fill", color)
    area.append("/>")
    return source[...end] + String(decoding: area.bytes, as: UTF8.self)
      + source[source.index(after: end)...]
  }

  /// Puts a prefix before each id.
  static func prefixed(_ source: [UInt8], idPrefix: String) -> String {
    source.withUnsafeBufferPointer { source in
      var result: [UInt8] = []
      result.reserveCapacity(source.count + source.count / 16)
      // Whatever stands before it is in the result already.
      var rest = 0
      var position = 0
      while position + 1 < source.count {
        guard canOpen(source[position], source[position + 1]),
          let opening = openings.first(where: { matches($0, in: source, at: position) })
        else {
          position += 1
          continue
        }
        position += opening.count
        result.append(contentsOf: source[rest..<position])
        result.append(contentsOf: idPrefix.utf8)
        rest = position
      }
      result.append(contentsOf: source[rest...])
      return String(decoding: result, as: UTF8.self)
    }
  }

  /// What stands before an id.
  private static let openings = [#" id=""#, "xlink:href=\"#", "url(#"].map { Array($0.utf8) }

  /// Whether one of them begins with these two bytes: nearly all that is read is digits and spaces.
  private static func canOpen(_ first: UInt8, _ second: UInt8) -> Bool {
    switch first {
    case UInt8(ascii: " "): second == UInt8(ascii: "i")
    case UInt8(ascii: "x"): second == UInt8(ascii: "l")
    case UInt8(ascii: "u"): second == UInt8(ascii: "r")
    default: false
    }
  }

  private static func matches(
    _ pattern: [UInt8], in source: UnsafeBufferPointer<UInt8>, at position: Int
  ) -> Bool {
    source.count - position >= pattern.count
      && source[position..<position + pattern.count].elementsEqual(pattern)
  }
}
