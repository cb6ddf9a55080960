/// The letters of a page's drawings, each kept once.
///
/// Cairo writes text as outlines and repeats, in every drawing, the outline of each letter that it
/// uses: four fifths of a plot's bytes. The drawings of one page share them instead.
///
/// Read of a drawing is what Cairo writes: one element a line, each letter as a `<symbol>` in the
/// drawing's definitions, and a `<use>` wherever it stands.
struct GlyphShelf {
  private var names: [String: String] = [:]
  private var symbols: [String] = []

  /// Returns `drawing` with its letters taken from the shelf, after adding those that were not there.
  mutating func shelving(_ drawing: String) -> String {
    var kept: [Substring] = []
    var renamed: [Substring: String] = [:]
    var open: (name: Substring, outline: [Substring])?
    for line in drawing.split(separator: "\n") {
      if let symbol = open {
        if line == "</symbol>" {
          renamed[symbol.name] = name(for: symbol.outline.joined(separator: "\n"))
          open = nil
        } else {
          open?.outline.append(line)
        }
      } else if line.hasPrefix("<symbol "), let name = line.quoted(after: #" id=""#) {
        open = (name, [])
      } else if let old = line.quoted(after: ##"xlink:href="#"##), let new = renamed[old] {
        kept.append(line[..<old.startIndex] + new + line[old.endIndex...])
      } else if line == "</g>", kept.last == "<g>" {
        kept.removeLast()
      } else {
        kept.append(line)
      }
    }
    return kept.joined(separator: "\n")
  }

  /// All letters, to stand once in the page, where nothing is seen of them.
  var html: HTML {
    guard !symbols.isEmpty else { return .empty }
    return .element(
      "svg", ["class": "glyphs", "width": "0", "height": "0", "aria-hidden": "true"],
      .block(symbols.map { .markup($0) }))
  }

  private mutating func name(for outline: String) -> String {
    if let known = names[outline] { return known }
    let name = "_\(names.count + 1)"
    names[outline] = name
    symbols.append("<symbol overflow=\"visible\" id=\"\(name)\">\(outline)</symbol>")
    return name
  }
}

extension Substring {
  /// The text from behind `start` up to the next quotation mark; `nil` when there is none.
  fileprivate func quoted(after start: String) -> Substring? {
    guard let opening = firstRange(of: start) else { return nil }
    return self[opening.upperBound...].prefix { $0 != "\"" }
  }
}
