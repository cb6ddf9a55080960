import CairoGraphics
import Chapters
import DrawingThreads
import Graphics
import Plots
import Reports

/// A drawing or a picture with the size that it has on the page.
@DrawingActor
struct FigurePart {
  let size: Size
  let altText: String
  let caption: [ReportInline]
  private let drawing: Drawing
  private let link: String?
  private let scale: Double

  private enum Drawing {
    /// A figure as it was drawn once, of which the part shows what lies below `top`: it is looked at to know
    /// how high it is, and stands in a book and in a handout.
    case plot([RecordingCanvas.Call], top: Double)
    case picture(Picture)
  }

  /// Creates a part as large as its author asked for, or reduced to fit.
  ///
  /// - Throws: `PictureError` when a picture file cannot be read, `CairoError` when nothing can be
  ///   drawn.
  init(
    _ part: ReportFigure.Part, defaultWidth: Double, widest: Double, measure: Double
  ) throws {
    altText = part.altText
    caption = part.caption
    link = part.link
    let natural: Size
    switch part.content {
    case .drawn(let drawn):
      let figure = drawn.figure
      let frame = figure.size(defaultWidth: defaultWidth)
      let canvas = try CairoCanvas()
      let record = RecordingCanvas { canvas.measure($0, style: $1) }
      figure.draw(
        on: record, in: Rect(x: 0, y: 0, width: frame.width, height: frame.height), theme: .print)
      let (top, height) = try Self.used(of: frame, by: record.calls)
      natural = Size(width: frame.width, height: height)
      drawing = .plot(record.calls, top: top)
    case .picture(let bytes, let mediaType):
      let picture = try Picture(bytes, mediaType: mediaType, name: part.fileName)
      natural = picture.size
      drawing = .picture(picture)
    }
    // A picture may also grow to the width that its author wrote beside it.
    let wanted = [
      part.width.map { $0.points(measure: measure) / natural.width },
      part.height.map { $0.points(measure: measure) / natural.height },
    ].compactMap(\.self).min()
    // Nothing may be taller than most of a page, or its caption would have no room.
    scale = min(wanted ?? 1, widest / natural.width, 560 / natural.height)
    size = Size(width: natural.width * scale, height: natural.height * scale)
  }

  func draw(on canvas: CairoCanvas, at origin: Point) {
    if let link { canvas.beginLink(.web(link)) }
    canvas.tag("Figure", alt: altText) { drawContent(on: canvas, at: origin) }
    if let link { canvas.endLink(.web(link)) }
  }

  private func drawContent(on canvas: CairoCanvas, at origin: Point) {
    switch drawing {
    case .plot(let calls, let top):
      let corner = Point(x: origin.x, y: origin.y - top * scale)
      canvas.translated(to: corner, scale: scale) { canvas.draw(calls) }
    case .picture(let picture):
      let frame = Rect(x: origin.x, y: origin.y, width: size.width, height: size.height)
      canvas.draw(picture, in: frame)
    }
  }

  /// Returns where the drawing starts in its frame and how high it is: a frame is as high as its
  /// content may need, and what is left over would look like a gap above the caption.
  private static func used(
    of frame: Size, by calls: [RecordingCanvas.Call]
  ) throws -> (top: Double, height: Double) {
    let bounds = try drawnBounds { $0.draw(calls) }
    guard bounds.height > 0 else { return (0, frame.height) }
    let top = max(0, bounds.y)
    return (top, max(min(bounds.maxY, frame.height) - top, 1))
  }
}
