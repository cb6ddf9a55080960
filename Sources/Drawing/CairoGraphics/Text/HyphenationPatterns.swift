import Synchronization

/// Where the words of a language may be divided.
///
/// A pattern such as `hy3ph` says how good a break is between its letters: odd numbers allow it, even
/// ones forbid it, and at each place the highest number among all patterns that match wins.
///
/// - SeeAlso: Liang, *Word Hy-phen-a-tion by Com-put-er*, Stanford 1983.
package struct HyphenationPatterns: Sendable {
  private let table: Table
  private let lettersBefore = 2
  private let lettersAfter = 3

  /// Takes the text of a pattern file as TeX and Hunspell keep them: one pattern a line.
  ///
  /// Lines that set options, which are in capitals, and comments are passed over.
  package init(text: String) {
    table = Table(text)
  }

  /// Returns the offsets, in letters, at which `word` may be divided.
  package func breaks(in word: Substring) -> [Int] {
    let count = word.count
    guard count >= lettersBefore + lettersAfter, word.dropFirst().allSatisfy(\.isLowercase) else {
      return []
    }
    let patterns = table.patterns
    let letters = Array("." + word.lowercased() + ".")
    var best = [UInt8](repeating: 0, count: letters.count + 1)
    for start in letters.indices {
      var piece = ""
      for end in start..<min(start + patterns.longest, letters.count) {
        piece.append(letters[end])
        guard let numbers = patterns.values[piece] else { continue }
        for (offset, number) in numbers.enumerated() {
          best[start + offset] = max(best[start + offset], number)
        }
      }
    }
    return (lettersBefore...count - lettersAfter).filter { best[$0 + 1] % 2 == 1 }
  }
}

/// The patterns of a text, which is read when the first word is to be divided: most renders set no page.
private final class Table: Sendable {
  struct Patterns {
    var values: [String: [UInt8]] = [:]
    var longest = 0
  }

  private let text: String
  private let known = Mutex<Patterns?>(nil)

  init(_ text: String) { self.text = text }

  var patterns: Patterns {
    known.withLock { known in
      let patterns = known ?? Patterns(text)
      known = patterns
      return patterns
    }
  }
}

extension Table.Patterns {
  fileprivate init(_ text: String) {
    values.reserveCapacity(text.utf8.count / 8)
    for bytes in text.utf8.split(separator: UInt8(ascii: "\n")) {
      // To take a line apart by characters takes ten times as long, and most patterns have plain letters only.
      if bytes.allSatisfy({ $0 < 0x80 }) {
        add(plain: bytes)
      } else {
        add(Substring(bytes))
      }
    }
  }

  private mutating func add(plain line: Substring.UTF8View) {
    guard let first = line.first, first != UInt8(ascii: "%"), first != UInt8(ascii: "#"),
      !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
    else { return }
    var letters: [UInt8] = []
    var numbers: [UInt8] = [0]
    for byte in line where byte > UInt8(ascii: " ") {
      if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
        numbers[numbers.count - 1] = byte - UInt8(ascii: "0")
      } else {
        letters.append(byte)
        numbers.append(0)
      }
    }
    values[String(decoding: letters, as: UTF8.self)] = numbers
    longest = max(longest, letters.count)
  }

  private mutating func add(_ line: Substring) {
    guard let first = line.first, first != "%", first != "#", !first.isUppercase else { return }
    var letters = ""
    var numbers: [UInt8] = [0]
    for character in line where !character.isWhitespace {
      if let number = character.wholeNumberValue {
        numbers[numbers.count - 1] = UInt8(number)
      } else {
        letters.append(character)
        numbers.append(0)
      }
    }
    values[letters] = numbers
    longest = max(longest, letters.count)
  }
}
