import Numerals

/// Numbers spelled in digits, as print sets them: a true minus, thousands apart, raised exponents.
enum Digits {
  /// Returns `value` rounded to `places` decimals, with a plain hyphen for minus.
  static func fixed(_ value: Double, places: Int) -> String {
    let scale = Double(10).power(places)
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e15 else { return String(value) }
    let whole = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, places + 1 - whole.count)) + whole
    let sign = value < 0 && scaled != 0 ? "-" : ""
    guard places > 0 else { return sign + padded }
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
  }

  /// Returns `value` rounded, with a comma between thousands and a true minus.
  static func grouped(_ value: Double, places: Int) -> String {
    let text = fixed(value, places: places)
    // Most numbers of a figure are short, and to look at bytes takes a tenth of the time of characters.
    let isNegative = text.utf8.first == UInt8(ascii: "-")
    let short = text.utf8.dropFirst(isNegative ? 1 : 0).prefix {
      (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
    }
    if short.count <= 3, !text.utf8.contains(UInt8(ascii: "e")) {
      return isNegative ? minus(text) : text
    }
    let digits = text.drop { $0 == "-" }
    guard !digits.contains("e") else { return minus(text) }
    let whole = digits.prefix { $0 != "." }
    return (text.hasPrefix("-") ? "−" : "") + whole.thousandsApart + digits.dropFirst(whole.count)
  }

  static func minus(_ text: String) -> String {
    text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  /// Returns the text without zeros at the end of its decimals.
  static func trimmed(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
    var bytes = text.utf8[...]
    while bytes.last == UInt8(ascii: "0") { bytes.removeLast() }
    if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
    return String(Substring(bytes))
  }

  /// Returns how many decimals, up to 9, `value` needs to be told from its rounding.
  static func places(of value: Double) -> Int {
    var scaled = abs(value)
    // A tick computed as 3 × 0.1 is 0.30000000000000004: compare with the size of the value.
    let tolerance = max(scaled, 1e-12) * 1e-9
    var unit = 1.0
    for places in 0..<9 {
      if abs(scaled - scaled.rounded()) * unit <= tolerance { return places }
      scaled *= 10
      unit /= 10
    }
    return 9
  }

  static func superscript(_ exponent: Int) -> String {
    let raised: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let digits = String(abs(exponent)).compactMap(\.wholeNumberValue).map { raised[$0] }
    return (exponent < 0 ? "⁻" : "") + String(digits)
  }
}
