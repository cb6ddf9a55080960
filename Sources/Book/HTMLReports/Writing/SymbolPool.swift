/// The letters and pictures of a page's drawings, each kept once.
///
/// Text is drawn as outlines, and every drawing holds the outline of each letter that it uses: four
/// fifths of a plot's bytes. Pictures come again for each theme and width. The drawings of one page
/// share them instead.
///
/// Read of a drawing is what `SVGCanvas` writes: one element a line, each letter as a `<symbol>` and each
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
    var drawing = drawing
    return drawing.withUTF8 { pooling($0) }
  }

  private mutating func pooling(_ text: UnsafeBufferPointer<UInt8>) -> String {
    var kept = KeptLines(capacity: text.count)
    var renamed: [String: String] = [:]
    /// The id of the letter that is being read, and where its outline begins.
    var open: (id: String, start: Int)?
    var next = 0
    while next < text.count {
      let start = next
      let end = text[start...].firstIndex(of: UInt8(ascii: "\n")) ?? text.count
      next = end + 1
      guard start < end else { continue }
      let line = text[start..<end]
      if let symbol = open {
        if line.elementsEqual("</symbol>".utf8) {
          let outline = text[symbol.start..<max(symbol.start, start - 1)]
          renamed[symbol.id] = name(
            for: Array(#"<symbol overflow="visible" id=""#.utf8),
            Array(#"">"#.utf8) + outline + Array("</symbol>".utf8))
          open = nil
        }
        continue
      }
      // Most lines are strokes and areas.
      if line.starts(with: "<path ".utf8) {
        kept.append(line)
      } else if line.starts(with: "<symbol ".utf8), let id = line.quoted(after: #" id=""#) {
        open = (String(decoding: id, as: UTF8.self), next)
      } else if line.starts(with: "<image ".utf8), line.suffix(2).elementsEqual("/>".utf8),
        let id = line.quoted(after: #" id=""#)
      {
        renamed[String(decoding: id, as: UTF8.self)] = name(
          for: Array(line[..<id.startIndex]), Array(line[id.endIndex...]))
      } else if let id = line.quoted(after: ##"xlink:href="#"##),
        let new = renamed[String(decoding: id, as: UTF8.self)]
      {
        kept.append(line[..<id.startIndex], new, line[id.endIndex...])
      } else if line.elementsEqual("</defs>".utf8), kept.endsWithOpenDefinitions {
        kept.removeLast()
      } else {
        kept.append(line)
      }
    }
    return kept.text
  }

  /// Lines that are written one below the other, of which the last can be taken back.
  private struct KeptLines {
    private var bytes: [UInt8] = []
    private var starts: [Int] = []

    init(capacity: Int) { bytes.reserveCapacity(capacity) }

    mutating func append(_ line: Slice<UnsafeBufferPointer<UInt8>>) {
      starts.append(bytes.count)
      bytes.append(contentsOf: line)
      bytes.append(UInt8(ascii: "\n"))
    }

    /// Adds a line with another id than it had.
    mutating func append(
      _ head: Slice<UnsafeBufferPointer<UInt8>>, _ id: String,
      _ tail: Slice<UnsafeBufferPointer<UInt8>>
    ) {
      starts.append(bytes.count)
      bytes.append(contentsOf: head)
      bytes.append(contentsOf: id.utf8)
      bytes.append(contentsOf: tail)
      bytes.append(UInt8(ascii: "\n"))
    }

    /// Whether none of the drawing's definitions is left.
    var endsWithOpenDefinitions: Bool {
      starts.last.map { bytes[$0...].elementsEqual("<defs>\n".utf8) } ?? false
    }

    mutating func removeLast() {
      if let start = starts.popLast() { bytes.removeSubrange(start...) }
    }

    var text: String { String(decoding: bytes.dropLast(), as: UTF8.self) }
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

extension Slice<UnsafeBufferPointer<UInt8>> {
  /// The text from behind `start` up to the next quotation mark; `nil` when there is none.
  fileprivate func quoted(after start: String) -> Self? {
    guard let opening = firstIndex(ofWord: start) else { return nil }
    let rest = self[(opening + start.utf8.count)...]
    return rest.prefix { $0 != UInt8(ascii: "\"") }
  }

  private func firstIndex(ofWord word: String) -> Int? {
    let word = word.utf8
    guard let first = word.first, count >= word.count else { return nil }
    return (startIndex...(endIndex - word.count)).first { place in
      self[place] == first && self[place..<place + word.count].elementsEqual(word)
    }
  }
}
