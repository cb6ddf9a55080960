import Graphics

/// A drawing described by its data: what a cell hands over, and what is drawn once per format.
public struct Figure: Hashable, Codable, Sendable {
  /// What there is to see.
  public enum Content: Hashable, Codable, Sendable {
    case plot(Plot)
    case heatMap(HeatMap)
    case imageGrid(ImageGrid)
    case matrix(MatrixPlot)
    case windows(WindowDiagram)
    case architecture(ArchitectureDiagram)
    case multiples(SmallMultiples)
  }

  public var content: Content
  /// The width in inches that the author of the cell asked for; `nil` for the default.
  public var width: Double?
  /// The height in inches that the author of the cell asked for; `nil` for what the content needs.
  public var height: Double?
  /// A description for those who cannot see the figure; `nil` for one drafted from the data.
  public var altText: String?

  public init(
    _ content: Content, width: Double? = nil, height: Double? = nil, altText: String? = nil
  ) {
    self.content = content
    self.width = width
    self.height = height
    self.altText = altText
  }
}

/// Something that is a figure: a plot, a heat map, a grid of images, a diagram.
public protocol FigureConvertible {
  var figure: Figure { get }
}

extension Figure: FigureConvertible {
  public var figure: Figure { self }
}

extension FigureConvertible {
  /// Returns the figure with a size of its own.
  ///
  /// - Parameters:
  ///   - width: In inches; `nil` leaves the page's default.
  ///   - height: In inches; `nil` leaves what the content needs at that width.
  /// - Returns: A figure of the same content.
  public func size(width: Double? = nil, height: Double? = nil) -> Figure {
    var figure = figure
    figure.width = width ?? figure.width
    figure.height = height ?? figure.height
    return figure
  }

  /// Returns the figure with a description for those who cannot see it.
  ///
  /// Without one, a draft is made from the data, which names the series and their ranges; only the
  /// author can say what the figure is there to show.
  public func altText(_ text: String) -> Figure {
    var figure = figure
    figure.altText = text
    return figure
  }
}

extension Figure {
  /// The heading drawn on top of the figure, if it has one.
  public var title: String? { drawable.title }

  /// The author's description, or else the draft.
  public var description: String { altText ?? draftAltText }

  /// A description made from the data.
  public var draftAltText: String { drawable.draftAltText }

  /// The numbers that the figure shows, for a disclosure beside it or a file.
  public var dataTables: [DataTable] { drawable.dataTables }

  /// Returns the size at which the figure is drawn, in points.
  ///
  /// Where the author asked for no width, it takes up to `defaultWidth` points.
  public func size(defaultWidth: Double) -> Size {
    let points = 72.0
    let width = width.map { $0 * points } ?? drawable.preferredWidth(within: defaultWidth)
    return Size(width: width, height: height.map { $0 * points } ?? drawable.height(for: width))
  }

  /// Draws the figure inside `frame`; what is behind it shows through.
  public func draw(on canvas: any Canvas, in frame: Rect, theme: Theme) {
    drawable.draw(in: frame, with: Pen(canvas: canvas, theme: theme))
  }

  var drawable: any Drawable {
    switch content {
    case .plot(let plot): plot
    case .heatMap(let map): map
    case .imageGrid(let grid): grid
    case .matrix(let matrix): matrix
    case .windows(let diagram): diagram
    case .architecture(let diagram): diagram
    case .multiples(let multiples): multiples
    }
  }
}

/// What every kind of content knows about itself.
protocol Drawable {
  var title: String? { get }
  var draftAltText: String { get }
  var dataTables: [DataTable] { get }

  /// Returns the width to take where up to `width` points are to be had.
  func preferredWidth(within width: Double) -> Double

  /// Returns the height in points that suits the content at a width in points.
  func height(for width: Double) -> Double

  func draw(in frame: Rect, with pen: Pen)
}

extension Drawable {
  func preferredWidth(within width: Double) -> Double { width }
}
