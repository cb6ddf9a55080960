import Foundation
import Testing

/// One script of the corpus, cut into cells.
///
/// The files in `Corpus/` hold many each. A line `=== title` begins a script, a line `---` a cell. What
/// is no script, since a cell gives a name a new meaning, says behind `>>> ` what it prints. The title
/// may end in `(Swift 6)`.
struct CorpusCase: Sendable, CustomTestStringConvertible {
  var title: String
  var cells: [String]
  /// What is printed, where no script can tell.
  var expected: String?

  var languageMode: String { title.hasSuffix("(Swift 6)") ? "6" : "5" }
  var script: String { cells.joined(separator: "\n") }
  var testDescription: String { title }

  /// The chapter that the cells make up.
  var chapter: String {
    let blocks = cells.map { "```{swift}\n\($0)\n```\n" }
    return "---\nswift-version: \(languageMode)\n---\n\n# Test\n\n" + blocks.joined(separator: "\n")
  }

  /// All scripts, or those of the files that `CONVOLUME_CORPUS` names.
  static let all: [CorpusCase] = {
    let wanted = ProcessInfo.processInfo.environment["CONVOLUME_CORPUS"]?.split(separator: ",")
    let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Corpus")
    let files = FileManager.default.subpaths(atPath: folder.path)?.sorted() ?? []
    return files.filter { file in wanted?.contains { file.hasPrefix($0) } ?? true }.flatMap {
      let text = FileManager.default.contents(atPath: folder.appending(path: $0).path) ?? Data()
      return read(String(decoding: text, as: UTF8.self))
    }
  }()

  private static func read(_ text: String) -> [CorpusCase] {
    var cases: [CorpusCase] = []
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("=== ") {
        cases.append(CorpusCase(title: String(line.dropFirst(4)), cells: [""]))
        continue
      }
      guard let last = cases.indices.last else { continue }
      if line == "---" {
        cases[last].cells.append("")
      } else if line.hasPrefix(">>>") {
        cases[last].expected = (cases[last].expected ?? "") + line.dropFirst(4) + "\n"
      } else {
        cases[last].cells[cases[last].cells.count - 1] += line + "\n"
      }
    }
    return cases
  }
}
