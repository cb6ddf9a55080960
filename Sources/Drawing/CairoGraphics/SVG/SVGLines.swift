import Graphics

/// Text of an SVG document that is being written.
struct SVGLines {
  private(set) var bytes: [UInt8] = []

  mutating func append(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  @_disfavoredOverload
  mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func append(_ text: [UInt8]) { bytes.append(contentsOf: text) }

  /// Appends a number with up to three decimals: a thousandth of a point is less than a screen or a
  /// printer shows.
  mutating func append(_ number: Double) { append(number, unit: 1000) }

  /// Appends a factor with up to six decimals: it enlarges many samples.
  mutating func append(factor: Double) { append(factor, unit: 1_000_000) }

  /// Appends a number in whole parts of one, of which there are `unit`, a power of ten.
  private mutating func append(_ number: Double, unit: Int) {
    // What is not finite, or far outside of any page, shows nowhere.
    guard number.isFinite else { return bytes.append(UInt8(ascii: "0")) }
    var rest = Int((min(max(number, -1e9), 1e9) * Double(unit)).rounded())
    if rest < 0 {
      bytes.append(UInt8(ascii: "-"))
      rest = -rest
    }
    append(whole: rest / unit)
    rest %= unit
    guard rest > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    var unit = unit / 10
    while rest > 0 {
      bytes.append(UInt8(ascii: "0") + UInt8(rest / unit))
      rest %= unit
      unit /= 10
    }
  }

  private mutating func append(whole number: Int) {
    if number >= 10 { append(whole: number / 10) }
    bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
  }

  /// Appends numbers with commas between them.
  mutating func append(_ numbers: [Double]) {
    for (index, number) in numbers.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      append(number)
    }
  }

  private mutating func append(_ letter: Unicode.Scalar, _ points: Point...) {
    bytes.append(UInt8(ascii: letter))
    for (index, point) in points.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: " ")) }
      append(point.x)
      bytes.append(UInt8(ascii: " "))
      append(point.y)
    }
  }

  mutating func append(_ path: Path) {
    for segment in path.segments {
      switch segment {
      case .move(let point): append("M", point)
      case .line(let point): append("L", point)
      case .curve(let first, let second, let end): append("C", first, second, end)
      case .close: bytes.append(UInt8(ascii: "Z"))
      }
    }
  }

  /// Appends bytes in base 64.
  ///
  /// - SeeAlso: RFC 4648, section 4.
  mutating func append(base64 content: [UInt8]) {
    for start in stride(from: 0, to: content.count, by: 3) {
      let group = content[start..<min(start + 3, content.count)]
      var bits = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
      bits <<= 8 * UInt32(3 - group.count)
      for index in 0..<4 {
        bytes.append(
          index > group.count
            ? UInt8(ascii: "=") : Self.digits[Int(bits >> (18 - 6 * UInt32(index)) & 63)])
      }
    }
  }

  private static let digits = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  /// Appends an attribute for a colour, and one for its opacity.
  mutating func append(_ attribute: StaticString, _ color: Color) {
    append(" ")
    append(attribute)
    append("=\"#")
    for part in [color.red, color.green, color.blue] {
      let value = UInt8((min(max(part, 0), 1) * 255).rounded())
      for digit in [value >> 4, value & 15] {
        bytes.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
      }
    }
    append("\"")
    guard color.alpha < 1 else { return }
    append(" ")
    append(attribute)
    append("-opacity=\"")
    append(max(color.alpha, 0))
    append("\"")
  }
}
