import Caching
import CellOutputs
import Chapters
import Execution
import Foundation

/// What cells find when they look around: parameters, seeds, files and data sets, as they are now.
struct World: Sendable {
  /// The project's folder, in which cells run.
  let root: URL
  let files: FileDigests
  /// Looks up one file of a data set; see `RenderEnvironment.dataDigest`.
  let data: @Sendable (DataQuestion, FileDigests) -> String
  /// Which cells inherit.
  let environment: [String: String]

  /// The value that an observation of `source` would have now.
  func value(of source: Observation.Source, in unit: CellUnit, of program: ChapterProgram) -> String
  {
    let inChapter: String?
    switch source {
    case .parameter(let name):
      inChapter = program.parameters.last { $0.name == name }?.value.parameterValue.observed
    case .seed: inChapter = (unit.options.seed ?? program.seed).map(String.init)
    default: inChapter = value(of: source)
    }
    return inChapter ?? Observation.absent
  }

  /// The value that an observation of `source` would have now; `nil` for what stands in a chapter, and for the
  /// engine, which speaks for itself.
  func value(of source: Observation.Source) -> String? {
    switch source {
    case .parameter, .seed, .engine, .machine: nil
    case .file(let path): digest(ofFile: path)
    case .status(let path): Finding.status(of: self.path(of: path))
    case .listing(let path): Finding.listing(of: self.path(of: path))
    case .variable(let name): environment[name] ?? Observation.absent
    case .environment: Finding.text(of: environment)
    case .data(let set, let file, let folders):
      data(
        DataQuestion(
          set: set, file: file, folders: folders?.map { path(of: $0) }, root: root.path), files)
    }
  }

  /// By what dates and numbers are written unless a cell says otherwise.
  ///
  /// Foundation asks for it once in a process, so that of all cells in a worker only one is seen to.
  var conventions: String {
    let variables = environment.filter {
      ["LANG", "LANGUAGE", "TZ", "TZFILE"].contains($0.key) || $0.key.hasPrefix("LC_")
    }
    return variables.map { "\($0)=\($1)\n" }.sorted().joined()
      + Finding.status(of: "/etc/localtime")
  }

  /// The SHA-256 of a file, by its path from the project's folder.
  func digest(ofFile path: String) -> String {
    // A file that is not there is a fact too; the cell itself says what it means.
    files.digest(of: self.path(of: path)) ?? Observation.absent
  }

  /// The SHA-256 of a file, or what tells a folder with all that is below it from another one.
  func digest(ofInput input: String) -> String {
    let whole = path(of: input)
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: whole, isDirectory: &isFolder), isFolder.boolValue
    else { return digest(ofFile: input) }
    let names = FileManager.default.subpaths(atPath: whole) ?? []
    return names.sorted().map { "\($0) \(digest(ofFile: "\(input)/\($0)"))\n" }.joined()
  }

  /// Where a path leads that is given from the project's folder.
  private func path(of path: String) -> String {
    path.hasPrefix("/") ? path : root.appending(path: path).path
  }
}

/// Which file of a data set a cell looked for.
package struct DataQuestion: Hashable, Sendable {
  /// The name of the data set, such as `mnist`.
  package var set: String
  package var file: String
  /// Where it was looked for; `nil` for the folders in which data sets are looked for unless told.
  package var folders: [String]?
  /// Where relative paths in the environment start.
  package var root: String
}
