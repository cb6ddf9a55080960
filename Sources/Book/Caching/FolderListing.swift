import Foundation

/// Lists the files of a folder with thousands of them, in a tenth of the time that Foundation takes.
package enum FolderListing {
  /// Returns the ordinary files below `folder`, at any depth, by their paths from there.
  ///
  /// Links are neither followed nor listed. What cannot be looked into holds nothing.
  package static func files(below folder: String) -> [String] {
    var files: [String] = []
    list(folder, as: "", into: &files)
    return files
  }

  private static func list(_ folder: String, as prefix: String, into files: inout [String]) {
    guard let stream = opendir(folder) else { return }
    defer { closedir(stream) }
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { place in
        place.withMemoryRebound(to: CChar.self, capacity: Int(NAME_MAX) + 1) { String(cString: $0) }
      }
      guard name != ".", name != ".." else { continue }
      switch kind(of: entry.pointee.d_type, at: "\(folder)/\(name)") {
      case S_IFDIR: list("\(folder)/\(name)", as: "\(prefix)\(name)/", into: &files)
      case S_IFREG: files.append(prefix + name)
      default: break
      }
    }
  }

  private static func kind(of type: UInt8, at path: @autoclosure () -> String) -> mode_t {
    switch Int(type) {
    case Int(DT_DIR): return S_IFDIR
    case Int(DT_REG): return S_IFREG
    case Int(DT_UNKNOWN):
      // Some file systems do not say.
      var status = stat()
      return lstat(path(), &status) == 0 ? status.st_mode & S_IFMT : 0
    default: return 0
    }
  }
}
