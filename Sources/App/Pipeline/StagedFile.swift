import Caching
import Foundation
import Reports

/// A file of an output folder that is written aside, to be moved to its place in one step.
struct StagedFile {
  private let file: RenderedFile
  private let staging: URL
  private let output: URL

  /// Prepares to stage `file`, of the folder `output`, in the folder `staging` below that.
  init(_ file: RenderedFile, in staging: URL, of output: URL) {
    self.file = file
    self.staging = staging
    self.output = output
  }

  private var final: URL { output.appending(path: file.path) }
  private var place: URL { staging.appending(path: file.path) }

  /// Writes the file aside, and makes the folders of its place.
  ///
  /// - Throws: `PipelineError.unwritable`, which names the place it is meant for.
  func stage() throws {
    try naming {
      try makeFolder(of: final)
      try makeFolder(of: place)
      try PlainFile.write(file.bytes, to: place.path)
    }
  }

  /// Moves the file to its place, over what was there.
  ///
  /// - Throws: `PipelineError.unwritable`.
  func move() throws {
    try naming {
      guard rename(place.path, final.path) != 0 else { return }
      guard errno == EXDEV else { throw Self.failure(errno) }
      // A folder on another disk: one more copy, beside the place.
      let beside = final.deletingLastPathComponent()
        .appending(path: ".\(final.lastPathComponent).\(UUID().uuidString).part")
      defer { unlink(beside.path) }
      try PlainFile.write(file.bytes, to: beside.path)
      guard rename(beside.path, final.path) == 0 else { throw Self.failure(errno) }
    }
  }

  private func makeFolder(of file: URL) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
  }

  private func naming(_ write: () throws -> Void) throws {
    do {
      try write()
    } catch {
      throw PipelineError.unwritable(path: final.relativePath, reason: error.fileReason)
    }
  }

  private static func failure(_ number: Int32) -> any Error {
    CocoaError(
      .fileWriteUnknown,
      userInfo: [NSUnderlyingErrorKey: POSIXError(POSIXErrorCode(rawValue: number) ?? .EIO)])
  }
}
