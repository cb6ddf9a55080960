import CairoGraphics
import Datasets
import Foundation
import Pipeline
import Reports

extension Surroundings {
  /// The data sets and drawing libraries of this machine.
  ///
  /// - Throws: `PipelineError.unreadable` for a data folder that cannot be looked into.
  static func ofThisMachine(warn: @escaping @Sendable (String) -> Void) throws -> Surroundings {
    Surroundings(
      dataSets: try dataSets(in: .standard()),
      libraries: [
        Report.Fact(
          name: "Drawing",
          value: "Cairo \(DrawingLibraries.cairo), Pango \(DrawingLibraries.pango)")
      ], warn: warn)
  }

  /// Names and sizes of the files in the data folders: enough to notice a set that came or went.
  private static func dataSets(in folders: DataFolders) throws -> String {
    try folders.paths.flatMap { folder -> [String] in
      let below = FileManager.default.enumerator(
        at: URL(filePath: folder), includingPropertiesForKeys: [.fileSizeKey])
      let files = (below?.allObjects ?? []).compactMap { $0 as? URL }
      return try files.map { file in
        "\(file.path.dropFirst(folder.count)) \(try size(of: file))"
      }.sorted()
    }.joined(separator: "\n")
  }

  private static func size(of file: URL) throws -> Int {
    do {
      return try file.resourceValues(forKeys: [.fileSizeKey]).fileSize ?? 0
    } catch {
      throw PipelineError.unreadable(path: file.path, reason: error.localizedDescription)
    }
  }
}
