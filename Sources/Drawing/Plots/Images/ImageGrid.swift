import Contracts

/// Small pictures in rows and columns: digits, feature maps, filters.
///
/// The samples themselves are kept, so that the same grid can be shown in another palette.
public struct ImageGrid: Hashable, Codable, Sendable, FigureConvertible {
  public var title: String?
  public var images: [GridImage]
  /// How many images stand in a row; `nil` for what fills the width well.
  public var columns: Int?
  public var palette: ImagePalette
  public var range: ImageRange
  /// Words to the left of each row.
  public var rowLabels: [String]
  /// Words above each column.
  public var columnLabels: [String]
  /// What the samples are, written beside a scale of the colours; `nil` for no scale.
  public var colorBar: String?

  /// Creates a grid that is filled row by row.
  ///
  /// - Precondition: `columns`, when given, is at least 1.
  public init(
    _ title: String? = nil, images: [GridImage], columns: Int? = nil,
    palette: ImagePalette = .gray, range: ImageRange = .each, rowLabels: [String] = [],
    columnLabels: [String] = [], colorBar: String? = nil
  ) {
    require(columns ?? 1 > 0, "ImageGrid: expected at least one column, got \(columns ?? 1).")
    self.title = title
    self.images = images
    self.columns = columns
    self.palette = palette
    self.range = range
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.colorBar = colorBar
  }

  public var figure: Figure { Figure(.imageGrid(self)) }
}

/// One picture of an image grid.
public struct GridImage: Hashable, Codable, Sendable {
  public var width: Int
  public var height: Int
  /// One channel for a picture in one colour scale, three for red, green and blue.
  public var channels: Int
  /// Row by row, one channel after the other: shape `[channels, height, width]`.
  public var samples: [Float]
  public var caption: String?
  public var frame: ImageFrame?
  /// Parts of the picture to outline, such as receptive fields or crops.
  public var areas: [PixelArea]

  /// Creates a picture from its samples.
  ///
  /// - Parameters:
  ///   - samples: Row by row, one channel after the other. Shape `[channels, height, width]`.
  ///   - width: In pixels.
  ///   - height: In pixels.
  ///   - channels: 1, or 3 for red, green and blue in `0...1`.
  ///   - caption: A few words below it.
  ///   - frame: A coloured frame, such as `.wrong` for a mistaken class.
  ///   - areas: Parts to outline, each in a colour of its own.
  /// - Precondition: `samples` has `channels × height × width` elements.
  public init<Sample: PlotNumber>(
    _ samples: some Sequence<Sample>, width: Int, height: Int, channels: Int = 1,
    caption: String? = nil, frame: ImageFrame? = nil, areas: [PixelArea] = []
  ) {
    self.samples = samples.map { sample in
      let value = Float(sample.plotted)
      return value.isFinite ? value : 0
    }
    self.width = width
    self.height = height
    self.channels = channels
    self.caption = caption
    self.frame = frame
    self.areas = areas
    require(
      channels == 1 || channels == 3,
      "GridImage: expected 1 channel, or 3 for red, green and blue, got \(channels).")
    require(
      self.samples.count == channels * height * width,
      "GridImage: expected \(channels) × \(height) × \(width) = \(channels * height * width) "
        + "samples, got \(self.samples.count).")
  }
}

/// A rectangle of a picture's pixels, named by its top left one, counted from 0.
public struct PixelArea: Hashable, Codable, Sendable {
  public var row: Int
  public var column: Int
  public var height: Int
  public var width: Int

  public init(row: Int, column: Int, height: Int, width: Int) {
    self.row = row
    self.column = column
    self.height = height
    self.width = width
  }
}

/// What a coloured frame around a picture says of it.
public enum ImageFrame: String, Hashable, Codable, Sendable {
  case right, wrong, highlighted
}

/// How samples become colours.
public enum ImagePalette: String, Hashable, Codable, Sendable {
  /// The least sample black, the largest white, as images are stored.
  case gray
  /// The least sample white, the largest black, as ink on paper.
  case ink
  /// From dark blue over green to yellow, each step as visible as the next.
  case sequential
  /// Blue below zero, white at zero, red above: for filters and differences.
  case diverging
}

/// Which samples get the palette's first and last colour.
public enum ImageRange: Hashable, Codable, Sendable {
  /// Each picture's own least and largest sample: shows form, hides which picture is strong.
  case each
  /// The least and largest sample of all pictures: strengths can be compared.
  case shared
  case fixed(ClosedRange<Double>)
}
