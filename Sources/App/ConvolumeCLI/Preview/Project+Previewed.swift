import Foundation
import Pipeline

extension Project {
  /// The project of a preview, and the file name of the chapter that a reader sees first.
  ///
  /// - Parameter input: A chapter, by its path or its file name without ending; a Markdown file by itself; a
  ///   project's folder; or `nil`.
  /// - Returns: Both; no chapter where the contents come first.
  /// - Throws: `PipelineError`.
  static func previewed(_ input: String?) throws -> (project: Project, chapter: String?) {
    guard let input else { return (try named(nil), nil) }
    let file = URL(filePath: input).standardizedFileURL.resolvingSymlinksInPath()
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: file.path, isDirectory: &isFolder)
    if exists, isFolder.boolValue { return (try named(input), nil) }
    let start = exists ? file.deletingLastPathComponent() : URL(filePath: ".")
    if let book = try found(from: start) {
      let chapter = book.chapterPaths.first { path in
        let chapter = book.root.appending(path: path)
        return exists
          ? chapter.path == file.path
          : chapter.deletingPathExtension().lastPathComponent == input
      }
      if let chapter {
        return (book, URL(filePath: chapter).deletingPathExtension().lastPathComponent)
      }
      // Settings with a mistake do not say which chapters there are.
      if book.configuration.diagnostics.contains(where: { $0.severity == .error }) {
        return (book, nil)
      }
    }
    return (try singleFile(input), nil)
  }

  /// The project that a folder lies in; `nil` where there is none.
  private static func found(from folder: URL) throws -> Project? {
    do {
      return try find(from: folder)
    } catch PipelineError.noProject {
      return nil
    }
  }
}
