/// Something that can be drawn on: a PDF page, an SVG file, a bitmap, or a recorder in a test.
///
/// Coordinates are points (1/72 inch) from the top left corner.
public protocol Canvas: AnyObject {
  func fill(_ path: Path, with color: Color)
  func stroke(_ path: Path, with stroke: Stroke)

  /// Draws one line of text with the left end of its baseline at `origin`.
  ///
  /// - Parameters:
  ///   - text: What is written.
  ///   - style: Font, size and colour.
  ///   - origin: Where the baseline begins.
  ///   - angle: Clockwise rotation about `origin`, in degrees; −90 reads upwards.
  func draw(_ text: String, style: TextStyle, at origin: Point, angle: Double)

  /// Returns the room that `draw` would take for an unrotated line.
  func measure(_ text: String, style: TextStyle) -> TextExtent

  /// Draws `raster` scaled into `rect`, each sample as a crisp square.
  func draw(_ raster: Raster, in rect: Rect)

  func draw(_ run: GlyphRun, at origin: Point, color: Color)

  /// Draws what `content` draws, cut off outside `rect`.
  func clip(to rect: Rect, _ content: () -> Void)
}

/// How a path is drawn along its length.
public struct Stroke: Hashable, Codable, Sendable {
  public var color: Color
  /// The line's thickness in points.
  public var width: Double
  /// Lengths of dashes and gaps in points; empty for a solid line.
  public var dash: [Double]

  public init(color: Color, width: Double, dash: [Double] = []) {
    self.color = color
    self.width = width
    self.dash = dash
  }
}

extension Canvas {
  public func draw(_ text: String, style: TextStyle, at origin: Point) {
    draw(text, style: style, at: origin, angle: 0)
  }
}
