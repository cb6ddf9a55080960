/// The letters and pictures of a page's drawings, each kept once.
///
/// Cairo writes text as outlines and repeats, in every drawing, the outline of each letter that it
/// uses: four fifths of a plot's bytes. Pictures come again for each theme and width. The drawings of
/// one page share them instead.
///
/// Read of a drawing is what Cairo writes: one element a line, each letter as a `<symbol>` and each
/// picture as an `<image>` in the drawing's definitions, and a `<use>` wherever it stands.
struct SymbolPool {
  private var names: [String: String] = [:]
  private var definitions: [String] = []

  /// Returns `drawing` with its shapes taken from the pool, after adding those that were not there.
  mutating func pooling(_ drawing: String) -> String {
    var kept: [Substring] = []
    var renamed: [Substring: String] = [:]
    var open: (name: Substring, outline: [Substring])?
    for line in drawing.split(separator: "\n") {
      if let symbol = open {
        if line == "</symbol>" {
          let outline = symbol.outline.joined(separator: "\n")
          renamed[symbol.name] = name(
            for: #"<symbol overflow="visible" id=""#, #"">\#(outline)</symbol>"#)
          open = nil
        } else {
          open?.outline.append(line)
        }
      } else if line.hasPrefix("<symbol "), let name = line.quoted(after: #" id=""#) {
        open = (name, [])
      } else if line.hasPrefix("<image "), line.hasSuffix("/>"),
        let old = line.quoted(after: #" id=""#)
      {
        renamed[old] = name(
          for: String(line[..<old.startIndex]), String(line[old.endIndex...]))
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

  /// All shapes, to stand once in the page, where nothing is seen of them.
  var html: HTML {
    guard !definitions.isEmpty else { return .empty }
    let shapes = HTML.element("defs", .block(definitions.map { .markup($0) }))
    return .element(
      "svg", ["class": "symbols", "width": "0", "height": "0", "aria-hidden": "true"],
      .block([shapes]))
  }

  /// Returns the id of the shape that is written `head`, id, `tail`.
  private mutating func name(for head: String, _ tail: String) -> String {
    if let known = names[head + tail] { return known }
    let name = "_\(names.count + 1)"
    names[head + tail] = name
    definitions.append(head + name + tail)
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
