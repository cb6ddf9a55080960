import Execution
import Foundation

extension Project {
  /// The companions of all chapters.
  ///
  /// - Throws: `PipelineError` when a chapter cannot be read.
  package func companions() throws -> [ChapterCompanion] {
    try chapters().map(ChapterCompanion.init)
  }

  /// Writes the companions, and how they are compiled; removes those of chapters that are gone.
  ///
  /// - Returns: The paths of the files that were changed, from the project's folder.
  /// - Throws: `PipelineError`.
  package func exportCompanions(for toolchain: Toolchain) throws -> [String] {
    let companions = try companions()
    let database = CompilationDatabase(of: companions, in: root, by: toolchain)
    var changed: [String] = []
    var files = companions.map { ($0.path, Data($0.text.utf8)) }
    do {
      files.append((CompilationDatabase.path, try database.json()))
      try FileManager.default.createDirectory(
        at: root.appending(path: ChapterCompanion.folder), withIntermediateDirectories: true)
      for (path, content) in files where !isWritten(path, content) {
        try content.write(to: root.appending(path: path), options: .atomic)
        changed.append(path)
      }
      for path in try strayCompanions(besides: companions) {
        try FileManager.default.removeItem(at: root.appending(path: path))
        changed.append(path)
      }
    } catch {
      throw PipelineError.unwritable(
        path: ChapterCompanion.folder, reason: error.fileReason)
    }
    return changed
  }

  /// The companions that are not as the chapters are: absent, other, or of a chapter that is gone.
  ///
  /// - Throws: `PipelineError` when a chapter cannot be read.
  package func staleCompanions() throws -> [String] {
    let companions = try companions()
    let stale = companions.filter { !isWritten($0.path, Data($0.text.utf8)) }.map(\.path)
    return stale + (try strayCompanions(besides: companions))
  }

  private func isWritten(_ path: String, _ content: Data) -> Bool {
    FileManager.default.contents(atPath: root.appending(path: path).path) == content
  }

  private func strayCompanions(besides companions: [ChapterCompanion]) throws -> [String] {
    let folder = root.appending(path: ChapterCompanion.folder)
    guard FileManager.default.fileExists(atPath: folder.path) else { return [] }
    let mark = "// Written by 'convolume cells --export'"
    return try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
      .map { "\(ChapterCompanion.folder)/\($0)" }
      .filter { path in
        // Files of the author's own stay.
        guard path.hasSuffix(".swift"), !companions.contains(where: { $0.path == path }) else {
          return false
        }
        let text = FileManager.default.contents(atPath: root.appending(path: path).path) ?? Data()
        return String(decoding: text.prefix(400), as: UTF8.self).contains(mark)
      }
  }
}
