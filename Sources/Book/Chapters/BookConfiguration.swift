/// The book's own file, `_convolume.yml`: which chapters, in which order, with which settings.
///
/// ```yaml
/// project:
///   type: book
///   output-dir: output
/// book:
///   title: Convolutional networks by experiment
///   author: A. Teacher
///   chapters:
///     - chapters/01-pooling.md
///     - chapters/02-padding.md
/// ```
///
/// It has Quarto's shape, and Quarto's `_quarto.yml` is read when it is the only one.
package struct BookConfiguration: Sendable {
  /// The names under which the file is looked for, the first one first.
  package static let fileNames = ["_convolume.yml", "_quarto.yml"]

  package var title: String?
  package var subtitle: String?
  package var authors: [String] = []
  package var date: String?
  package var abstract: String?
  /// Names the files of the whole book, without extension.
  package var outputFile = "convolume"
  /// Relative to the project.
  package var outputFolder = "output"
  /// How much may be kept between renders, in bytes; the least recently used goes first.
  package var cacheLimit = 5_000_000_000
  /// `number-offset`: what is added to the number of each chapter; with −1 the first is chapter 0.
  package var numberOffset = 0
  /// Relative to the project, in order; `nil` when the file names none.
  package var chapters: [String]?
  /// The same of those that stand behind the others and are counted by letters.
  package var appendices: [String] = []
  /// The settings that every chapter starts from.
  package var defaults = FrontMatter()
  /// What is wrong with the file.
  package var diagnostics: [Diagnostic] = []
  /// For each parameter that the file's profiles set and its `params:` do not declare: its name, and
  /// what is wrong unless a chapter declares it.
  package var profileParameters: [(name: String, ifUndeclared: Diagnostic)] = []

  package init() {}

  /// The chapters of the book: those listed, else every `chapters/*.md` in order of name; then appendices.
  ///
  /// - Parameter files: The project's files, relative to it.
  /// - Returns: Paths relative to the project.
  package func chapterPaths(among files: [String]) -> [String] {
    let found = files.filter { file in
      let parts = file.split(separator: "/")
      return parts.count == 2 && parts[0] == "chapters" && !parts[1].hasPrefix("_")
        && (file.hasSuffix(".md") || file.hasSuffix(".qmd")) && !appendices.contains(file)
    }
    return (chapters ?? found.sorted()) + appendices
  }
}
