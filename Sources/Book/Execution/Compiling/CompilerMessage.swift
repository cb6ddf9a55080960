import Foundation

/// One error that the compiler found, within the cell.
package struct CompilerMessage: Hashable, Sendable {
  /// `nil` for an error in the code around the cell, which has no place of its own.
  package var place: CellPlace?
  package var message: String
  /// How many characters the compiler underlined.
  package var length = 1
  /// What a type lacks that does not conform to a protocol: names, `init` or `subscript`.
  package var requirements: [String] = []

  /// What to do about it, where that is not plain from the message.
  var fix: String?

  init(place: CellPlace?, message: String) {
    self.place = place
    self.message = message
    let found = message.firstMatch(
      of: /outside of file declaring \w+ '([^']+)' prevents .* for protocol '([^']+)'/)
    fix = found.map { found in
      "write '\(found.2)' where '\(found.1)' is declared: its properties with wrappers and its "
        + "'lazy' ones are known there only"
    }
  }

  /// Reads the errors from what `swiftc` printed about the cell `identity`.
  ///
  /// A message is `file:line:column: error: text`; the compiler's own excerpt below it quotes the
  /// generated file and is left out. Notes that offer a correction are added to the error.
  static func parse(_ output: String, identity: String) -> [CompilerMessage] {
    let cellFile = CellSource.fileName(identity)
    var messages: [CompilerMessage] = []
    for line in output.split(separator: "\n") {
      guard let match = line.wholeMatch(of: /(.+?):(\d+):(\d+): (error|note): (.*)/) else {
        if let error = line.wholeMatch(of: /(?:<unknown>:0: )?error: (.*)/) {
          messages.append(CompilerMessage(place: nil, message: String(error.1)))
        } else if let last = messages.indices.last,
          let underline = line.wholeMatch(of: /\s*\|?\s*(~*\^~*)\s*/)
        {
          messages[last].length = underline.1.count
        }
        continue
      }
      if match.4 == "note" {
        guard let last = messages.indices.last else { continue }
        if match.5.hasPrefix("did you mean") { messages[last].message += "; \(match.5)" }
        if let requirement = match.5.firstMatch(of: /protocol requires [a-z ]*?(subscript|'[^'(]+)/)
        {
          messages[last].requirements.append(requirement.1.filter { $0 != "'" })
        }
        continue
      }
      var place: CellPlace?
      if match.1.hasSuffix(cellFile), let line = Int(match.2), let column = Int(match.3) {
        place = CellPlace(line: line - CellSource.lineOffset, column: column)
      }
      let message = CompilerMessage(place: place, message: String(match.5))
      let isKnown = messages.contains {
        $0.place == message.place && $0.message == message.message
      }
      if !isKnown { messages.append(message) }
    }
    // What the driver adds about its own commands says nothing beside an error with a place.
    let placed = messages.filter { $0.place != nil }
    return placed.isEmpty ? messages : placed
  }
}
