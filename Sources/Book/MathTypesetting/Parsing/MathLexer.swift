/// A word of a formula, and the bytes it stands on.
struct MathToken {
  enum Kind: Hashable {
    /// `\name`, or a backslash with one sign.
    case command(String)
    case character(Unicode.Scalar)
    case space
    case openGroup, closeGroup
    case superscript, `subscript`
    case alignment
    case end
  }

  let kind: Kind
  /// UTF-8 offsets in the formula.
  let range: Range<Int>
}

/// Cuts TeX source into tokens.
///
///     command    = "\" (letter+ | any character)
///     comment    = "%" … end of line, skipped
///     space      = one or more blanks
///     otherwise one character each; { } ^ _ & are tokens of their own
enum MathLexer {
  static func tokens(of tex: String) throws(MathError) -> [MathToken] {
    var tokens: [MathToken] = []
    let scalars = Array(tex.unicodeScalars)
    var index = 0
    var offset = 0

    /// Moves past the next scalar and returns it.
    func advance() -> Unicode.Scalar {
      let scalar = scalars[index]
      index += 1
      offset += UTF8.width(scalar)
      return scalar
    }

    while index < scalars.count {
      let start = offset
      let scalar = advance()
      let kind: MathToken.Kind
      switch scalar {
      case "\\":
        guard index < scalars.count else {
          throw MathError(
            at: start..<offset, "the formula ends in a single backslash",
            fix: "Write a command such as '\\alpha' after it, or remove it.")
        }
        var name = String(Character(advance()))
        if name.unicodeScalars.allSatisfy(isLetter) {
          while index < scalars.count, isLetter(scalars[index]) {
            name.unicodeScalars.append(advance())
          }
          if index < scalars.count, scalars[index] == "*", starredCommands.contains(name) {
            name.unicodeScalars.append(advance())
          }
        }
        kind = .command(name)
      case "%":
        while index < scalars.count, scalars[index] != "\n" { _ = advance() }
        continue
      case " ", "\t", "\n", "\r":
        while index < scalars.count, isBlank(scalars[index]) { _ = advance() }
        kind = .space
      case "{": kind = .openGroup
      case "}": kind = .closeGroup
      case "^": kind = .superscript
      case "_": kind = .subscript
      case "&": kind = .alignment
      default: kind = .character(scalar)
      }
      tokens.append(MathToken(kind: kind, range: start..<offset))
    }
    tokens.append(MathToken(kind: .end, range: offset..<offset))
    return tokens
  }

  private static let starredCommands: Set = ["operatorname"]

  private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
  }

  private static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
    scalar == " " || scalar == "\t" || scalar == "\n" || scalar == "\r"
  }
}
