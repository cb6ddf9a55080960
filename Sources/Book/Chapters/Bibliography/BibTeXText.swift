import Foundation

/// LaTeX as it stands in bibliographies, turned into plain text.
enum BibTeXText {
  /// Accents, by the command that puts one on the letter behind it, as combining characters.
  private static let accents: [Character: String] = [
    "`": "\u{300}", "'": "\u{301}", "^": "\u{302}", "~": "\u{303}", "=": "\u{304}",
    "u": "\u{306}", ".": "\u{307}", "\"": "\u{308}", "r": "\u{30A}", "H": "\u{30B}",
    "v": "\u{30C}", "d": "\u{323}", "c": "\u{327}", "k": "\u{328}",
  ]

  /// Commands that are a letter.
  private static let letters = [
    "ss": "ß", "o": "ø", "O": "Ø", "l": "ł", "L": "Ł", "ae": "æ", "AE": "Æ", "oe": "œ", "OE": "Œ",
    "aa": "å", "AA": "Å", "i": "i", "j": "j",
  ]

  /// Returns the text without braces and commands, its accents on their letters.
  static func plain(_ text: String) -> String {
    var plain = ""
    var rest = text[...]
    while let character = rest.popFirst() {
      switch character {
      case "{", "}", "$": break
      case "~": plain += "\u{A0}"
      case "\\": plain += command(&rest)
      default: plain.append(character)
      }
    }
    for (written, meant) in [("---", "—"), ("--", "–"), ("``", "“"), ("''", "”")] {
      plain = plain.replacing(written, with: meant)
    }
    return plain.split { $0 == " " || $0.isNewline || $0 == "\t" }.joined(separator: " ")
      .precomposedStringWithCanonicalMapping
  }

  /// Returns an address as it is: a tilde in it is no space, and two hyphens are no dash.
  static func address(_ text: String) -> String {
    var address = text.replacing("\\textasciitilde", with: "~").replacing("\\~", with: "~")
    address.removeAll { "{}\\".contains($0) || $0.isWhitespace }
    return address
  }

  /// What the command behind a backslash stands for.
  private static func command(_ rest: inout Substring) -> String {
    guard let first = rest.first else { return "" }
    let name = rest.prefix { $0.isLetter && $0.isASCII }
    if let letter = letters[String(name)] {
      rest = rest[name.endIndex...].drop { $0 == " " }
      return letter
    }
    // A letter names an accent only by itself: `\c c`, but not `\cite`.
    if name.count <= 1, let accent = accents[first] {
      rest = rest.dropFirst().drop { $0 == " " || $0 == "{" }
      let dotless = rest.hasPrefix("\\i") || rest.hasPrefix("\\j")
      if dotless { rest.removeFirst() }
      guard let letter = rest.popFirst() else { return "" }
      return String(letter) + accent
    }
    guard !name.isEmpty else {
      rest.removeFirst()
      return String(first)
    }
    rest = rest[name.endIndex...].drop { $0 == " " }
    return ""
  }

  /// The people in a list such as `LeCun, Yann and L{\'e}on Bottou`.
  static func people(in list: String) -> [BibliographyEntry.Person] {
    names(in: list).map(person)
  }

  /// The names of a list; an `and` in braces joins nothing.
  private static func names(in list: String) -> [String] {
    var names: [[Substring]] = [[]]
    var depth = 0
    for word in list.split(whereSeparator: \.isWhitespace) {
      if depth == 0, word.lowercased() == "and" {
        names.append([])
        continue
      }
      depth += word.count { $0 == "{" } - word.count { $0 == "}" }
      names[names.count - 1].append(word)
    }
    return names.filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
  }

  private static func person(_ name: String) -> BibliographyEntry.Person {
    if name.hasPrefix("{"), name.firstIndex(of: "}") == name.index(before: name.endIndex) {
      return BibliographyEntry.Person(familyName: plain(name))
    }
    let parts = name.split(separator: ",").map { plain(String($0)) }
    switch parts.count {
    case 2: return BibliographyEntry.Person(givenNames: parts[1], familyName: parts[0])
    case 3...:
      // `King, Jr., Martin Luther`
      return BibliographyEntry.Person(
        givenNames: parts[2], familyName: "\(parts[0]), \(parts[1])")
    default: break
    }
    let words = plain(name).split(separator: " ")
    // A small word such as `van` begins the family name.
    let start =
      words.dropLast().firstIndex { $0.first?.isLowercase == true } ?? max(0, words.count - 1)
    return BibliographyEntry.Person(
      givenNames: words[..<start].joined(separator: " "),
      familyName: words[start...].joined(separator: " "))
  }
}
