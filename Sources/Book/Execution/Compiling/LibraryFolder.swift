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

  /// A library as the compiler made it; `nil` when it is not there.
  func known(_ library: CellCompiler.Library) -> CellCompiler.Library? {
    let path = stampPath(of: library)
    guard let stamped = FileManager.default.contents(atPath: path) else { return nil }
    var library = library
    library.usesEngine = stamped.last == UInt8(ascii: Self.usesEngineMark)
    guard String(decoding: stamped, as: UTF8.self) == stamp(of: library) else { return nil }
    // Used again, so not among the first to go.
    utimensat(AT_FDCWD, path, nil, 0)
    return library
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
    let part = "\(scratch)/stamp"
    try Data(stamp(of: library).utf8).write(to: URL(filePath: part))
    try move(part, to: stampPath(of: library))
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

  /// A digest of a unit's library, which damage changes, and a letter for whether it uses the engine.
  private func stamp(of library: CellCompiler.Library) -> String {
    let bytes = FileManager.default.contents(atPath: library.path) ?? Data()
    let mark = library.usesEngine ? Self.usesEngineMark : Self.usesNoEngineMark
    return "\(SHA256.hexadecimal(of: bytes)) \(mark)"
  }

  private static let usesEngineMark: Unicode.Scalar = "e"
  private static let usesNoEngineMark: Unicode.Scalar = "n"

  /// Moves a file in one step, over whatever another render put there.
  private func move(_ file: String, to target: String) throws {
    guard rename(file, target) == 0 else {
      throw CocoaError(.fileWriteUnknown, userInfo: [NSFilePathErrorKey: target])
    }
  }
}
