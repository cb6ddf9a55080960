import Caching
import CellOutputs
import Foundation

extension CacheKey.Part {
  /// The files and folders that it is about.
  ///
  /// - Parameters:
  ///   - root: Where relative paths start.
  ///   - folders: Where data sets are looked for unless a cell says otherwise.
  /// - Returns: Whole paths; none where it is about something else.
  func paths(in root: URL, dataFolders folders: [String]) -> [String] {
    let named: [String] =
      switch Observation.Source(name: name) {
      case .file(let path), .status(let path), .listing(let path): [path]
      case .data(let set, let file, let own): (own ?? folders).map { "\($0)/\(set)/\(file)" }
      default: input.map { [$0] } ?? []
      }
    return named.map { $0.hasPrefix("/") ? $0 : root.appending(path: $0).path }
  }
}
