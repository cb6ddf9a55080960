import Foundation
import Pipeline

/// The folder that says how pages look.
enum Templates {
  /// The project's own `templates`, else the ones that come with the program.
  ///
  /// - Parameter project: `nil` outside a project.
  /// - Returns: A folder that holds `html` and `pdf`.
  /// - Throws: `PipelineError.missingTemplates`.
  static func folder(of project: Project?) throws -> String {
    let root = project?.root ?? URL(filePath: FileManager.default.currentDirectoryPath)
    let own = root.appending(path: "templates")
    if project != nil, isComplete(own) { return own.path }
    var candidate =
      (Bundle.main.executableURL ?? URL(filePath: CommandLine.arguments[0]))
      .resolvingSymlinksInPath().deletingLastPathComponent()
    while candidate.path != "/" {
      // Above a build lies the checkout, above an installed program what it shares.
      for place in ["templates", "share/convolume/templates"] {
        let folder = candidate.appending(path: place)
        if isComplete(folder) { return folder.path }
      }
      candidate.deleteLastPathComponent()
    }
    throw PipelineError.missingTemplates(besides: own.path)
  }

  /// The script with which pages follow a preview: of the project's own templates, else the program's.
  ///
  /// - Throws: `PipelineError.missingTemplates`.
  static func previewScript(beside folder: String) throws -> [UInt8] {
    let places = [folder] + (((try? self.folder(of: nil)).map { [$0] }) ?? [])
    for place in places {
      let file = "\(place)/html/preview.js"
      if let script = FileManager.default.contents(atPath: file) { return Array(script) }
    }
    throw PipelineError.missingTemplates(besides: folder)
  }

  private static func isComplete(_ folder: URL) -> Bool {
    ["html", "pdf"].allSatisfy {
      FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
  }
}
