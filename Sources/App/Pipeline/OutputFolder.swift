import Foundation
import Reports

/// The folder that a render writes into: files appear whole, or not at all.
package struct OutputFolder: Sendable {
  package let url: URL

  /// Makes the folder if absent, and proves that it can be written before anything is run.
  ///
  /// - Throws: `PipelineError.unwritable`.
  package init(at url: URL) throws {
    self.url = url
    let probe = url.appending(path: ".convolume-probe-\(ProcessInfo.processInfo.processIdentifier)")
    do {
      try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
      try Data().write(to: probe)
      try FileManager.default.removeItem(at: probe)
    } catch {
      throw PipelineError.unwritable(path: url.relativePath, reason: Self.reason(of: error))
    }
  }

  /// Writes `files`, each first under a temporary name beside its place and then renamed into it.
  ///
  /// All are written before the first is renamed, so that a full disk leaves the old ones.
  package func write(_ files: [RenderedFile]) throws {
    var staged: [(temporary: URL, final: URL)] = []
    defer {
      for (temporary, _) in staged where FileManager.default.fileExists(atPath: temporary.path) {
        unlink(temporary.path)
      }
    }
    for file in files {
      let final = url.appending(path: file.path)
      let temporary = final.deletingLastPathComponent()
        .appending(path: ".\(final.lastPathComponent).part")
      do {
        try FileManager.default.createDirectory(
          at: final.deletingLastPathComponent(), withIntermediateDirectories: true)
        staged.append((temporary, final))
        try Data(file.bytes).write(to: temporary)
      } catch {
        throw PipelineError.unwritable(path: final.relativePath, reason: Self.reason(of: error))
      }
    }
    for (temporary, final) in staged where rename(temporary.path, final.path) != 0 {
      throw PipelineError.unwritable(
        path: final.relativePath, reason: String(cString: strerror(errno)))
    }
  }

  private static func reason(of error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    if let underlying, underlying.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(Int32(underlying.code)))
    }
    return error.localizedDescription
  }
}
