/// Several figures side by side, lettered (a), (b), (c), for the eye to compare.
public struct SmallMultiples: Hashable, Codable, Sendable, FigureConvertible {
  public struct Panel: Hashable, Codable, Sendable {
    public var title: String?
    public var figure: Figure

    /// Creates a panel; without a title of its own it shows its figure's.
    public init(_ title: String? = nil, _ figure: some FigureConvertible) {
      self.title = title
      self.figure = figure.figure
    }

    /// Creates a panel of the figure between the braces.
    public init(_ title: String? = nil, figure: () -> some FigureConvertible) {
      self.init(title, figure())
    }
  }

  /// Which axes run over the same range in all panels that are plots.
  public enum SharedAxes: String, Hashable, Codable, Sendable { case none, x, y, both }

  public var title: String?
  public var panels: [Panel]
  /// How many panels stand in a row; `nil` for what fills the width well.
  public var columns: Int?
  public var sharedAxes: SharedAxes
  public var isLettered: Bool

  /// Creates a grid of panels, filled row by row.
  ///
  /// - Parameters:
  ///   - title: The heading of the whole figure.
  ///   - columns: How many panels stand in a row; `nil` for what fills the width well.
  ///   - sharing: Which axes run over the same range in all panels, so that heights compare.
  ///   - lettered: Whether panels are called (a), (b), (c).
  ///   - panels: Panels, or figures, one after the other.
  public init(
    _ title: String? = nil, columns: Int? = nil, sharing: SharedAxes = .both,
    lettered: Bool = true, @PanelBuilder panels: () -> [Panel]
  ) {
    self.title = title
    self.columns = columns
    sharedAxes = sharing
    isLettered = lettered
    self.panels = panels()
  }

  public var figure: Figure { Figure(.multiples(self)) }
}

public typealias Panel = SmallMultiples.Panel

/// Collects the panels listed between the braces of `SmallMultiples`.
@resultBuilder
public enum PanelBuilder {
  public static func buildExpression(_ panel: Panel) -> [Panel] { [panel] }
  public static func buildExpression(_ figure: some FigureConvertible) -> [Panel] {
    [Panel(nil, figure)]
  }
  public static func buildBlock(_ panels: [Panel]...) -> [Panel] { panels.flatMap(\.self) }
  public static func buildOptional(_ panels: [Panel]?) -> [Panel] { panels ?? [] }
  public static func buildEither(first panels: [Panel]) -> [Panel] { panels }
  public static func buildEither(second panels: [Panel]) -> [Panel] { panels }
  public static func buildArray(_ panels: [[Panel]]) -> [Panel] { panels.flatMap(\.self) }
}
