import Chapters
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

  /// Puts `files` in their places, and removes `stale` ones.
  ///
  /// What lies in its place already is left there. All others are written to a folder aside before the first one is moved, so that a full disk leaves the
  /// old ones; each is moved in one step, so that a kill leaves no half page. Another render that
  /// writes here meanwhile has to wait.
  ///
  /// - Parameters:
  ///   - files: What the render made.
  ///   - stale: What nothing makes any more.
  ///   - listing: The manifest that lists `files` and `stale`, for as long as both may be there: after
  ///     a kill, the next render knows what is its own. `nil` where no manifest is kept.
  /// - Throws: `PipelineError.unwritable`.
  package func write(
    _ files: [RenderedFile], removing stale: [Manifest.File] = [], listing: RenderedFile? = nil
  ) throws {
    try withStagingFolder { staging in
      let early = listing.flatMap { isInPlace($0) ? nil : $0 }
      let files = files.filter { !isInPlace($0) || $0.path == early?.path }
      for file in files {
        let final = url.appending(path: file.path)
        guard !final.isFolder else {
          throw PipelineError.unwritable(path: final.relativePath, reason: "it is a folder")
        }
        try StagedFile(file, in: staging, of: url).stage()
      }
      func move(_ files: [RenderedFile], from staging: URL) throws {
        for file in files { try StagedFile(file, in: staging, of: url).move() }
      }
      if let early {
        let aside = staging.appending(path: "listing")
        try StagedFile(early, in: aside, of: url).stage()
        try move([early], from: aside)
      }
      try move(files.filter { $0.path != listing?.path }, from: staging)
      try remove(stale)
      // Last, since it says that all else is as it lists it.
      try move(files.filter { $0.path == listing?.path }, from: staging)
    }
  }

  /// Whether the file is there, as it would be written.
  private func isInPlace(_ file: RenderedFile) -> Bool {
    let place = url.appending(path: file.path)
    guard let present = try? Data(contentsOf: place, options: .mappedIfSafe) else { return false }
    return present.count == file.bytes.count
      && present.withUnsafeBytes { present in
        file.bytes.withUnsafeBytes { made in
          guard let present = present.baseAddress, let made = made.baseAddress else { return true }
          return memcmp(present, made, file.bytes.count) == 0
        }
      }
  }

  /// Lets `body` write in a folder that is gone afterwards.
  private func withStagingFolder(_ body: (URL) throws -> Void) throws {
    let lock = FolderLock(url)
    defer { withExtendedLifetime(lock) {} }
    if lock.isHeld { try removeStaging() }
    let staging = url.appending(path: "\(Self.stagingPrefix)\(UUID().uuidString)")
    let result = Result { try body(staging) }
    if FileManager.default.fileExists(atPath: staging.path) { try removeFolder(staging) }
    try result.get()
  }

  /// Removes what a render that was killed had staged.
  private func removeStaging() throws {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: url.path)
    } catch {
      throw PipelineError.unwritable(path: url.relativePath, reason: error.fileReason)
    }
    for name in names where name.hasPrefix(Self.stagingPrefix) {
      try removeFolder(url.appending(path: name))
    }
  }

  private func removeFolder(_ folder: URL) throws {
    do {
      try FileManager.default.removeItem(at: folder)
    } catch {
      throw PipelineError.unwritable(path: folder.relativePath, reason: error.fileReason)
    }
  }

  private static let stagingPrefix = ".convolume-staged-"

  /// What the last render left, as far as it is still there.
  package struct LastRender: Sendable {
    package var files: [Manifest.File] = []
    /// `nil` where none is known.
    package var edition: String?
  }

  /// Reads what the last render listed in its manifest.
  ///
  /// A manifest that is absent or damaged lists nothing: then no file is known to be ours.
  package var lastRender: LastRender {
    guard let bytes = FileManager.default.contents(atPath: manifest.path),
      let listing = try? JSONDecoder().decode(Manifest.Listing.self, from: bytes)
    else { return LastRender() }
    let files = listing.outputs.filter { file in
      let steps = file.path.split(separator: "/", omittingEmptySubsequences: false)
      let staysInside = !steps.contains { $0.isEmpty || $0 == ".." }
      let place = url.appending(path: file.path)
      return staysInside && FileManager.default.fileExists(atPath: place.path) && !place.isFolder
    }
    return LastRender(files: files, edition: listing.edition ?? Edition.instructor.rawValue)
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
    try removeStaging()
    var files = lastRender.files
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
    var edition: String?
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
