/// What the `//|` lines on top of a cell may say.
///
/// Names and meanings are Quarto's where it has them.
package struct CellOptions: Hashable, Codable, Sendable {
  package enum Echo: String, Hashable, Codable, Sendable { case shown, hidden, fenced }
  package enum Output: String, Hashable, Codable, Sendable { case shown, hidden, asis }
  /// What a failing cell does to the build.
  package enum ErrorPolicy: String, Hashable, Codable, Sendable {
    /// A failure is an error of the build.
    case stop
    /// `error: true`: the failure is shown, and the chapter goes on.
    case show
    /// The cell must fail in just this way; anything else is an error of the build.
    case compile, trap, `throw`
  }
  package enum Folding: String, Hashable, Codable, Sendable { case none, folded, open }

  /// `label`: unique in the book; `fig-`, `tbl-` and `lst-` make it referable.
  package var label: String?
  package var eval = true
  package var echo = Echo.shown
  package var output = Output.shown
  /// `include: false` runs the cell but shows neither code nor output.
  package var include = true
  package var error = ErrorPolicy.stop
  /// `warning: false` hides what the cell writes to its error stream.
  package var warning = true
  package var cache = true
  /// `cache: refresh` runs the cell again, and keeps the new result.
  package var refreshesCache = false
  /// `dependson`: labels of cells that this one needs beyond what is found by name.
  package var dependsOn: [String] = []

  package var figureCaption: String?
  package var figureSubcaptions: [String] = []
  package var figureAlt: String?
  /// In inches.
  package var figureWidth: Double?
  package var figureHeight: Double?
  package var tableCaption: String?
  package var listingCaption: String?
  /// `lst-label`: names the code of a cell whose `label` names its figure or table.
  package var listingLabel: String?
  package var codeFold = Folding.none
  package var codeSummary: String?

  /// In seconds; `nil` for the project's.
  package var timeout: Double?
  /// In bytes; `nil` for the project's.
  package var memory: Int?
  package var seed: Int?
  /// Files that the cell reads, relative to the project.
  package var inputs: [String] = []
  package var tags: [String] = []

  package init() {}
}
