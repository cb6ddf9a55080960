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
    for line in text.split(separator: "\n") {
      guard let first = line.first, first != "%", first != "#", !first.isUppercase else { continue }
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
}
