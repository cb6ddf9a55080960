/// The letters and pictures of a page's drawings, each kept once.
///
/// Cairo writes text as outlines and repeats, in every drawing, the outline of each letter that it
/// uses: four fifths of a plot's bytes. Pictures come again for each theme and width. The drawings of
/// one page share them instead.
///
/// Read of a drawing is what Cairo writes: one element a line, each letter as a `<symbol>` and each
/// picture as an `<image>` in the drawing's definitions, and a `<use>` wherever it stands.
struct SymbolPool {
  private var names: [Shape: String] = [:]
  private var definitions: [String] = []

  /// What is written before and behind a shape's id.
  private struct Shape: Hashable {
    var bytes: [UInt8]

    // Of an array, each byte would be taken by itself.
    func hash(into hasher: inout Hasher) {
      bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
    }
  }

  /// Returns `drawing` with its shapes taken from the pool, after adding those that were not there.
  mutating func pooling(_ drawing: String) -> String {
    let text = Array(drawing.utf8)
    var kept: [ArraySlice<UInt8>] = []
    var renamed: [ArraySlice<UInt8>: String] = [:]
    var open: (name: ArraySlice<UInt8>, outline: [ArraySlice<UInt8>])?
    for line in text.split(separator: UInt8(ascii: "\n")) {
      if let symbol = open {
        if line.elementsEqual("</symbol>".utf8) {
          renamed[symbol.name] = name(
            for: Array(#"<symbol overflow="visible" id=""#.utf8),
            Array(#"">"#.utf8) + Self.lines(symbol.outline) + Array("</symbol>".utf8))
          open = nil
        } else {
          open?.outline.append(line)
        }
      } else if line.starts(with: "<symbol ".utf8), let name = line.quoted(after: #" id=""#) {
        open = (name, [])
      } else if line.starts(with: "<image ".utf8), line.suffix(2).elementsEqual("/>".utf8),
        let old = line.quoted(after: #" id=""#)
      {
        renamed[old] = name(
          for: Array(line[..<old.startIndex]), Array(line[old.endIndex...]))
      } else if let old = line.quoted(after: ##"xlink:href="#"##), let new = renamed[old] {
        kept.append(line[..<old.startIndex] + new.utf8 + line[old.endIndex...])
      } else if line.elementsEqual("</g>".utf8), kept.last?.elementsEqual("<g>".utf8) == true {
        kept.removeLast()
      } else {
        kept.append(line)
      }
    }
    return String(decoding: Self.lines(kept), as: UTF8.self)
  }

  private static func lines(_ lines: [ArraySlice<UInt8>]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(lines.reduce(lines.count) { $0 + $1.count })
    for (index, line) in lines.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: "\n")) }
      bytes += line
    }
    return bytes
  }

  /// All shapes, to stand once in the page, where nothing is seen of them.
  var html: HTML {
    guard !definitions.isEmpty else { return .empty }
    let shapes = HTML.element("defs", .block(definitions.map { .markup($0) }))
    return .element(
      "svg", ["class": "symbols", "width": "0", "height": "0", "aria-hidden": "true"],
      .block([shapes]))
  }

  /// Returns the id of the shape that is written `head`, id, `tail`.
  private mutating func name(for head: [UInt8], _ tail: [UInt8]) -> String {
    let shape = Shape(bytes: head + tail)
    if let known = names[shape] { return known }
    let name = "_\(names.count + 1)"
    names[shape] = name
    definitions.append(String(decoding: head + name.utf8 + tail, as: UTF8.self))
    return name
  }
}

extension ArraySlice<UInt8> {
  /// The text from behind `start` up to the next quotation mark; `nil` when there is none.
  fileprivate func quoted(after start: String) -> ArraySlice<UInt8>? {
    guard let opening = firstIndex(of: Array(start.utf8)) else { return nil }
    return self[(opening + start.utf8.count)...].prefix { $0 != UInt8(ascii: "\"") }
  }

  private func firstIndex(of word: [UInt8]) -> Int? {
    guard let first = word.first, count >= word.count else { return nil }
    return (startIndex...(endIndex - word.count)).first { place in
      self[place] == first && self[place..<place + word.count].elementsEqual(word)
    }
  }
}
