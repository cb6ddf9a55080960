import Foundation

/// The folders in which data is looked for, in their order.
public struct DataFolders: Hashable, Sendable {
  public var paths: [String]
  /// The user's cache folder, into which downloads go.
  public var installation: String

  public init(_ paths: [String], installation: String? = nil) {
    self.paths = paths
    self.installation = installation ?? paths.first ?? "."
  }

  /// `CONVOLUME_DATA` (a path list), the user's cache folder, then the system's data sets.
  ///
  /// - Parameter environment: The variables to read, `CONVOLUME_DATA`, `XDG_CACHE_HOME` and `HOME`; `nil` for
  ///   those of this process.
  /// - Returns: The folders, whether or not they exist.
  public static func standard(
    environment: [String: String]? = nil
  ) -> DataFolders {
    // Where data lies is part of no result: what was found there is.
    let environment = environment ?? DataUse.read { ProcessInfo.processInfo.environment }
    func variable(_ name: String) -> String? {
      environment[name].flatMap { $0.isEmpty ? nil : $0 }
    }
    let listed = (variable("CONVOLUME_DATA") ?? "").split(separator: ":").map(String.init)
    let home = variable("HOME") ?? DataUse.read { NSHomeDirectory() }
    #if os(macOS)
      let userCache = home + "/Library/Caches"
    #else
      let userCache = home + "/.cache"
    #endif
    let installation = (variable("XDG_CACHE_HOME") ?? userCache) + "/convolume/data"
    return DataFolders(
      listed + [installation, "/usr/share/datasets"], installation: installation)
  }

  /// The path of one file of `dataset`, or `nil` when no folder holds it.
  ///
  /// A folder may hold the data set's own folder or the files themselves, packed or not.
  func path(of file: String, in dataset: KnownDataset) -> String? {
    // What a loader finds is told as data, wherever it lies.
    DataUse.read {
      for folder in candidates(for: dataset) {
        for name in Self.spellings(of: file) {
          let path = folder + "/" + name
          if FileManager.default.fileExists(atPath: path) { return path }
        }
      }
      return nil
    }
  }

  /// The folders that may hold the files of `dataset`.
  private func candidates(for dataset: KnownDataset) -> [String] {
    paths.flatMap { path in
      dataset.folders.map { path + "/" + $0 } + (isOfOther(path, than: dataset) ? [] : [path])
    }
  }

  /// Whether the files directly in `path` are those of another data set with equal file names.
  ///
  /// MNIST and Fashion-MNIST name their files alike. The folder's name tells them apart; where it
  /// does not, the small file of test labels does.
  private func isOfOther(_ path: String, than dataset: KnownDataset) -> Bool {
    let others = KnownDataset.all.filter { $0.name != dataset.name }
    if dataset.folders.contains(where: { ("/" + path).hasSuffix("/" + $0) }) { return false }
    if others.contains(where: { $0.folders.contains { ("/" + path).hasSuffix("/" + $0) } }) {
      return true
    }
    let labels = "t10k-labels-idx1-ubyte"
    for name in Self.spellings(of: labels) {
      guard FileManager.default.fileExists(atPath: path + "/" + name) else { continue }
      do {
        let digest = try DataFile(path: path + "/" + name, dataset: nil).sha256
        return others.contains { $0.file(labels)?.sha256 == digest }
      } catch {
        // Damaged labels tell nothing; reading the data set will say what is wrong with them.
        return false
      }
    }
    return false
  }

  /// The names under which copies of `file` are in use.
  private static func spellings(of file: String) -> [String] {
    let dotted = file.replacing("-idx", with: ".idx")
    return [file, file + ".gz"] + (dotted == file ? [] : [dotted, dotted + ".gz"])
  }
}
