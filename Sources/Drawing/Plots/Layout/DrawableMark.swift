import Graphics

/// What the plot asks of each of its marks.
protocol DrawableMark: Mark {
  var name: String? { get }
  var color: Hue? { get }
  var pattern: LinePattern? { get }
  var shape: PointShape? { get }

  /// How the mark looks in a legend; `nil` for one that is no series and takes no colour.
  var symbol: LegendSymbol? { get }

  /// Tells which values the axes must show.
  func extend(_ data: inout PlotDataRange)

  /// Draws the mark, without its words.
  func draw(in space: PlotSpace, style: SeriesStyle)

  /// The areas that words keep clear of.
  func occupied(in space: PlotSpace) -> [Rect]

  /// The words that stand near the mark.
  func markLabels(in space: PlotSpace, style: SeriesStyle) -> [MarkLabel]

  /// The names and columns of the mark's numbers; empty when it has none.
  var columns: [DataColumn] { get }
}

extension DrawableMark {
  var name: String? { nil }
  var pattern: LinePattern? { nil }
  var shape: PointShape? { nil }
  var symbol: LegendSymbol? { nil }
  func occupied(in space: PlotSpace) -> [Rect] { [] }
  func markLabels(in space: PlotSpace, style: SeriesStyle) -> [MarkLabel] { [] }
  var columns: [DataColumn] { [] }
}

/// The small picture beside a name in a legend.
enum LegendSymbol: Hashable {
  case line
  case dot
  case area
  case interval
}

/// One column of the numbers behind a mark.
enum DataColumn {
  /// Along the x axis, called by its title.
  case x(Positions)
  /// Along the y axis, called by the series' name and, for bounds, by a word.
  case y(Numbers, word: String? = nil)

  var count: Int {
    switch self {
    case .x(let positions): positions.count
    case .y(let numbers, _): numbers.count
    }
  }

  /// Returns the column as texts, numbers at full precision.
  var cells: [String] {
    switch self {
    case .x(.categories(let names)): names
    case .x(.numbers(let numbers)), .y(let numbers, _): numbers.map(DataTable.cell)
    }
  }
}
