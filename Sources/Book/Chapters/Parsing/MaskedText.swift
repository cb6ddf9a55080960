/// A chapter's Markdown in which each piece of our dialect is one character from the private planes.
///
/// cmark sees `$a_1 * b_1$` as a letter, so that nothing inside it becomes emphasis; the builders put
/// the piece back in its place. A piece that ended up in code or in an address is restored as text.
struct MaskedText: Sendable {
  struct Piece: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
      case math(tex: String)
      case displayMath(tex: String, Attributes)
      case reference(Inline.Reference)
      case value(expression: String)
      case citation([Inline.Citation.Item], isInText: Bool)
      case attributes(Attributes)
      case divisionStart(Attributes)
      case divisionEnd
      /// `[` of `[text]{.class}`.
      case spanStart
      /// `]{.class}`.
      case spanEnd(Attributes)
      /// A character of the author's that stands in the private planes itself.
      case literal
    }

    var kind: Kind
    /// As written.
    var source: String
    /// Where what is inside begins: the TeX behind the dollar, the expression behind `{swift} `.
    var position: SourcePosition
    /// The character that stands for it.
    fileprivate(set) var mark = ""

    fileprivate mutating func move(to origin: SourcePosition) {
      position = origin
      if case .reference(var reference) = kind {
        reference.position = origin
        kind = .reference(reference)
      }
    }
  }

  /// A run of ordinary text, or a piece.
  enum Part: Hashable {
    case text(String)
    case piece(Piece)

    /// As it stands in the masked text.
    var masked: String {
      switch self {
      case .text(let text): text
      case .piece(let piece): piece.mark
      }
    }
  }

  /// The place that all pieces and nodes are said to have, when the text is no file of its own.
  private let origin: SourcePosition?
  private(set) var lines: [String] = []
  /// For each of `lines`, the file's line on which it begins.
  private(set) var lineNumbers: [Int] = []
  private(set) var pieces: [Piece] = []

  init(origin: SourcePosition? = nil) {
    self.origin = origin
  }

  var text: String { lines.joined(separator: "\n") + "\n" }

  /// The two private planes have 65,534 characters each.
  private static let planeSize: UInt32 = 0xFFFE
  static let capacity = Int(2 * planeSize)

  var isFull: Bool { pieces.count >= Self.capacity }

  /// Whether `character` could be taken for a piece.
  static func isPrivate(_ character: Character) -> Bool {
    character.unicodeScalars.contains { $0.value >= 0xF0000 }
  }

  mutating func add(line: String, number: Int) {
    lines.append(line)
    lineNumbers.append(number)
  }

  /// Returns the character that stands for `piece`, or its source when all characters are taken.
  mutating func mask(_ piece: Piece) -> String {
    guard !isFull, let mark = Self.character(for: pieces.count) else { return piece.source }
    var piece = piece
    piece.mark = mark
    if let origin { piece.move(to: origin) }
    pieces.append(piece)
    return mark
  }

  private static func character(for index: Int) -> String? {
    let index = UInt32(index)
    let value = index < planeSize ? 0x100000 + index : 0xF0000 + index - planeSize
    return Unicode.Scalar(value).map { String(Character($0)) }
  }

  func parts(of text: String) -> [Part] {
    var parts: [Part] = []
    var run = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      guard let piece = piece(for: scalar) else {
        run.append(scalar)
        continue
      }
      if !run.isEmpty { parts.append(.text(String(run))) }
      run = String.UnicodeScalarView()
      parts.append(.piece(piece))
    }
    if !run.isEmpty { parts.append(.text(String(run))) }
    return parts
  }

  /// The division's fence that `html` stands for, when it does.
  func divisionFence(_ html: String) -> Piece? {
    guard html.hasPrefix("<!--"), case .piece(let piece)? = parts(of: html).dropFirst().first
    else { return nil }
    switch piece.kind {
    case .divisionStart, .divisionEnd: return piece
    default: return nil
    }
  }

  /// Puts what the author wrote back in the place of each piece.
  func restored(_ text: String) -> String {
    parts(of: text).map { part in
      switch part {
      case .text(let text): text
      case .piece(let piece): piece.source
      }
    }.joined()
  }

  private func piece(for scalar: Unicode.Scalar) -> Piece? {
    let index: UInt32
    switch scalar.value {
    case 0x100000..<0x100000 + Self.planeSize: index = scalar.value - 0x100000
    case 0xF0000..<0xF0000 + Self.planeSize: index = scalar.value - 0xF0000 + Self.planeSize
    default: return nil
    }
    return pieces.indices.contains(Int(index)) ? pieces[Int(index)] : nil
  }

  /// The file's place of a node that cmark found at `line` and `column` (in bytes) of the masked text.
  func position(line: Int, column: Int) -> SourcePosition {
    if let origin { return origin }
    guard lines.indices.contains(line - 1) else {
      return SourcePosition(line: lineNumbers.last ?? 1, column: 1)
    }
    let before = String(decoding: lines[line - 1].utf8.prefix(max(0, column - 1)), as: UTF8.self)
    // The pieces before this place are as long as their sources.
    let width = parts(of: before).reduce(0) { width, part in
      switch part {
      case .text(let text): width + text.count
      case .piece(let piece): width + piece.source.count
      }
    }
    return SourcePosition(line: lineNumbers[line - 1], column: width + 1)
  }
}
