import Foundation

/// What is there of one known data set.
public struct DatasetListing: Sendable {
  /// One of its files.
  public struct Entry: Hashable, Sendable {
    /// The name that the data set's authors gave it.
    public var file: String
    public var state: State
  }

  public enum State: Hashable, Sendable {
    case missing
    /// It is there; its content was not looked at.
    case found(path: String)
    /// Its content is what the authors published.
    case good(path: String)
    /// It cannot be used; the error says what is wrong.
    case bad(path: String, DatasetError)

    var isGood: Bool {
      if case .good = self { true } else { false }
    }
  }

  public var dataset: KnownDataset
  public var entries: [Entry]

  /// Whether all files are there and none is known to be bad.
  public var isComplete: Bool {
    entries.allSatisfy {
      switch $0.state {
      case .found, .good: true
      case .missing, .bad: false
      }
    }
  }
}

extension DataFolders {
  /// What is there of every known data set, by name and place only.
  public func list() -> [DatasetListing] {
    KnownDataset.all.map { dataset in
      DatasetListing(
        dataset: dataset,
        entries: dataset.files.map { file in
          .init(
            file: file.name,
            state: path(of: file.name, in: dataset).map { .found(path: $0) } ?? .missing)
        })
    }
  }

  /// What is there of one data set, each file unpacked and compared with its published SHA-256.
  public func verify(_ dataset: KnownDataset) -> DatasetListing {
    DatasetListing(
      dataset: dataset,
      entries: dataset.files.map { .init(file: $0.name, state: check($0, of: dataset)) })
  }

  func check(_ file: KnownDataset.File, of dataset: KnownDataset) -> DatasetListing.State {
    guard let path = path(of: file.name, in: dataset) else { return .missing }
    do {
      let found = try DataFile(path: path, dataset: dataset.name)
      guard found.size == file.size else {
        throw DatasetError(
          file: path, problem: .wrongLength(expected: file.size, found: found.size),
          dataset: dataset.name)
      }
      guard found.sha256 == file.sha256 else {
        throw DatasetError(
          file: path, problem: .wrongDigest(expected: file.sha256, found: found.sha256),
          dataset: dataset.name)
      }
      return .good(path: path)
    } catch let error as DatasetError {
      return .bad(path: path, error)
    } catch {
      return .bad(
        path: path,
        DatasetError(
          file: path, problem: .unreadable(reason: error.localizedDescription),
          dataset: dataset.name))
    }
  }
}
