import Chapters
import Mustache

/// Checks one template before it is used.
///
/// Mustache itself leaves a place empty when a template names a value or a partial that does not
/// exist; here it is a mistake, and is reported with its line.
struct TemplateCheck {
  let file: String
  let text: String

  /// Returns the parsed template.
  ///
  /// - Throws: `Diagnostic` when its tags are not well formed.
  func parsed() throws -> MustacheTemplate {
    do {
      return try MustacheTemplate(string: text)
    } catch let error as MustacheTemplate.ParserError {
      throw Diagnostic(
        .error, file: file,
        at: SourcePosition(line: error.context.lineNumber, column: error.context.columnNumber),
        "the template cannot be parsed", sourceLine: error.context.line,
        why: reason(error.error), fix: "close each {{#section}} with {{/section}} of its own name")
    }
  }

  /// Throws a `Diagnostic` for the first name that means nothing.
  func checkNames(values: Set<String>, partials: Set<String>) throws {
    for tag in tags {
      switch tag.sigil {
      case ">" where !partials.contains(tag.name):
        throw diagnostic(tag, "there is no partial '\(tag.name)'", known: partials)
      case "!", ">", "/": continue
      default:
        // A dot in front keeps the look-up within the innermost value; a dot alone is that value.
        guard tag.name != ".", !values.contains(String(tag.name.trimmingPrefix("."))) else {
          continue
        }
        throw diagnostic(tag, "there is no value '\(tag.name)'", known: values)
      }
    }
  }

  private struct Tag {
    /// What stands before the name: `#`, `^`, `/`, `>`, `&`, `{`, `!`, or a space for none.
    var sigil: Character
    var name: String
    var position: SourcePosition
    var sourceLine: String
  }

  private var tags: [Tag] {
    let tag = /\{\{\s*([#^\/>&{!]?)\s*([^{}]*?)\s*\}\}/
    return text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap {
      number, line in
      guard line.contains("{") else { return [] as [Tag] }
      return line.matches(of: tag).map { match in
        let column = line.distance(from: line.startIndex, to: match.range.lowerBound) + 1
        return Tag(
          sigil: match.output.1.first ?? " ", name: String(match.output.2),
          position: SourcePosition(line: number + 1, column: column), sourceLine: String(line))
      }
    }
  }

  private func diagnostic(_ tag: Tag, _ message: String, known: Set<String>) -> Diagnostic {
    Diagnostic(
      .error, file: file, at: tag.position, length: tag.name.count + 4, message,
      sourceLine: tag.sourceLine, why: "the place would stay empty on every page",
      fix: "use one of: \(known.sorted().joined(separator: ", "))")
  }

  private func reason(_ error: any Error) -> String {
    switch error as? MustacheTemplate.Error {
    case .sectionCloseNameIncorrect: "a section is closed by another name than it was opened with"
    case .unfinishedName: "a tag does not end with }}"
    case .expectedSectionEnd: "a section is never closed"
    case .invalidSetDelimiter: "a delimiter tag is not of the form {{=<% %>=}}"
    default: "\(error)"
    }
  }
}
