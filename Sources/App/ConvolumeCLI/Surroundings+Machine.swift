import CairoGraphics
import Datasets
import Foundation
import Pipeline
import Reports

extension Surroundings {
  /// The data sets and drawing libraries of this machine.
  static func ofThisMachine(warn: @escaping @Sendable (String) -> Void) -> Surroundings {
    Surroundings(
      dataSets: dataSets(in: .standard()),
      libraries: [
        Report.Fact(
          name: "Drawing",
          value: "Cairo \(DrawingLibraries.cairo), Pango \(DrawingLibraries.pango)")
      ], warn: warn)
  }

  /// Names and sizes of the files in the data folders: enough to notice a set that came or went.
  private static func dataSets(in folders: DataFolders) -> String {
    folders.paths.flatMap { folder -> [String] in
      let below = FileManager.default.enumerator(
        at: URL(filePath: folder), includingPropertiesForKeys: [.fileSizeKey])
      let files = (below?.allObjects ?? []).compactMap { $0 as? URL }
      return files.map { file in
        let size = (try? file.resourceValues(forKeys: [.fileSizeKey]))?.fileSize ?? 0
        return "\(file.path.dropFirst(folder.count)) \(size)"
      }.sorted()
    }.joined(separator: "\n")
  }
}
