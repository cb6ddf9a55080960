import Foundation

/// The engine's own sources, in which tests look for what there is.
enum EngineSources {
  /// The package's folder.
  static let package = (0..<5).reduce(URL(filePath: #filePath)) { folder, _ in
    folder.deletingLastPathComponent()
  }

  static func text(of path: String) throws -> String {
    try String(contentsOf: package.appending(path: path), encoding: .utf8)
  }

  /// The names of all public structs that say that they conform to one of `protocols`.
  static func structs(conformingTo protocols: Set<String>) throws -> Set<String> {
    let folder = package.appending(path: "Sources/Engine")
    let files = FileManager.default.enumerator(atPath: folder.path)?.compactMap { $0 as? String }
    var names: Set<String> = []
    for file in files ?? [] where file.hasSuffix(".swift") {
      let text = try text(of: "Sources/Engine/\(file)")
      names.formUnion(
        declarations(in: text).filter { !protocols.isDisjoint(with: $0.list) }.map(\.name))
    }
    return names
  }

  /// Types with the protocols that they, or extensions of them, say they conform to.
  private static func declarations(in text: String) -> [(name: String, list: [String])] {
    let type = /public (?:final )?(?:struct|class|enum|actor) (\w+)(?:<[^>]*>)?:\s*([^{]*?)\s*\{/
    let more = /extension (\w+):\s*([^{]*?)\s*\{/
    let found =
      text.matches(of: type).map { ($0.1, $0.2) } + text.matches(of: more).map { ($0.1, $0.2) }
    return found.map { name, list in
      (String(name), list.split { ", \n".contains($0) }.map(String.init))
    }
  }
}
