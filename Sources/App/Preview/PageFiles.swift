import Digests
import Foundation
import Reports
import Synchronization

/// The files that a preview serves, held in memory: whatever is not among them is not there, wherever a path
/// may lead.
package final class PageFiles: Sendable {
  package struct File: Sendable {
    package var bytes: [UInt8]
    /// Another one for other bytes.
    package var version: String
    package var type: String
  }

  package init() {}

  private let files = Mutex<[String: File]>([:])
  /// Where a reader arrives who names no page.
  private let arrival = Mutex<String?>(nil)

  package var entrance: String? {
    get { arrival.withLock { $0 } }
    set { arrival.withLock { $0 = newValue } }
  }

  /// Puts files in the place of those that begin with the same folder.
  package func replace(_ made: [RenderedFile], under folder: String = "") {
    let new = Dictionary(
      uniqueKeysWithValues: made.map { file in
        ("/" + file.path, File(file))
      })
    files.withLock { files in
      files = files.filter { !$0.key.hasPrefix("/" + folder) }.merging(new) { _, new in new }
    }
  }

  /// The file at a path as it stands in a request's first line.
  package func file(at target: String) -> File? {
    guard let path = target.removingPercentEncoding else { return nil }
    return files.withLock { $0[path] }
  }

  /// The version of each file, by its path.
  package var versions: [String: String] { files.withLock { $0.mapValues(\.version) } }
}

extension PageFiles.File {
  init(_ file: RenderedFile) {
    bytes = file.bytes
    version = String(SHA256.hexadecimal(of: file.bytes).prefix(16))
    type =
      switch file.path.split(separator: ".").last {
      case "html": "text/html; charset=utf-8"
      case "js": "text/javascript; charset=utf-8"
      case "pdf": "application/pdf"
      default: "application/octet-stream"
      }
  }
}
