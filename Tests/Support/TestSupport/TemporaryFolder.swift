import Foundation

/// A folder of a test's own, removed when the test lets go of it.
public final class TemporaryFolder {
  public let url: URL

  public init() throws {
    url = FileManager.default.temporaryDirectory
      .appending(path: "convolume-test-\(UUID().uuidString)")
      .resolvingSymlinksInPath()
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit {
    do { try FileManager.default.removeItem(at: url) } catch {
      print("left behind: \(url.path): \(error)")
    }
  }

  /// Writes `text` to the file at `path`, relative to the folder, and makes the folders above it.
  public func write(_ text: String, to path: String) throws {
    try write(Data(text.utf8), to: path)
  }

  public func write(_ data: Data, to path: String) throws {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try data.write(to: file)
  }

  public func text(of path: String) throws -> String {
    try String(contentsOf: url.appending(path: path), encoding: .utf8)
  }

  public func bytes(of path: String) throws -> Data {
    try Data(contentsOf: url.appending(path: path))
  }

  public func contains(_ path: String) -> Bool {
    FileManager.default.fileExists(atPath: url.appending(path: path).path)
  }

  /// All files below the folder, as sorted relative paths.
  public func files() -> [String] {
    let below = FileManager.default.enumerator(atPath: url.path)?.allObjects as? [String] ?? []
    return below.filter { path in
      var isFolder: ObjCBool = false
      let file = url.appending(path: path).path
      return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        && !isFolder.boolValue
    }.sorted()
  }
}
