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
    do {
      try url.proveWritable()
    } catch {
      throw PipelineError.unwritable(path: url.relativePath, reason: error.fileReason)
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
        throw PipelineError.unwritable(path: final.relativePath, reason: error.fileReason)
      }
      if final.isFolder {
        throw PipelineError.unwritable(path: final.relativePath, reason: "it is a folder")
      }
    }
    for (temporary, final) in staged where rename(temporary.path, final.path) != 0 {
      throw PipelineError.unwritable(
        path: final.relativePath, reason: systemReason(of: errno))
    }
  }

  /// The files that the last render listed in its manifest and that are still there.
  ///
  /// A manifest that is absent or damaged lists nothing: then no file is known to be ours.
  package func listedFiles() -> [Manifest.File] {
    guard let data = FileManager.default.contents(atPath: manifest.path) else { return [] }
    let listing: Manifest.Listing
    do {
      listing = try JSONDecoder().decode(Manifest.Listing.self, from: data)
    } catch {
      return []
    }
    return listing.outputs.filter { file in
      let steps = file.path.split(separator: "/", omittingEmptySubsequences: false)
      let staysInside = !steps.contains { $0.isEmpty || $0 == ".." }
      let place = url.appending(path: file.path)
      return staysInside && FileManager.default.fileExists(atPath: place.path) && !place.isFolder
    }
  }

  /// Removes `files`, and the folders that they leave empty.
  package func remove(_ files: [Manifest.File]) throws {
    for file in files {
      let place = url.appending(path: file.path)
      do {
        try FileManager.default.removeItem(at: place)
      } catch {
        throw PipelineError.unwritable(path: place.relativePath, reason: error.fileReason)
      }
      var folder = (file.path as NSString).deletingLastPathComponent
      // `rmdir` refuses a folder that holds anything.
      while !folder.isEmpty, rmdir(url.appending(path: folder).path) == 0 {
        folder = (folder as NSString).deletingLastPathComponent
      }
    }
  }

  /// Removes everything that the last render wrote, and nothing else.
  ///
  /// - Returns: The paths of the files, relative to the folder.
  package func clear() throws -> [String] {
    var files = listedFiles()
    if FileManager.default.fileExists(atPath: manifest.path) {
      files.append(Manifest.File(path: manifest.lastPathComponent, sha256: ""))
    }
    try remove(files)
    return files.map(\.path)
  }

  private var manifest: URL { url.appending(path: "manifest.json") }
}

extension Manifest {
  /// The part of a manifest that says which files its render wrote.
  fileprivate struct Listing: Decodable {
    var outputs: [File]
  }
}

extension URL {
  /// Makes the folder if absent, and writes a file in it.
  func proveWritable() throws {
    let probe = appending(path: ".convolume-probe-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: self, withIntermediateDirectories: true)
    try Data().write(to: probe)
    try FileManager.default.removeItem(at: probe)
  }

  var isFolder: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }
}
