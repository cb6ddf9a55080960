/// A canvas that draws nothing and remembers every call: to draw the same on several others, and for tests
/// of what draws on canvases.
///
/// Unless it is told how to measure, its text is as wide as the count of its characters says, so that
/// layouts can be checked by hand and do not depend on the fonts of a machine.
public final class RecordingCanvas: Canvas {
  public enum Call: Hashable, Sendable {
    case fill(Path, Color)
    case stroke(Path, Stroke)
    case text(DrawnText)
    case raster(Raster, Rect)
    case glyphs(GlyphRun, at: Point, Color)
    /// All calls made inside a clipped region, in order.
    case clip(Rect, [Call])
  }

  public struct DrawnText: Hashable, Sendable {
    public var text: String
    public var style: TextStyle
    public var origin: Point
    /// Clockwise, in degrees.
    public var angle: Double
    public var extent: TextExtent
  }

  public private(set) var calls: [Call] = []
  private let measuring: ((String, TextStyle) -> TextExtent)?

  /// Creates a canvas on which nothing is drawn yet.
  ///
  /// - Parameter measuring: Returns the room that a line takes; `nil` for what `measure` says of a test's.
  public init(measuring: ((String, TextStyle) -> TextExtent)? = nil) {
    self.measuring = measuring
  }

  public func fill(_ path: Path, with color: Color) { calls.append(.fill(path, color)) }

  public func stroke(_ path: Path, with stroke: Stroke) { calls.append(.stroke(path, stroke)) }

  public func draw(_ text: String, style: TextStyle, at origin: Point, angle: Double) {
    calls.append(
      .text(
        DrawnText(
          text: text, style: style, origin: origin, angle: angle,
          extent: measure(text, style: style))))
  }

  /// Returns half the size a character, three quarters of the size up, and one quarter down.
  public func measure(_ text: String, style: TextStyle) -> TextExtent {
    measuring?(text, style)
      ?? TextExtent(
        width: Double(text.count) * style.size / 2, ascent: style.size * 0.75,
        descent: style.size * 0.25)
  }

  public func draw(_ raster: Raster, in rect: Rect) { calls.append(.raster(raster, rect)) }

  public func draw(_ run: GlyphRun, at origin: Point, color: Color) {
    calls.append(.glyphs(run, at: origin, color))
  }

  public func clip(to rect: Rect, _ content: () -> Void) {
    let before = calls
    calls = []
    content()
    calls = before + [.clip(rect, calls)]
  }
}

extension Canvas {
  /// Draws what was drawn on a canvas that recorded it.
  public func draw(_ calls: [RecordingCanvas.Call]) {
    for call in calls {
      switch call {
      case .fill(let path, let color): fill(path, with: color)
      case .stroke(let path, let stroke): self.stroke(path, with: stroke)
      case .text(let line):
        draw(line.text, style: line.style, at: line.origin, angle: line.angle)
      case .raster(let raster, let rect): draw(raster, in: rect)
      case .glyphs(let run, let origin, let color): draw(run, at: origin, color: color)
      case .clip(let rect, let inner): clip(to: rect) { draw(inner) }
      }
    }
  }
}

extension RecordingCanvas {
  /// Every line of text in the order drawn, those inside clipped regions included.
  public var texts: [DrawnText] {
    func texts(in calls: [Call]) -> [DrawnText] {
      calls.flatMap { call -> [DrawnText] in
        switch call {
        case .text(let text): [text]
        case .clip(_, let inner): texts(in: inner)
        default: []
        }
      }
    }
    return texts(in: calls)
  }
}

extension RecordingCanvas.DrawnText {
  /// The upright rectangle that the text covers, for an angle that is a multiple of 90 degrees.
  public var bounds: Rect {
    switch angle {
    case -90:
      Rect(
        x: origin.x - extent.ascent, y: origin.y - extent.width, width: extent.height,
        height: extent.width)
    case 90:
      Rect(
        x: origin.x - extent.descent, y: origin.y, width: extent.height, height: extent.width)
    default:
      Rect(
        x: origin.x, y: origin.y - extent.ascent, width: extent.width, height: extent.height)
    }
  }
}
