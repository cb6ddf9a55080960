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
    guard executed.contains(where: \.chapter.hasEditions) else { return [] }
    return [Report.Fact(name: "Edition", value: options.edition.rawValue)]
  }

  /// The chapters as Markdown without what only teachers see, for students to work on, with the book's
  /// settings and the sources that it cites; nothing for the instructor's edition, whose sources are the
  /// project's own.
  ///
  /// A file outside of the project is not copied: its path leads out of the copy as well.
  ///
  /// - Throws: The system's error when a file has gone since it was read.
  func sourcesOfEdition(of executed: [Executed]) throws -> [RenderedFile] {
    guard options.edition == .student else { return [] }
    func copy(_ path: String) throws -> RenderedFile {
      let bytes = try project.inputs.read(project.root.appending(path: path))
      return RenderedFile(path: path, bytes: Array(bytes))
    }
    let settings = BookConfiguration.fileNames.first {
      FileManager.default.fileExists(atPath: project.root.appending(path: $0).path)
    }
    let bibliographies = Set(executed.flatMap(\.chapter.frontMatter.bibliography))
      .filter { !$0.hasPrefix("/") && !$0.split(separator: "/").contains("..") }
    return try ([settings].compactMap(\.self) + bibliographies.sorted()).map(copy)
      + executed.map { executed in
        RenderedFile(
          path: "chapters/\(executed.chapter.slug).md",
          bytes: Array(executed.chapter.studentSource.utf8))
      }
  }
}

extension BookBuilder.Executed {
  /// The chapter for an edition.
  ///
  /// What a cell shows that checks an exercise was computed with the solution: students see its code.
  func forReport(of edition: Edition) -> ReportBuilder.ExecutedChapter {
    var executed = forReport
    guard edition == .student else { return executed }
    let checks = chapter.withoutSolutions.cellsOnExercises
    guard !checks.isEmpty else { return executed }
    executed.chapter = chapter.changingCells { cell in
      if checks.contains(cell.index) { cell.options.eval = false }
    }
    for index in checks where executed.results.indices.contains(index) {
      executed.results[index] = CellResult()
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
