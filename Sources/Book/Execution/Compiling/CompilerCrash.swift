import Foundation

/// What can be read from the last words of a compiler that crashed: what it was doing, and at which line.
///
/// A crash is the compiler's mistake, whatever stands in the cell. It prints a "stack dump", which begins with
/// what it was working on, from the outside in, and goes on for pages about its own insides:
///
///     Stack dump:
///     0.	Program arguments: …
///     1.	Swift version 6.3.1 (swift-6.3.1-RELEASE)
///     2.	Compiling with effective version 5.10
///     3.	While running pass #71 SILModuleTransform "MandatorySILLinker".
///     4.	While type-checking 'Block' (at /…/cell-0123.swift:12:1)
///      #0 0x000055d0c7b6d738 llvm::sys::PrintStackTrace(…)
struct CompilerCrash: Hashable {
  /// The innermost place in the cell that it was working on.
  var place: CellPlace?
  /// What it was doing, the innermost last.
  var work: [String]

  /// Lines of the dump that say something of the cell rather than of the compiler.
  private static let mostLines = 3
  private static let longestLine = 160

  /// Reads what a compiler printed about the cell `identity`; `nil` when it did not crash.
  init?(_ output: String, identity: String) {
    let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.hasPrefix("Stack dump:") }) else { return nil }
    var entries: [String] = []
    for line in lines[(start + 1)...] {
      if let entry = line.wholeMatch(of: /\d+\.\s+(.*)/) {
        entries.append(String(entry.1))
      } else if let last = entries.indices.last, line.wholeMatch(of: /\s+(?!#\d)\S.*/) != nil {
        // An entry may go on in the next line.
        entries[last] += " " + line.trimmingCharacters(in: .whitespaces)
      } else {
        break
      }
    }
    let ofCompiler = ["Program arguments:", "Swift version ", "Compiling with "]
    entries.removeAll { entry in ofCompiler.contains { entry.hasPrefix($0) } }
    let file = CellSource.fileName(identity)
    place = entries.reversed().lazy.compactMap { Self.place(in: $0, of: file) }.first
    work = entries.suffix(Self.mostLines).map { Self.readable($0, of: file) }
  }

  private static func place(in entry: String, of file: String) -> CellPlace? {
    guard let range = entry.firstRange(of: "\(file):"),
      let found = entry[range.upperBound...].prefixMatch(of: /(\d+):(\d+)/),
      let line = Int(found.1), let column = Int(found.2), line > CellSource.lineOffset
    else { return nil }
    return CellPlace(line: line - CellSource.lineOffset, column: column)
  }

  /// An entry that names lines of the cell rather than a file that its reader does not have.
  private static func readable(_ entry: String, of file: String) -> String {
    let places = /[^\s"'\[(]*cell-[0-9a-f]{16}\.swift(?::(\d+):\d+)?/
    var text = entry.replacing(places) { match -> String in
      guard match.0.contains(file) else { return "a cell above" }
      guard let line = match.1.flatMap({ Int($0) }), line > CellSource.lineOffset else {
        return "the cell"
      }
      return "line \(line - CellSource.lineOffset)"
    }
    if text.count > longestLine { text = String(text.prefix(longestLine - 1)) + "…" }
    return text
  }

  /// What the author is told.
  ///
  /// - Parameter log: Where all stands that the compiler printed.
  /// - Returns: An error with a correction that may help.
  func message(log: String) -> CompilerMessage {
    var lines = ["the Swift compiler itself crashed; the cell may be right"]
    lines += work.map { "  \($0)" }
    lines.append("all that it printed is in \(log)")
    var message = CompilerMessage(place: place, message: lines.joined(separator: "\n"))
    message.fix =
      "say the same in another way: write types down, give what a closure returns a name before it is "
      + "used, or divide the cell; another version of Swift may compile it as it is"
    return message
  }
}
