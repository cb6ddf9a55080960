import Digests
import Foundation

/// What a result depends on, as a list of named parts.
///
/// The result is kept under the hash of all parts, and reused as long as none has changed. The names
/// are what `--explain`, the manifest and `diff` show, so they are words of the author's world:
/// `source`, `parameter epochs`, `file data/x.csv`, `engine`, `upstream fig-lenet`.
package struct CacheKey: Hashable, Codable, Sendable {
  package struct Part: Hashable, Codable, Sendable {
    package var name: String
    /// What the part is about, which is shown and does not count: a cell with another label is the same
    /// cell.
    package var subject: String?
    /// SHA-256 of the content, in hexadecimal.
    package var digest: String

    package init(name: String, content: some Sequence<UInt8>) {
      self.name = name
      digest = SHA256.hexadecimal(of: content)
    }

    package init(name: String, content: String) {
      self.init(name: name, content: Array(content.utf8))
    }

    /// A part of whose content the SHA-256 is known, in hexadecimal.
    package init(name: String, digest: String) {
      self.name = name
      self.digest = digest
    }

    /// A part that is a key itself.
    package init(name: String, of subject: String, key: CacheKey?) {
      self.name = name
      self.subject = subject
      digest = key?.digest ?? Self.unknown
    }

    /// What `--explain` shows.
    package var title: String { subject.map { "\(name) \($0)" } ?? name }

    fileprivate static let unknown = "unknown"
  }

  /// In the order in which they are listed; the order is part of the key.
  package private(set) var parts: [Part]

  package init(_ parts: [Part]) {
    self.parts = parts
  }

  /// Whether all parts are known.
  package var isComplete: Bool { !parts.contains { $0.digest == Part.unknown } }

  /// The name under which the result is kept: 64 hexadecimal digits.
  package var digest: String {
    var hasher = SHA256()
    for part in parts {
      // The length keeps two parts from passing for two others that join to the same text.
      hasher.update("\(part.name.utf8.count) \(part.name) \(part.digest)\n".utf8)
    }
    return hasher.hexadecimal
  }

  /// The titles of the parts that differ from `earlier`, added and removed ones included.
  package func changes(since earlier: CacheKey) -> [String] {
    let old = Dictionary(
      earlier.parts.map { ($0.title, $0.digest) }, uniquingKeysWith: { _, last in last })
    let changed = parts.filter { old[$0.title] != $0.digest }.map(\.title)
    let current = Set(parts.map(\.title))
    return changed + earlier.parts.map(\.title).filter { !current.contains($0) }
  }
}
