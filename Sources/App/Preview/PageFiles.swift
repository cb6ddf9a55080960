import Digests
import Foundation
import Reports
import Synchronization

/// The files that a preview serves, held in memory: whatever is not among them is not there, wherever a path
/// may lead.
package final class PageFiles: Sendable {
  package struct File: Sendable {
    package var bytes: [UInt8]
    /// What it was made of.
    fileprivate var source: RenderedFile
    fileprivate var kind: Kind
    /// Another one for other bytes.
    package var version: String
    package var type: String
  }

  /// What is replaced together.
  package enum Kind: Sendable {
    case pages
    /// What is made besides the pages, and later.
    case others
    /// What is not made of the book.
    case own
  }

  package init() {}

  private let files = Mutex<[String: File]>([:])
  /// Where a reader arrives who names no page.
  private let arrival = Mutex<String?>(nil)

  package var entrance: String? {
    get { arrival.withLock { $0 } }
    set { arrival.withLock { $0 = newValue } }
  }

  /// Puts files in the place of all those of one kind.
  ///
  /// - Parameters:
  ///   - made: The files.
  ///   - kind: Their kind.
  ///   - serve: Makes of a file what is served; not asked again about one that has not changed.
  package func replace(
    _ made: [RenderedFile], as kind: Kind,
    serving serve: (RenderedFile) -> RenderedFile = { $0 }
  ) {
    let known = files.withLock { $0 }
    let new = Dictionary(
      uniqueKeysWithValues: made.map { file in
        let path = "/" + file.path
        if let old = known[path], old.source == file { return (path, old) }
        return (path, File(serve(file), as: kind, of: file))
      })
    files.withLock { files in
      files = files.filter { $0.value.kind != kind }.merging(new) { _, new in new }
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
  fileprivate init(_ file: RenderedFile, as kind: PageFiles.Kind, of source: RenderedFile) {
    self.source = source
    self.kind = kind
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
