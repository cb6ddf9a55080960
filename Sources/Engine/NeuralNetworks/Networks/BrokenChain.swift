extension Sequential {
  /// Explains where the shapes of a chain stop fitting: the two layers, the sums of every layer
  /// before them, and what to write instead.
  func brokenChain(from input: [Int], _ mismatch: ShapeMismatch) -> String {
    let fitting = walk(from: input)
    let number = fitting.count + 1
    let culprit = layers[fitting.count]
    let before =
      fitting.last.map { "layer \(fitting.count), \($0.layer), makes \(sizes($0.step.output))" }
      ?? "the input is \(sizes(input))"
    var lines = [
      "layer \(number), \(culprit), takes \(mismatch.expected), but \(before).",
      "How the shapes come about:",
    ]
    lines += table(
      [("", "input", sizes(input), "")]
        + fitting.enumerated().map { index, place in
          ("\(index + 1)", "\(place.layer)", sizes(place.step.output), place.step.arithmetic)
        })
    lines.append(conclusion(of: mismatch, behind: fitting.last))
    lines.append("Fix: \(mismatch.fix)")
    return lines.joined(separator: "\n")
  }

  /// The last sum beside what was expected.
  private func conclusion(of mismatch: ShapeMismatch, behind last: Place?) -> String {
    let expected = mismatch.expected.prefix { $0.isNumber }
    let wanted = expected.isEmpty ? mismatch.expected : String(expected)
    guard let last, last.layer is Flatten else {
      return "\(mismatch.found), not \(wanted)."
    }
    return "\(last.step.arithmetic), not \(wanted)."
  }

  private func table(_ rows: [(String, String, String, String)]) -> [String] {
    let width = rows.map(\.1.count).max() ?? 0
    let shapeWidth = rows.map(\.2.count).max() ?? 0
    return rows.map { number, layer, shape, arithmetic in
      let line =
        "  " + padded(number, to: 3) + padded(layer, to: width + 2)
        + padded(shape, to: shapeWidth + 2) + arithmetic
      return String(line.reversed().drop { $0 == " " }.reversed())
    }
  }
}

/// Returns `text` with spaces behind it, up to `width` characters.
func padded(_ text: String, to width: Int) -> String {
  text + String(repeating: " ", count: max(0, width - text.count))
}
