import Digests
import Foundation

/// The compiled units of a project, each with a checksum stamp.
///
/// A stamp is written last, so it means a compilation that ended; a library that damage has changed
/// does not match its stamp any more, and is compiled again.
struct LibraryFolder: Sendable {
  let path: String

  /// The library of the unit `identity`, whether or not it is there.
  func library(_ identity: String) -> CellCompiler.Library {
    CellCompiler.Library(
      identity: identity, path: "\(path)/libcell-\(identity).so",
      entry: CellSource.entryName(identity))
  }

  /// Whether a library is there as the compiler made it.
  func holds(_ library: CellCompiler.Library) -> Bool {
    let stamp = stampPath(of: library)
    guard let stamped = FileManager.default.contents(atPath: stamp),
      String(decoding: stamped, as: UTF8.self) == checksum(of: library)
    else { return false }
    // Used again, so not among the first to go.
    utimensat(AT_FDCWD, stamp, nil, 0)
    return true
  }

  /// Makes a folder of its own for one compilation.
  func makeScratchFolder(for library: CellCompiler.Library) throws -> String {
    let scratch = "\(path)/cell-\(library.identity).\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: scratch, withIntermediateDirectories: true)
    return scratch
  }

  /// Moves a library that was made in `scratch` to its place, and stamps it.
  func install(_ library: CellCompiler.Library, from scratch: String) throws {
    try move("\(scratch)/\(library.fileName)", to: library.path)
    let stamp = "\(scratch)/stamp"
    try Data(checksum(of: library).utf8).write(to: URL(filePath: stamp))
    try move(stamp, to: stampPath(of: library))
  }

  func discard(_ scratch: String) {
    do {
      try FileManager.default.removeItem(atPath: scratch)
    } catch {
      // What is left costs some disk space, and the next 'clean' removes it.
      FileHandle.standardError.write(Data("warning: \(scratch) could not be removed\n".utf8))
    }
  }

  private func stampPath(of library: CellCompiler.Library) -> String {
    "\(path)/cell-\(library.identity).stamp"
  }

  private func checksum(of library: CellCompiler.Library) -> String {
    SHA256.hexadecimal(of: FileManager.default.contents(atPath: library.path) ?? Data())
  }

  /// Moves a file in one step, over whatever another render put there.
  private func move(_ file: String, to target: String) throws {
    guard rename(file, target) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target])
    }
  }
}
