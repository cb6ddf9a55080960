/// A published data set: its files, their digests, and where they can be had.
public struct KnownDataset: Hashable, Sendable {
  /// One file as its authors published it, unpacked.
  public struct File: Hashable, Sendable {
    public var name: String
    /// The size after unpacking, in bytes.
    public var size: Int
    /// The SHA-256 after unpacking, in hexadecimal: packing a file anew does not change it.
    public var sha256: String

    package init(name: String, size: Int, sha256: String) {
      self.name = name
      self.size = size
      self.sha256 = sha256
    }
  }

  /// Something to download: one packed file, or an archive of several.
  public struct Download: Hashable, Sendable {
    /// The name at each mirror.
    public var name: String
    /// The SHA-256 of what is downloaded; `nil` when mirrors pack the same content differently.
    public var sha256: String?
    /// The files that it holds, by their index in `files`.
    public var contents: Range<Int>

    package init(name: String, sha256: String?, contents: Range<Int>) {
      self.name = name
      self.sha256 = sha256
      self.contents = contents
    }
  }

  /// The name on the command line, such as `"fashion-mnist"`.
  public var name: String
  public var title: String
  public var files: [File]
  public var downloads: [Download]
  /// Base addresses, the preferred one first.
  public var mirrors: [String]
  /// How to credit it, and under which terms it is to be had.
  public var credit: String
  public var classNames: [String]

  /// The folders in which copies are found, ours first.
  var folders: [String]

  package init(
    name: String, title: String, files: [File], downloads: [Download], mirrors: [String],
    credit: String, classNames: [String], folders: [String]
  ) {
    self.name = name
    self.title = title
    self.files = files
    self.downloads = downloads
    self.mirrors = mirrors
    self.credit = credit
    self.classNames = classNames
    self.folders = folders
  }
}

extension KnownDataset {
  /// Finds a data set by the name used on the command line.
  ///
  /// - Throws: `DatasetError` that lists the known names when there is none called `name`.
  public static func named(_ name: String) throws -> KnownDataset {
    guard let known = all.first(where: { $0.name == name }) else {
      throw DatasetError(file: name, problem: .unknownDataset(known: all.map(\.name)))
    }
    return known
  }

  func file(_ name: String) -> File? { files.first { $0.name == name } }
}
