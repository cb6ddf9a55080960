/// Texts as they stand in a PDF.
enum PDFText {
  /// A text for readers: in ASCII, or in UTF-16 with its mark.
  static func literal(_ text: String) -> String {
    let bytes = Array(text.utf8)
    if bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) { return literal(bytes) }
    let units = [0xFEFF] + Array(text.utf16)
    return hexadecimal(units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] })
  }

  /// The bytes of a name, or of another text that nobody reads.
  static func literal(_ bytes: [UInt8]) -> String {
    guard bytes.allSatisfy({ (0x20..<0x7F).contains($0) }) else { return hexadecimal(bytes) }
    var text = "("
    for byte in bytes {
      let character = Character(UnicodeScalar(byte))
      if "()\\".contains(character) { text.append("\\") }
      text.append(character)
    }
    return text + ")"
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef")
    return "<" + String(bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }) + ">"
  }
}
