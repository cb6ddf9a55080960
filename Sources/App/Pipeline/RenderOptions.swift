import Chapters
import Foundation

/// What a render is asked for, beyond the project itself.
package struct RenderOptions: Sendable {
  /// Where results go; `nil` for the project's own folder.
  package var outputFolder: URL?
  package var parameters: ParameterOverrides
  package var edition: Edition
  /// Whether the results of cells that have not changed are used again.
  package var usesCache: Bool
  /// How many chapters are run at once.
  package var jobs: Int
  /// Whether the first cell that fails ends the render.
  package var stopsAtFirstFailure: Bool
  /// Whether cells are shut in by bubblewrap.
  package var isSandboxed: Bool
  /// All that the command was given, under which the next one knows what this one did; `nil` where that
  /// is not to be.
  package var arguments: [String]?

  package init(
    outputFolder: URL? = nil, parameters: ParameterOverrides = ParameterOverrides(),
    edition: Edition = .instructor, usesCache: Bool = true, jobs: Int = 1,
    stopsAtFirstFailure: Bool = false,
    isSandboxed: Bool = false, arguments: [String]? = nil
  ) {
    self.outputFolder = outputFolder
    self.parameters = parameters
    self.edition = edition
    self.usesCache = usesCache
    self.jobs = jobs
    self.stopsAtFirstFailure = stopsAtFirstFailure
    self.isSandboxed = isSandboxed
    self.arguments = arguments
  }
}

/// What a render left behind.
package struct RenderOutcome: Sendable {
  /// What is wrong, in the order of the chapters.
  ///
  /// Any error means that the render failed.
  package var diagnostics: [Diagnostic]
  /// The files to open first, as the user would name them.
  package var entryPoints: [String]
  /// What each cell cost, in the order of the book.
  package var costs: [CellCost] = []
  /// How many cells there are, where nothing had changed and so nothing was done.
  package var unchangedCells: Int?
}
