import Foundation

/// Results on disk, each under the digest of its key.
///
/// An entry is a line with the SHA-256 of its content, then the content. It is written beside its
/// place and moved there, so that a reader sees a whole entry or none. An entry that does not match
/// its hash (a full disk, an edited file) is told and taken for absent.
package struct ResultStore: Sendable {
  /// Such as `.convolume/cache`.
  package let folder: String
  private let warn: @Sendable (String) -> Void

  package init(folder: String, warn: @escaping @Sendable (String) -> Void) {
    self.folder = folder
    self.warn = warn
  }

  /// Returns the content kept under `key`; `nil` when there is none, or none that can be trusted.
  package func content(for key: CacheKey) -> [UInt8]? {
    let path = path(for: key)
    guard let data = FileManager.default.contents(atPath: path) else { return nil }
    guard let end = data.firstIndex(of: 10) else { return reject(path) }
    let content = data[(end + 1)...]
    guard data[..<end].elementsEqual(Self.checksum(of: content).utf8) else { return reject(path) }
    return Array(content)
  }

  /// Keeps `content` under `key`.
  ///
  /// - Throws: When the folder cannot be written.
  package func keep(_ content: [UInt8], for key: CacheKey) throws {
    try write(Array((Self.checksum(of: content) + "\n").utf8) + content, to: path(for: key))
  }

  /// The keys that a chapter's cells had when it was last run, by the cells' names.
  package func lastKeys(of chapter: String) -> [String: CacheKey] {
    guard let data = FileManager.default.contents(atPath: historyPath(chapter)) else { return [:] }
    do {
      return try JSONDecoder().decode([String: CacheKey].self, from: data)
    } catch {
      warn("\(historyPath(chapter)) is damaged and is written anew: \(error)")
      return [:]
    }
  }

  package func keepKeys(_ keys: [String: CacheKey], of chapter: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try write(Array(try encoder.encode(keys)), to: historyPath(chapter))
  }

  private func reject(_ path: String) -> [UInt8]? {
    warn("\(path) is damaged; its cell is run again.")
    return nil
  }

  private func path(for key: CacheKey) -> String {
    let digest = key.digest
    return "\(folder)/\(digest.prefix(2))/\(digest)"
  }

  private func historyPath(_ chapter: String) -> String { "\(folder)/keys/\(chapter).json" }

  private func write(_ bytes: [UInt8], to path: String) throws {
    let target = URL(filePath: path)
    try FileManager.default.createDirectory(
      at: target.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: target, options: .atomic)
  }

  private static func checksum(of content: some Sequence<UInt8>) -> String {
    CacheKey.Part(name: "", content: content).digest
  }
}
