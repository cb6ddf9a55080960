/// The sources that chapters cite, read from a file in BibTeX's format.
package struct Bibliography: Hashable, Sendable {
  package var entries: [String: BibliographyEntry] = [:]
  /// What is wrong with the file.
  package var diagnostics: [Diagnostic] = []

  package init() {}

  /// Reads a file; `path` is what diagnostics call it.
  package init(_ bytes: [UInt8], path: String) {
    do {
      self = BibTeXParser.read(try SourceText(bytes, path: path))
    } catch {
      diagnostics = [error]
    }
  }
}

/// One source: a paper, a book, a page on the web.
package struct BibliographyEntry: Hashable, Sendable {
  /// What citations call it, such as `lecun1998`.
  package var key: String
  /// In lower case: `article`, `book`, `inproceedings` ….
  package var kind: String
  /// By their names in lower case, as plain text; names of people are in `authors`.
  package var fields: [String: String] = [:]
  /// The authors, or the editors of what has none.
  package var authors: [Person] = []

  package struct Person: Hashable, Sendable {
    /// Empty for an institution.
    package var givenNames: String
    package var familyName: String

    package init(givenNames: String = "", familyName: String) {
      self.givenNames = givenNames
      self.familyName = familyName
    }
  }

  package init(key: String, kind: String) {
    self.key = key
    self.kind = kind
  }
}
