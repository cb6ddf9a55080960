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
    /// A figure in its frame, of which the part shows what lies below `top`.
    case plot(Figure, frame: Size, top: Double)
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
    case .plot(let figure):
      let frame = figure.size(defaultWidth: defaultWidth)
      let (top, height) = try Self.used(of: frame, by: figure)
      natural = Size(width: frame.width, height: height)
      drawing = .plot(figure, frame: frame, top: top)
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
    case .plot(let figure, let frame, let top):
      canvas.translated(to: origin, scale: scale) {
        let frame = Rect(x: 0, y: -top, width: frame.width, height: frame.height)
        figure.draw(on: canvas, in: frame, theme: .print)
      }
    case .picture(let picture):
      let frame = Rect(x: origin.x, y: origin.y, width: size.width, height: size.height)
      canvas.draw(picture, in: frame)
    }
  }

  /// Returns where the drawing starts in its frame and how high it is: a frame is as high as its
  /// content may need, and what is left over would look like a gap above the caption.
  private static func used(
    of frame: Size, by figure: Figure
  ) throws -> (top: Double, height: Double) {
    let bounds = try drawnBounds { canvas in
      figure.draw(
        on: canvas, in: Rect(x: 0, y: 0, width: frame.width, height: frame.height), theme: .print)
    }
    guard bounds.height > 0 else { return (0, frame.height) }
    let top = max(0, bounds.y)
    return (top, max(min(bounds.maxY, frame.height) - top, 1))
  }
}
