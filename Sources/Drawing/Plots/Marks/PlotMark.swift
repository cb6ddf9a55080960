/// A kind of mark that a plot can hold.
public protocol Mark: Sendable {
  var plotMark: PlotMark { get }
}

/// Any of the marks, as it crosses from a cell to the report.
public enum PlotMark: Hashable, Codable, Sendable {
  case line(Line)
  case steps(Steps)
  case band(Band)
  case points(Points)
  case intervals(Intervals)
  case bars(Bars)
  case histogram(Histogram)
  case rule(Rule)
  case highlight(Highlight)
  case contours(Contours)
  case label(Label)
  case annotation(Annotation)

  var drawable: any DrawableMark {
    switch self {
    case .line(let mark): mark
    case .steps(let mark): mark
    case .band(let mark): mark
    case .points(let mark): mark
    case .intervals(let mark): mark
    case .bars(let mark): mark
    case .histogram(let mark): mark
    case .rule(let mark): mark
    case .highlight(let mark): mark
    case .contours(let mark): mark
    case .label(let mark): mark
    case .annotation(let mark): mark
    }
  }
}

/// Collects the marks listed between the braces of a `Plot`.
@resultBuilder
public enum PlotBuilder {
  public static func buildExpression(_ mark: some Mark) -> [PlotMark] { [mark.plotMark] }
  public static func buildExpression(_ marks: [any Mark]) -> [PlotMark] { marks.map(\.plotMark) }
  public static func buildBlock(_ marks: [PlotMark]...) -> [PlotMark] { marks.flatMap(\.self) }
  public static func buildOptional(_ marks: [PlotMark]?) -> [PlotMark] { marks ?? [] }
  public static func buildEither(first marks: [PlotMark]) -> [PlotMark] { marks }
  public static func buildEither(second marks: [PlotMark]) -> [PlotMark] { marks }
  public static func buildArray(_ marks: [[PlotMark]]) -> [PlotMark] { marks.flatMap(\.self) }
}

extension Positions {
  /// Collects the places of a mark, which must be as many as its values.
  init<Position: PlotPosition>(
    _ values: some Sequence<Position>, of mark: String, matching count: Int
  ) {
    self = Position.positions(Array(values))
    requireSameCount(self.count, count, mark: mark, first: "x", second: "y")
  }
}
