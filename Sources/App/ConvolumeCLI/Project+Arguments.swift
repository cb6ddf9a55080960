import Foundation
import Pipeline

extension Project {
  /// The project that an argument names: a folder in it, one Markdown file by itself, or, without an
  /// argument, the project that the current folder lies in.
  static func named(_ input: String?) throws -> Project {
    guard let input else {
      return try find(from: URL(filePath: FileManager.default.currentDirectoryPath))
    }
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: input, isDirectory: &isFolder)
    return exists && isFolder.boolValue
      ? try find(from: URL(filePath: input)) : try singleFile(input)
  }
}
