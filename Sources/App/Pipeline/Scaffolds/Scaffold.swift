import Foundation

/// The first files of a project, from which an author goes on.
package enum Scaffold: String, CaseIterable, Sendable {
  /// One chapter that runs.
  case book
  /// The same, and what renders, verifies and publishes it on GitHub and GitLab.
  case course
  /// What a student gets: an exercise with its stub and its check.
  case assignment

  /// Writes the files of a new project into `folder`.
  ///
  /// - Returns: The paths written, relative to `folder`, in order.
  /// - Throws: `PipelineError.occupied` when the folder holds files already, `.unwritable` when it
  ///   cannot be written.
  package func create(at folder: URL) throws -> [String] {
    try Self.proveFree(folder)
    let files = files(title: folder.lastPathComponent)
    for (path, text) in files {
      let file = folder.appending(path: path)
      do {
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file, options: .atomic)
      } catch {
        throw PipelineError.unwritable(path: file.relativePath, reason: error.fileReason)
      }
    }
    return files.keys.sorted()
  }

  /// What to type first in the new folder.
  package var firstCommand: String {
    switch self {
    case .book, .course: "convolume render"
    case .assignment: "convolume test"
    }
  }

  /// The texts of the files by their paths.
  private func files(title: String) -> [String: String] {
    switch self {
    case .book: Self.book(title: title)
    case .course: Self.book(title: title).merging(Self.courseFiles) { $1 }
    case .assignment: Self.assignment(title: title)
    }
  }

  private static func proveFree(_ folder: URL) throws {
    let manager = FileManager.default
    var isFolder: ObjCBool = false
    guard manager.fileExists(atPath: folder.path, isDirectory: &isFolder) else { return }
    let entries = isFolder.boolValue ? try manager.contentsOfDirectory(atPath: folder.path) : []
    guard isFolder.boolValue, entries.isEmpty else {
      throw PipelineError.occupied(
        path: folder.relativePath,
        reason: isFolder.boolValue ? "the folder is not empty" : "a file of that name exists")
    }
  }
}
