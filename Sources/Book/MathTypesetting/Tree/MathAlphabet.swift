/// The letter shapes of mathematics, each a range of its own in Unicode.
///
/// - SeeAlso: The Unicode Standard 15.0, section 22.2, "Mathematical Alphanumeric Symbols".
package enum MathAlphabet: Hashable, Sendable {
  case upright, italic, bold, boldItalic, calligraphic, doubleStruck, fraktur, sansSerif, monospace

  /// Returns the alphabet that TeX gives `letter` when the author asks for none.
  static func standard(for letter: Unicode.Scalar) -> MathAlphabet {
    switch letter {
    case "A"..."Z", "a"..."z", "α"..."ω", "∂", "ϵ", "ϑ", "ϕ", "ϱ", "ϖ", "ϰ", "ı", "ȷ": .italic
    default: .upright
    }
  }

  /// Returns the code point of `letter` in this alphabet, or `letter` where it has none.
  func styled(_ letter: Unicode.Scalar) -> Unicode.Scalar {
    if let exception = exceptions[letter] { return exception }
    let start: UInt32?
    let base: Unicode.Scalar
    switch letter {
    case "A"..."Z": (start, base) = (latinStart, "A")
    case "a"..."z": (start, base) = (latinStart.map { $0 + 26 }, "a")
    case "0"..."9": (start, base) = (digitStart, "0")
    case "Α"..."Ω": (start, base) = (greekStart, "Α")
    case "α"..."ω": (start, base) = (greekStart.map { $0 + 26 }, "α")
    default: return letter
    }
    return start.flatMap { Unicode.Scalar($0 + letter.value - base.value) } ?? letter
  }

  /// Returns `text` with each character in this alphabet.
  func styled(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars { result.append(styled(scalar)) }
    return String(result)
  }

  private var latinStart: UInt32? {
    switch self {
    case .upright: nil
    case .bold: 0x1D400
    case .italic: 0x1D434
    case .boldItalic: 0x1D468
    case .calligraphic: 0x1D49C
    case .fraktur: 0x1D504
    case .doubleStruck: 0x1D538
    case .sansSerif: 0x1D5A0
    case .monospace: 0x1D670
    }
  }

  private var greekStart: UInt32? {
    switch self {
    case .bold: 0x1D6A8
    case .italic: 0x1D6E2
    case .boldItalic: 0x1D71C
    default: nil
    }
  }

  private var digitStart: UInt32? {
    switch self {
    case .bold, .boldItalic: 0x1D7CE
    case .doubleStruck: 0x1D7D8
    case .sansSerif: 0x1D7E2
    case .monospace: 0x1D7F6
    default: nil
    }
  }

  /// Letters that Unicode had before the alphabets came, and which keep their old places.
  private var exceptions: [Unicode.Scalar: Unicode.Scalar] {
    switch self {
    case .italic:
      [
        "h": "ℎ", "∂": "𝜕", "ϵ": "𝜖", "ϑ": "𝜗", "ϰ": "𝜘", "ϕ": "𝜙", "ϱ": "𝜚", "ϖ": "𝜛", "ı": "𝚤",
        "ȷ": "𝚥",
      ]
    case .calligraphic:
      [
        "B": "ℬ", "E": "ℰ", "F": "ℱ", "H": "ℋ", "I": "ℐ", "L": "ℒ", "M": "ℳ", "R": "ℛ",
        "e": "ℯ", "g": "ℊ", "o": "ℴ",
      ]
    case .doubleStruck:
      ["C": "ℂ", "H": "ℍ", "N": "ℕ", "P": "ℙ", "Q": "ℚ", "R": "ℝ", "Z": "ℤ"]
    case .fraktur: ["C": "ℭ", "H": "ℌ", "I": "ℑ", "R": "ℜ", "Z": "ℨ"]
    default: [:]
    }
  }
}
