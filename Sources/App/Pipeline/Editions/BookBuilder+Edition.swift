import Caching
import CellOutputs
import Chapters
import Foundation
import Reports

/// The edition for students, which has its own folder and the chapters' sources.
extension BookBuilder {
  /// Where results go.
  var outputFolder: URL {
    options.outputFolder ?? project.root.appending(path: project.folder(of: options.edition))
  }

  /// Says which edition it is, where there are two.
  func factsOfEdition(of executed: [Executed]) -> [Report.Fact] {
    guard executed.contains(where: { $0.kept?.hasEditions ?? $0.chapter.hasEditions }) else {
      return []
    }
    return [Report.Fact(name: "Edition", value: options.edition.rawValue)]
  }

  /// The chapters as Markdown without what only teachers see, for students to work on, with the book's
  /// settings and the files that the chapters name; nothing for the instructor's edition, whose sources are
  /// the project's own.
  ///
  /// Each lies where it lies in the project, so that paths lead to it. A file outside of the project is not
  /// copied: its path leads out of the copy as well.
  ///
  /// - Throws: The system's error when a file has gone since it was read.
  func sourcesOfEdition(of executed: [Executed]) throws -> [RenderedFile] {
    guard options.edition == .student else { return [] }
    let chapters = executed.map { executed in
      let chapter = executed.chapter
      return RenderedFile(
        path: Self.pathWithin(chapter.path) ?? "chapters/\(chapter.slug).md",
        bytes: Array(chapter.studentSource.utf8))
    }
    let settings = BookConfiguration.fileNames.first {
      FileManager.default.fileExists(atPath: project.root.appending(path: $0).path)
    }
    var named = executed.reduce(into: Set(project.configuration.defaults.report.styleSheets)) {
      $0.formUnion($1.filesNamed(in: .student))
    }
    if let settings { named.insert(settings) }
    let own = Set(chapters.map(\.path))
    let copies = Set(named.compactMap(Self.pathWithin).flatMap { files(at: $0) }).subtracting(own)
    return try copies.sorted().map { path in
      let bytes = try project.inputs.read(project.root.appending(path: path))
      return RenderedFile(path: path, bytes: Array(bytes))
    } + chapters
  }

  /// The file at a path that is seen from the project, or all files in the folder there.
  private func files(at path: String) -> [String] {
    let place = project.root.appending(path: path)
    guard place.isFolder else {
      // Of what a cell may read, not all need be there.
      return FileManager.default.fileExists(atPath: place.path) ? [path] : []
    }
    return FolderListing.files(below: place.path).map { "\(path)/\($0)" }
  }

  /// A path without steps upwards; `nil` when it leads out of the project.
  private static func pathWithin(_ path: String) -> String? {
    guard !path.hasPrefix("/") else { return nil }
    var steps: [Substring] = []
    for step in path.split(separator: "/") where step != "." {
      if step != ".." {
        steps.append(step)
      } else if steps.popLast() == nil {
        return nil
      }
    }
    return steps.isEmpty ? nil : steps.joined(separator: "/")
  }
}

extension BookBuilder.Executed {
  /// The files that the chapter's text in an edition cannot do without, as seen from the project.
  fileprivate func filesNamed(in edition: Edition) -> Set<String> {
    let shown = forReport(of: edition)
    var written: [Int: [String]] = [:]
    for (cell, result) in zip(shown.chapter.cells, shown.results) {
      written[cell.index] = result.outputs.compactMap { output in
        switch output {
        case .markdown(let text): text
        case .printed(let text, .output) where cell.options.output == .asis: text
        default: nil
        }
      }
    }
    return chapter.filesNamed(in: edition, writtenByCells: written)
      .union(chapter.frontMatter.bibliography)
  }

  /// The chapter for an edition.
  ///
  /// What a cell shows that checks an exercise was computed with the solution: students see its code. The
  /// values in the text below it are of its state too, and only those are shown that owe nothing to it.
  func forReport(of edition: Edition) -> ReportBuilder.ExecutedChapter {
    var executed = forReport
    guard edition == .student else { return executed }
    let checks = chapter.withoutSolutions.cellsOnExercises
    guard !checks.isEmpty else { return executed }
    executed.chapter = chapter.changingCells { cell in
      if checks.contains(cell.index) { cell.options.eval = false }
    }
    let values = chapter.valuesForStudents
    for index in checks where executed.results.indices.contains(index) {
      let open = values[index] ?? []
      executed.results[index] = CellResult(
        inlineValues: executed.results[index].inlineValues.filter { open.contains($0.key) })
    }
    return executed
  }
}

extension Project {
  /// The folder of an edition's results, relative to the project: the student's lies in the
  /// instructor's.
  package func folder(of edition: Edition) -> String {
    switch edition {
    case .instructor: configuration.outputFolder
    case .student:
      configuration.outputFolder == "."
        ? edition.rawValue : "\(configuration.outputFolder)/\(edition.rawValue)"
    }
  }
}
