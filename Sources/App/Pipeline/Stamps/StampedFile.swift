import Caching
import Digests
import Foundation

/// A file or a folder as a render found it, or left it.
package struct StampedFile: Hashable, Codable, Sendable {
  package var path: String
  /// `nil` where there was none.
  package var status: FileStatus?
  /// The SHA-256 of the content, or of the names in a folder.
  ///
  /// With it, a file that was only touched or copied is the same. `nil` where the status has to be enough.
  package var digest: String?

  package init(_ path: String, digest: String?) {
    self.path = path
    self.digest = digest
    status = FileStatus(of: path)
  }

  /// Looks at a file that was read at `start` or later.
  ///
  /// - Returns: `nil` when the file may be another one than was read.
  package init?(_ path: String, readSince start: Int) {
    status = FileStatus(of: path)
    guard status?.isSettled(before: start) ?? true else { return nil }
    self.path = path
    digest = Self.digest(of: path)
    guard FileStatus(of: path) == status else { return nil }
  }

  /// Returns the file as it is now, if that is what it was when a stamp was made.
  ///
  /// Its status is enough where that would show any change since, as in git's index.
  ///
  /// - Parameter time: When the stamp was made, by the file system's clock.
  /// - Returns: `nil` when it may be another.
  package func unchanged(since time: Int) -> StampedFile? {
    var now = self
    now.status = FileStatus(of: path)
    if now.status == status, status?.isSettled(before: time) ?? true { return now }
    guard let digest, Self.digest(of: path) == digest else { return nil }
    return now
  }

  /// The SHA-256 of what is there; `nil` for nothing, and for what cannot be read.
  private static func digest(of path: String) -> String? {
    do {
      return SHA256.hexadecimal(
        of: try Data(contentsOf: URL(filePath: path), options: .mappedIfSafe))
    } catch {
      let names = try? FileManager.default.contentsOfDirectory(atPath: path)
      return names.map { SHA256.hexadecimal(of: $0.sorted().joined(separator: "\0").utf8) }
    }
  }
}
