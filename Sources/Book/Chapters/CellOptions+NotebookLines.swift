extension CellOptions {
  /// The option lines without which a cell of a notebook would show something else than the chapter's cell:
  /// whether it runs and what it shows, the sizes of its figures and what they are said to show, its seed.
  ///
  /// Where and under which captions a page sets all this is not among them: a notebook's outputs stand below
  /// the code. What the chapter sets for all of its cells is written in each, for a notebook sets nothing.
  package var notebookLines: [String] {
    var lines: [String] = []
    func add(_ name: String, _ value: String?) {
      if let value { lines.append("//| \(name): \(value)") }
    }
    add("eval", eval ? nil : "false")
    add("output", output == .hidden || !include ? "false" : output == .asis ? "asis" : nil)
    add("warning", warning ? nil : "false")
    add("seed", seed.map(String.init))
    add("fig-show", [.hold, .hide].contains(figureShow) ? figureShow.rawValue : nil)
    add("fig-width", figureWidth.map(Self.written))
    add("fig-height", figureHeight.map(Self.written))
    // A height decides by itself.
    add("fig-asp", figureHeight == nil ? figureAspect.map(Self.written) : nil)
    add("fig-dpi", figureDPI.map(Self.written))
    add("fig-alt", Self.written(figureAlts))
    return lines
  }

  private static func written(_ number: Double) -> String {
    Int(exactly: number).map(String.init) ?? "\(number)"
  }

  private static func written(_ texts: [String]) -> String? {
    guard texts.count != 1 else { return quoted(texts[0]) }
    return texts.isEmpty ? nil : "[\(texts.map(quoted).joined(separator: ", "))]"
  }

  /// A text as YAML has it between double quotes.
  private static func quoted(_ text: String) -> String {
    let escapes: [Character: String] = ["\\": "\\\\", "\"": "\\\"", "\n": "\\n", "\t": "\\t"]
    return "\"\(text.map { escapes[$0] ?? String($0) }.joined())\""
  }
}
