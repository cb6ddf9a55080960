import Foundation

extension Diagnostic: CustomStringConvertible {
  /// The layout that the type's documentation shows, without colours.
  package var description: String {
    var lines = ["\(place): \(severity.rawValue): \(message)"]
    if let position, let sourceLine {
      let number = String(position.line)
      let margin = String(repeating: " ", count: number.count)
      lines.append("  \(number) | \(sourceLine)")
      lines.append("  \(margin) | \(underline(of: sourceLine, from: position.column))")
    }
    if let why { lines.append("  why: \(why)") }
    if let fix { lines.append("  fix: \(fix)") }
    return lines.joined(separator: "\n")
  }

  /// The place as compilers write it: `file:line:column`, so that editors can jump there.
  private var place: String {
    position.map { "\(file):\($0.line):\($0.column)" } ?? file
  }

  /// Keeps the line's tabs, so that the caret stands under its character at any tab width.
  private func underline(of line: String, from column: Int) -> String {
    let before = line.prefix(max(0, column - 1))
    let room = max(1, line.count - before.count)
    return String(before.map { $0 == "\t" ? "\t" : " " })
      + "^" + String(repeating: "~", count: max(0, min(length, room) - 1))
  }

  /// One line of JSON with its keys in alphabetical order, for `--json-errors`.
  package func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
