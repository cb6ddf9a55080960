import CUDABackend
import CairoGraphics
import Caching
import Datasets
import Foundation
import Pipeline
import Reports

extension RenderEnvironment {
  /// The data sets and drawing libraries of this machine.
  static func ofThisMachine(warn: @escaping @Sendable (String) -> Void) -> RenderEnvironment {
    var environment = RenderEnvironment(
      dataDigest: digest,
      libraries: [
        Report.Fact(
          name: "Drawing",
          value: "Cairo \(DrawingLibraries.cairo), Pango \(DrawingLibraries.pango)")
      ],
      drawingFiles: { await Fonts.sources() }, device: device, warn: warn)
    environment.dataFolders = DataFolders.standard().paths
    return environment
  }

  /// The device that cells would compute on.
  private static func device() -> String {
    do {
      return try DeviceChoice.fromEnvironment().found().name
    } catch {
      return "\(error)"
    }
  }

  /// Looks up a file of a data set where a cell would find it.
  private static func digest(of question: DataQuestion, files: FileDigests) -> String {
    let root = URL(filePath: question.root)
    let folders = question.folders ?? DataFolders.standard().paths
    let searched = DataFolders(
      folders.map { $0.hasPrefix("/") ? $0 : root.appending(path: $0).path })
    guard let path = searched.path(of: question.file, ofSet: question.set) else {
      return DataUse.absent
    }
    return files.digest(of: path, as: "unpacked content") { DataFolders.content(of: path) }
      ?? DataUse.unreadable
  }
}
