import Digests
import Foundation

/// A file that tells whether it is as it was written.
///
/// Its first line is the SHA-256 of its name and content, then comes the content. So a flipped bit, a
/// missing end, and a file that lies under another's name are all found out. It is written beside
/// its place and moved there: a reader sees a whole file, the old or the new, or none. Nobody waits for the
/// disk: what a power failure leaves of it does not match its checksum.
package struct ChecksummedFile {
  /// The file is there, and not as it was written.
  package struct Damage: Error {}

  package let path: String
  /// What the content belongs to; part of the checksum.
  package let name: String

  package init(path: String, name: String) {
    self.path = path
    self.name = name
  }

  /// Returns the content; `nil` when there is no such file.
  ///
  /// - Throws: `Damage`, also for a file that cannot be read.
  package func content() throws(Damage) -> [UInt8]? {
    guard FileManager.default.fileExists(atPath: path) else { return nil }
    guard let data = FileManager.default.contents(atPath: path), let end = data.firstIndex(of: 10)
    else { throw Damage() }
    let content = data[(end + 1)...]
    guard data[..<end].elementsEqual(checksum(of: content).utf8) else { throw Damage() }
    return Array(content)
  }

  /// Writes the file, and makes the folders above it.
  ///
  /// - Throws: When that is not possible; then the file is as it was.
  package func write(_ content: [UInt8]) throws {
    let part = "\(path).\(UUID().uuidString).part"
    let head = Array("\(checksum(of: content))\n".utf8)
    do {
      do {
        try PlainFile.write(head, content, to: part)
      } catch CocoaError.fileNoSuchFile {
        // Nearly always the folder is there.
        try FileManager.default.createDirectory(
          at: URL(filePath: path).deletingLastPathComponent(), withIntermediateDirectories: true)
        try PlainFile.write(head, content, to: part)
      }
    } catch {
      unlink(part)
      throw error
    }
    guard rename(part, path) == 0 else {
      let code = POSIXErrorCode(rawValue: errno) ?? .EIO
      unlink(part)
      throw CocoaError(.fileWriteUnknown, userInfo: [NSUnderlyingErrorKey: POSIXError(code)])
    }
  }

  /// How many seconds ago the file was written or was of use; `nil` where there is none.
  package var age: Double? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    return (attributes?[.modificationDate] as? Date).map { -$0.timeIntervalSinceNow }
  }

  /// Notes that the file was of use, so that it is not among the first to go.
  ///
  /// - Returns: Whether there is one.
  @discardableResult
  package func touch() -> Bool { utimensat(AT_FDCWD, path, nil, 0) == 0 }

  private func checksum(of content: some Sequence<UInt8>) -> String {
    var hasher = SHA256()
    hasher.update("\(name)\n".utf8)
    hasher.update(content)
    return hasher.hexadecimal
  }
}
