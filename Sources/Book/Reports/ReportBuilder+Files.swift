import Chapters

/// The files that settings name.
extension ReportBuilder {
  /// Reads the author's style sheets, one behind the other.
  func style(
    _ sheets: [String], named path: (String) -> String, in file: String,
    reporting diagnostics: inout [Diagnostic]
  ) -> String {
    var texts: [String] = []
    for sheet in sheets {
      do {
        let text = String(decoding: try readResource(path(sheet)), as: UTF8.self)
        guard !text.lowercased().contains("</style") else {
          diagnostics.append(
            Diagnostic(.error, file: sheet, "a style sheet must not hold '</style'"))
          continue
        }
        texts.append(text)
      } catch {
        diagnostics.append(
          Diagnostic(
            .error, file: file, "the style sheet '\(sheet)' cannot be read: \(error)",
            fix: "correct its path under 'css:'"))
      }
    }
    return texts.joined(separator: "\n")
  }

  /// Reads the files of the sources that chapters cite, each once.
  func bibliographies(
    of chapters: [ExecutedChapter], reporting diagnostics: inout [Diagnostic]
  ) -> [String: Bibliography] {
    var bibliographies: [String: Bibliography] = [:]
    for chapter in chapters.map(\.chapter) {
      for path in chapter.frontMatter.bibliography where bibliographies[path] == nil {
        do {
          let bytes = try readResource(path)
          for other in chapters.map(\.chapter) where other.frontMatter.bibliography.contains(path) {
            notes?.note(bytes, at: path, for: other.slug)
          }
          let bibliography = Bibliography(bytes, path: path)
          bibliographies[path] = bibliography
          diagnostics += bibliography.diagnostics
        } catch {
          bibliographies[path] = Bibliography()
          diagnostics.append(
            Diagnostic(
              .error, file: chapter.path, "the bibliography '\(path)' cannot be read: \(error)",
              fix: "correct its path under 'bibliography:'"))
        }
      }
    }
    return bibliographies
  }
}
