import Foundation

/// Results on disk, each under the digest of its key.
///
/// An entry that is not as it was written (a full disk, a flipped bit, an edited file) is reported and
/// taken for absent: it costs time, and never shows.
package struct ResultStore: Sendable {
  /// Such as `.convolume/cache`.
  package let folder: String
  /// Told what is odd and was repaired.
  package let warn: @Sendable (String) -> Void
  /// Told of each entry that is read.
  private let note: @Sendable (String) -> Void

  package init(
    folder: String, warn: @escaping @Sendable (String) -> Void,
    noting note: @escaping @Sendable (_ entry: String) -> Void = { _ in }
  ) {
    self.folder = folder
    self.warn = warn
    self.note = note
  }

  /// Returns the content kept under `key`; `nil` when there is none, or none that can be trusted.
  package func content(for key: CacheKey) -> [UInt8]? {
    let file = file(for: key)
    do {
      guard let content = try file.content() else { return nil }
      file.touch()
      note(file.name)
      return content
    } catch {
      warn("\(file.path) is damaged; its cell is run again.")
      return nil
    }
  }

  /// Notes that an entry was of use.
  ///
  /// - Returns: Whether it is there.
  package func touch(_ entry: String) -> Bool { file(entry).touch() }

  /// Keeps `content` under `key`.
  ///
  /// - Throws: When the folder cannot be written.
  package func keep(_ content: [UInt8], for key: CacheKey) throws {
    try file(for: key).write(content)
  }

  /// The keys that a chapter's cells had when it was last run, by the cells' names.
  package func lastKeys(of chapter: String) -> [String: CacheKey] {
    let file = historyFile(of: chapter)
    do {
      guard let content = try file.content() else { return [:] }
      return try JSONDecoder().decode([String: CacheKey].self, from: Data(content))
    } catch {
      warn("\(file.path) is damaged and is written anew.")
      return [:]
    }
  }

  package func keepKeys(_ keys: [String: CacheKey], of chapter: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try historyFile(of: chapter).write(Array(try encoder.encode(keys)))
  }

  private func file(for key: CacheKey) -> ChecksummedFile { file(key.digest) }

  private func file(_ digest: String) -> ChecksummedFile {
    ChecksummedFile(path: "\(folder)/\(digest.prefix(2))/\(digest)", name: digest)
  }

  private func historyFile(of chapter: String) -> ChecksummedFile {
    ChecksummedFile(path: "\(folder)/keys/\(chapter)", name: "keys of \(chapter)")
  }
}
