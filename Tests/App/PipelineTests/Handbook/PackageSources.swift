import Foundation

/// The package's own sources, in which tests look for what a chapter can use.
enum PackageSources {
  static let folder = (0..<5).reduce(URL(filePath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }

  /// The names of the public structs below `path` that say that they conform to one of `protocols`.
  static func structs(in path: String, conformingTo protocols: Set<String>) throws -> Set<String> {
    let declaration = #/public struct (\w+):\s*([^{]*?)\s*\{/#
    let found = try text(below: path).matches(of: declaration).filter { match in
      !protocols.isDisjoint(with: match.2.split { ", \n".contains($0) }.map(String.init))
    }
    return Set(found.map { String($0.1) })
  }

  /// The names of the public functions below `path` that belong to no type.
  static func functions(in path: String) throws -> Set<String> {
    Set(try text(below: path).matches(of: #/\npublic func (\w+)/#).map { String($0.1) })
  }

  /// The names of the public methods and functions below `path` that return one of `types`.
  static func functions(in path: String, returning types: Set<String>) throws -> Set<String> {
    let declaration = #/public func (\w+)\([^{}]*?\)\s*(?:throws )?-> (\w+)/#
    let found = try text(below: path).matches(of: declaration)
    return Set(found.filter { types.contains(String($0.2)) }.map { String($0.1) })
  }

  /// The names of the program's own variables of the environment.
  static func variables() throws -> Set<String> {
    Set(try text(below: "Sources").matches(of: #/"(CONVOLUME_[A-Z_]+)"/#).map { String($0.1) })
  }

  /// The text of all Swift files below `path`.
  private static func text(below path: String) throws -> String {
    let place = folder.appending(path: path)
    let files = FileManager.default.enumerator(atPath: place.path)?.compactMap { $0 as? String }
    return try (files ?? []).filter { $0.hasSuffix(".swift") }.sorted()
      .map { try String(contentsOf: place.appending(path: $0), encoding: .utf8) }
      .joined(separator: "\n")
  }
}
