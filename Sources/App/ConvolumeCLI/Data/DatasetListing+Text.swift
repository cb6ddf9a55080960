import Datasets
import Foundation

extension DatasetListing {
  var presentCount: Int { entries.count { $0.path != nil } }

  var stateText: String {
    switch presentCount {
    case entries.count: "found"
    case 0: "missing"
    default: "incomplete"
    }
  }

  /// The folders that hold its files, each named once.
  var foundFolders: [String] {
    entries.compactMap(\.path).reduce(into: []) { folders, path in
      let folder = URL(filePath: path).deletingLastPathComponent().path
      if !folders.contains(folder) { folders.append(folder) }
    }
  }
}

extension DatasetListing.Entry {
  /// Where the file was found, good or not.
  var path: String? {
    switch state {
    case .missing: nil
    case .found(let path), .good(let path), .bad(let path, _): path
    }
  }
}
