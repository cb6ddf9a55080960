import Graphics

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
  /// What is done with lines of code that are wider than the page.
  package enum Overflow: String, Hashable, Codable, Sendable { case scroll, wrap }
  /// Where a caption stands.
  package enum CaptionPlace: String, Hashable, Codable, Sendable { case top, bottom }
  /// Which figures of a cell are shown, and where: knitr's `fig-show`.
  package enum FigureShow: String, Hashable, Codable, Sendable {
    /// Where the cell displays them.
    case asis
    /// Behind all its other outputs.
    case hold
    /// One after the other in one place.
    case animate
    /// Not at all.
    case hide
  }
  package enum FigureFormat: String, Hashable, Codable, Sendable { case svg, png, retina }
  /// The themes for which a page holds a drawing.
  package enum Rendering: String, Hashable, Codable, Sendable { case light, dark }
  /// How far a figure or table may reach beyond the text.
  package enum Column: String, Hashable, Codable, Sendable { case body, page }

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
  /// `fig-alt`: one text for each figure, or one for all.
  package var figureAlts: [String] = []
  /// In inches.
  package var figureWidth: Double?
  package var figureHeight: Double?
  /// `fig-asp`: height over width, where no height is given.
  package var figureAspect: Double?
  package var figureAlign: HorizontalAlignment?
  /// `fig-dpi`: pixels per inch of a figure's PNG file.
  package var figureDPI: Double?
  /// `fig-format`: how figures stand in web pages.
  package var figureFormat: FigureFormat?
  /// `fig-link`: where a click on the figure leads.
  package var figureLink: String?
  package var figureShow = FigureShow.asis
  /// `fig-pos: H`: the figure stays where the text has it, and never moves to another page's top.
  package var keepsFigurePlace = false
  /// `interval`: how long each picture of an animation is shown, in seconds.
  package var animationInterval: Double?
  package var renderings: [Rendering]?
  package var outWidth: PictureWidth?
  package var outHeight: PictureWidth?
  package var layout = PanelLayout()
  package var column: Column?
  package var tableCaption: String?
  package var tableSubcaptions: [String] = []
  /// `tbl-colwidths`: the columns' widths in any unit; `nil` leaves them to the page.
  package var tableColumnWidths: [Double]?
  package var figureCaptionPlace: CaptionPlace?
  package var tableCaptionPlace: CaptionPlace?
  package var listingCaptionPlace: CaptionPlace?
  package var listingCaption: String?
  /// `lst-label`: names the code of a cell whose `label` names its figure or table.
  package var listingLabel: String?
  package var codeFold = Folding.none
  package var codeSummary: String?
  package var codeOverflow: Overflow?
  package var numbersCodeLines = false
  /// `classes`: names for a style sheet, on what the cell shows.
  package var classes: [String] = []

  /// In seconds; `nil` for the project's.
  package var timeout: Double?
  /// In bytes; `nil` for the project's.
  package var memory: Int?
  /// What `seed` reads in the cell, and what the random streams of its training start from.
  package var seed: Int?
  /// `seeds`: the cell is run once for each, and `overSeeds` reads what it recorded.
  package var seeds: Seeds?
  /// `checkpoint: false` trains without keeping or reading checkpoints.
  package var usesCheckpoints = true
  /// How many threads the engine computes on; `nil` for all cores.
  package var threads: Int?
  /// `exercise`: students fill the cell in; see `Chapter.settingExercises`.
  package var isExercise = false
  /// `expect`: what the cell should display or record; `convolume test` compares.
  package var expectations: [Expectation] = []
  /// Files that the cell reads, relative to the project.
  package var inputs: [String] = []
  package var tags: [String] = []

  package init() {}
}
