import Chapters
import Foundation

/// Writes what cells showed into their `expect:` options, and leaves every other byte as it is.
package struct ExpectationRewriter {
  private let root: URL

  /// - Parameter root: The folder that chapters' paths are relative to.
  package init(root: URL) {
    self.root = root
  }

  /// Rewrites the expectations in their files.
  ///
  /// - Returns: Those that could not be rewritten: the cell showed nothing, or the option stands
  ///   behind the fence.
  /// - Throws: `PipelineError` when a file cannot be read or written.
  package func rewrite(_ unmet: [UnmetExpectation]) throws -> [UnmetExpectation] {
    var left: [UnmetExpectation] = []
    for (path, group) in Dictionary(grouping: unmet, by: \.chapter).sorted(by: { $0.key < $1.key })
    {
      left += try rewrite(group, in: path)
    }
    return left
  }

  private func rewrite(_ unmet: [UnmetExpectation], in path: String) throws -> [UnmetExpectation] {
    let file = root.appending(path: path)
    let original: String
    do {
      original = try String(contentsOf: file, encoding: .utf8)
    } catch {
      throw PipelineError.unreadable(path: path, reason: error.fileReason)
    }
    var text = original
    var left: [UnmetExpectation] = []
    // From below, so that the places above stay where they are.
    for item in unmet.sorted(by: { $0.expectation.position.line > $1.expectation.position.line }) {
      guard let found = item.found,
        let changed = Self.replacing(
          item.expectation, with: item.expectation.rewritten(for: found), in: text),
        Self.expects(found, item, in: changed, path: path)
      else {
        left.append(item)
        continue
      }
      text = changed
    }
    guard text != original else { return left }
    do {
      try Data(text.utf8).write(to: file, options: .atomic)
    } catch {
      throw PipelineError.unwritable(path: path, reason: error.fileReason)
    }
    return left
  }

  /// Whether the chapter as rewritten reads as it should: the same cell expects what it showed.
  private static func expects(
    _ found: String, _ item: UnmetExpectation, in text: String, path: String
  ) -> Bool {
    let cells = Chapter.parse(text, path: path).cells
    guard cells.indices.contains(item.index) else { return false }
    let expectation = cells[item.index].options.expectations.first {
      $0.recorded == item.expectation.recorded
    }
    return expectation?.isMet(by: found) == true
  }

  // MARK: Text

  /// Returns `text` with another value for one option; `nil` when the option is not found there.
  static func replacing(
    _ expectation: Expectation, with value: String, in text: String
  ) -> String? {
    // "\r\n" is one character, so lines are taken apart by scalars.
    var lines = text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
      .map { String($0) }
    let index = expectation.position.line - 1
    guard lines.indices.contains(index) else { return nil }
    let line = lines[index]
    let head = String(line.prefix(expectation.position.column - 1))
    let rest = line.dropFirst(expectation.position.column - 1)
    guard let first = rest.first, optionIndent(of: line) != nil else { return nil }
    let tail: Substring
    switch first {
    case "|", ">":
      // A block of text, which ends above the first line that is indented no deeper than its key.
      let indent = optionIndent(of: line) ?? 0
      var end = index + 1
      while end < lines.count, let deeper = optionIndent(of: lines[end]), deeper > indent {
        end += 1
      }
      lines.removeSubrange(index + 1..<end)
      tail = line.hasSuffix("\r") ? "\r" : ""
    case "\"", "'":
      guard let end = closingQuote(of: rest, first) else { return nil }
      tail = rest[rest.index(after: end)...]
    default:
      guard rest.hasPrefix(expectation.text) else { return nil }
      tail = rest.dropFirst(expectation.text.count)
    }
    lines[index] = head + scalar(value, insideFlow: head.contains("{")) + tail
    return lines.joined(separator: "\n")
  }

  /// How many spaces stand between `//|` and the option; `nil` for a line that is none.
  private static func optionIndent(of line: String) -> Int? {
    let trimmed = line.drop { $0 == " " || $0 == "\t" || $0 == ">" }
    for mark in ["//|", "#|"] where trimmed.hasPrefix(mark) {
      return trimmed.dropFirst(mark.count).prefix { $0 == " " }.count
    }
    return nil
  }

  private static func closingQuote(of text: Substring, _ quote: Character) -> Substring.Index? {
    var index = text.index(after: text.startIndex)
    while index < text.endIndex {
      let next = text.index(after: index)
      if text[index] == "\\", quote == "\"", next < text.endIndex {
        index = text.index(after: next)
      } else if text[index] == quote {
        guard quote == "'", next < text.endIndex, text[next] == "'" else { return index }
        index = text.index(after: next)
      } else {
        index = next
      }
    }
    return nil
  }

  /// The value as YAML: plain where it may be, else in quotes.
  static func scalar(_ value: String, insideFlow: Bool) -> String {
    let plain = /[A-Za-z0-9.±+-][A-Za-z0-9 .,%±+_×⁰¹²³⁴⁵⁶⁷⁸⁹⁻-]*/
    let isWord = ["true", "false", "yes", "no", "on", "off", "null"].contains(value.lowercased())
    let needsQuotes =
      value.wholeMatch(of: plain) == nil || value.hasPrefix("- ") || value == "-" || isWord
      || value.hasSuffix(" ") || (insideFlow && value.contains(","))
    guard needsQuotes else { return value }
    let escaped = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n").replacing("\t", with: "\\t")
    return "\"\(escaped)\""
  }
}
