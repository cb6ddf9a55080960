import Foundation

/// How far the download of one file has come.
public struct FetchProgress: Hashable, Sendable {
  /// The name of the file being downloaded.
  public var file: String
  /// In bytes, those of an earlier attempt included.
  public var received: Int
  /// In bytes; `nil` when the server does not tell.
  public var total: Int?

  public init(file: String, received: Int, total: Int?) {
    self.file = file
    self.received = received
    self.total = total
  }
}

extension DataFolders {
  /// Downloads what is missing or bad of a data set into `installation`.
  ///
  /// Each file is downloaded beside its place, compared with its published SHA-256, and moved there
  /// in one step: a reader finds a whole file or none. A download that broke off goes on where it
  /// stopped. Mirrors are tried in their order.
  ///
  /// - Parameters:
  ///   - dataset: What to get.
  ///   - mirrors: Base addresses to use in place of the data set's own.
  ///   - patience: How long a mirror may take to answer before the next one is tried, and how long
  ///     next to nothing may come from it; `nil` for as long as the system waits.
  ///   - progress: Called as bytes arrive, from another thread.
  /// - Returns: The paths of the files that were installed; empty when all were there.
  /// - Throws: `DatasetError` when no mirror delivers, when what arrives is not the published file,
  ///   or when a bad copy elsewhere on the search path hides the good one.
  @discardableResult
  public func fetch(
    _ dataset: KnownDataset, from mirrors: [String]? = nil, patience: Duration? = nil,
    progress: @escaping @Sendable (FetchProgress) -> Void = { _ in }
  ) async throws -> [String] {
    let folder = URL(filePath: installation).appending(path: dataset.folders[0])
    try make(folder)
    let here = DataFolders([installation])
    var installed: [String] = []
    for download in dataset.downloads {
      let wanted = dataset.files[download.contents]
      if wanted.allSatisfy({ check($0, of: dataset).isGood }) { continue }
      if wanted.allSatisfy({ here.check($0, of: dataset).isGood }) { continue }
      let part = folder.appending(path: download.name + ".part")
      try await get(
        download, of: dataset, from: mirrors ?? dataset.mirrors, patience: patience, into: part,
        progress: progress)
      installed += try install(download, of: dataset, from: part, into: folder)
    }
    for file in dataset.files {
      if case .bad(let path, _) = check(file, of: dataset) {
        throw DatasetError(file: path, problem: .hides(good: folder.path), dataset: dataset.name)
      }
    }
    return installed
  }

  private func make(_ folder: URL) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      // Foundation's own sentence names an error number; the system's reason lies under it.
      let system = ((error as? CocoaError)?.underlying as? POSIXError)?.code
      let reason = system.map { String(cString: strerror($0.rawValue)) }
      throw DatasetError(
        file: folder.path, problem: .unwritable(reason: reason ?? error.localizedDescription))
    }
  }

  /// Tries each mirror until one delivers the published bytes.
  private func get(
    _ download: KnownDataset.Download, of dataset: KnownDataset, from mirrors: [String],
    patience: Duration?, into part: URL, progress: @escaping @Sendable (FetchProgress) -> Void
  ) async throws {
    var last = DatasetError(
      file: download.name, problem: .notFetched(reason: "no address is known"),
      dataset: dataset.name)
    for mirror in mirrors {
      try Task.checkCancellation()
      guard let address = URL(string: mirror + download.name) else { continue }
      do {
        try await HTTPDownload(from: address, to: part, patience: patience) { received, total in
          progress(FetchProgress(file: download.name, received: received, total: total))
        }.run()
      } catch let failure as HTTPDownload.Failure {
        last.problem = .notFetched(reason: failure.reason)
        continue
      }
      guard let expected = download.sha256 else { return }
      let found = digest(of: [UInt8](try Data(contentsOf: part)))
      if found == expected { return }
      // Going on from wrong bytes would never end well.
      try FileManager.default.removeItem(at: part)
      last.problem = .wrongDigest(expected: expected, found: found)
    }
    throw last
  }

  /// Checks what was downloaded, and moves it to its place.
  private func install(
    _ download: KnownDataset.Download, of dataset: KnownDataset, from part: URL, into folder: URL
  ) throws -> [String] {
    do {
      let bytes = try DataFile(path: part.path, dataset: dataset.name).bytes
      guard download.contents.count > 1 else {
        try check(bytes, against: dataset.files[download.contents.lowerBound], of: dataset)
        return [try move(part, to: folder.appending(path: download.name))]
      }
      let archive = try TarArchive(bytes)
      let installed = try dataset.files[download.contents].map { file in
        guard let entry = archive.entries.first(where: { $0.name == file.name }) else {
          throw TarArchive.Damage(reason: "it holds no \(file.name)")
        }
        let content = Array(bytes[entry.content])
        try check(content, against: file, of: dataset)
        let place = folder.appending(path: file.name)
        try Data(content).write(to: place, options: .atomic)
        return place.path
      }
      try FileManager.default.removeItem(at: part)
      return installed
    } catch let damage as TarArchive.Damage {
      try FileManager.default.removeItem(at: part)
      throw DatasetError(
        file: download.name, problem: .damagedArchive(reason: damage.reason),
        dataset: dataset.name)
    } catch let error as DatasetError {
      try FileManager.default.removeItem(at: part)
      throw error
    }
  }

  private func check(
    _ bytes: [UInt8], against file: KnownDataset.File, of dataset: KnownDataset
  ) throws {
    let found = digest(of: bytes)
    guard found == file.sha256 else {
      throw DatasetError(
        file: file.name, problem: .wrongDigest(expected: file.sha256, found: found),
        dataset: dataset.name)
    }
  }

  /// Renames within one folder, which replaces an older file in one step.
  private func move(_ part: URL, to place: URL) throws -> String {
    guard rename(part.path, place.path) == 0 else {
      throw DatasetError(
        file: place.path, problem: .unwritable(reason: String(cString: strerror(errno))))
    }
    return place.path
  }
}
