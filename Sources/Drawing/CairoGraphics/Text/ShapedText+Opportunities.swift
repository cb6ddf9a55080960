import CPangoCairo
import Graphics

extension ShapedText {
  /// The bytes where a line ends and where the next one starts.
  typealias Offsets = (end: Int, next: Int)

  /// Returns the places where a line may end, the text's end being the last.
  ///
  /// - Parameters:
  ///   - hyphenate: Where a word may be divided.
  ///   - width: A piece wider than this may break between any two letters; better so than outside
  ///     the page.
  /// - Returns: The places in order, each with the bytes where its line ends and the next one starts.
  func opportunities(
    hyphenate: ((Substring) -> [Int])?, within width: Double = .infinity
  ) -> [(place: LineBreaker.Opportunity, offsets: Offsets)] {
    let bytes = Array(text.utf8)
    let x = positions()
    var spacesBefore = [0]
    for byte in bytes {
      spacesBefore.append(spacesBefore[spacesBefore.count - 1] + (byte == 0x20 ? 1 : 0))
    }

    func opportunity(at byte: Int, penalty: Double, hyphenWidth: Double = 0)
      -> (place: LineBreaker.Opportunity, offsets: Offsets)
    {
      var end = byte
      while end > 0, bytes[end - 1] == 0x20 { end -= 1 }
      let place = LineBreaker.Opportunity(
        end: x[end], next: x[byte], spaces: spacesBefore[end], nextSpaces: spacesBefore[byte],
        penalty: penalty, hyphenWidth: hyphenWidth)
      return (place, (end, byte))
    }

    var penalties: [Int: Double] = [:]
    for byte in codeBreaks(in: bytes) { penalties[byte] = 150 }
    for byte in unicodeBreaks()
    where !startsWithSign(at: byte, in: bytes) && !followsOptionSign(at: byte, in: bytes)
      && !followsScheme(at: byte, in: bytes)
    {
      penalties[byte] = bytes[byte - 1] == 0x20 ? 0 : 20
    }
    var hyphens: [Int: Double] = [:]
    if let hyphenate {
      let width = hyphenWidth
      for byte in hyphenPlaces(hyphenate) where penalties[byte] == nil {
        penalties[byte] = 60
        hyphens[byte] = width
      }
    }
    penalties[bytes.count] = 0
    var start = 0
    for end in penalties.keys.sorted() {
      if x[end] - x[start] > width {
        for byte in start + 1..<end where bytes[byte] & 0xC0 != 0x80 { penalties[byte] = 2000 }
      }
      start = end
    }
    return penalties.keys.sorted().filter { $0 > 0 }.map {
      opportunity(at: $0, penalty: penalties[$0, default: 0], hyphenWidth: hyphens[$0, default: 0])
    }
  }

  /// Returns the bytes before which Unicode allows a break.
  private func unicodeBreaks() -> [Int] {
    var count: Int32 = 0
    let attributes = UnsafeBufferPointer(
      start: pango_layout_get_log_attrs_readonly(layout, &count), count: Int(count))
    var breaks: [Int] = []
    var byte = 0
    for (index, scalar) in text.unicodeScalars.enumerated() {
      if index > 0, attributes[index].is_line_break != 0 { breaks.append(byte) }
      byte += UTF8.width(scalar)
    }
    return breaks
  }

  /// Whether a percent sign stands there, which would be lost without its number.
  private func startsWithSign(at byte: Int, in bytes: [UInt8]) -> Bool {
    byte < bytes.count && bytes[byte] == UInt8(ascii: "%")
  }

  /// Whether the hyphens of an option such as `--profile` stand before it, and nothing of its name.
  private func followsOptionSign(at byte: Int, in bytes: [UInt8]) -> Bool {
    let word = bytes[..<byte].reversed().prefix { $0 != 0x20 }
    return !word.isEmpty && word.allSatisfy { $0 == UInt8(ascii: "-") }
  }

  /// Whether a colon stands before it that belongs to what follows, as in `doi:10.1109/5.726791`.
  private func followsScheme(at byte: Int, in bytes: [UInt8]) -> Bool {
    byte > 0 && byte < bytes.count && bytes[byte - 1] == UInt8(ascii: ":") && bytes[byte] != 0x20
  }

  /// Returns the bytes behind the points, brackets and slashes of code.
  private func codeBreaks(in bytes: [UInt8]) -> [Int] {
    let marks = Set("./(,:_-=[".utf8)
    return pieces.filter(\.span.breaksInside).flatMap { piece in
      // At least two characters stay on either side.
      piece.bytes.dropFirst(2).dropLast(1).filter {
        marks.contains(bytes[$0 - 1]) && !followsOptionSign(at: $0, in: bytes)
      }
    }
  }

  private func hyphenPlaces(_ hyphenate: (Substring) -> [Int]) -> [Int] {
    var places: [Int] = []
    for piece in pieces where !piece.span.breaksInside {
      guard case .text(let words) = piece.span.content else { continue }
      // A hyphen in an address would be taken for a part of it.
      let tokens = words.split(whereSeparator: \.isWhitespace).filter { !$0.contains("://") }
      for word in tokens.flatMap({ $0.split(whereSeparator: { !$0.isLetter }) }) {
        let start = words.utf8.distance(from: words.startIndex, to: word.startIndex)
        guard piece.bytes.lowerBound + start + word.utf8.count <= piece.bytes.upperBound else {
          continue
        }
        for offset in hyphenate(word) {
          places.append(piece.bytes.lowerBound + start + word.prefix(offset).utf8.count)
        }
      }
    }
    return places
  }

  private var hyphenWidth: Double {
    guard let style = pieces.first?.span.style else { return 0 }
    return ShapedText.width(of: "-", style: style)
  }

  private static func width(of text: String, style: TextStyle) -> Double {
    FontContext.shared.extent(of: text, style: style).width
  }
}
