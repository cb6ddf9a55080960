import CairoGraphics
import Graphics
import Plots
import Reports

/// A drawing or a picture with the size that it has on the page.
struct FigurePart {
  let size: Size
  let altText: String
  let caption: [ReportInline]
  private let drawing: Drawing
  private let scale: Double

  private enum Drawing {
    case plot(Figure, Size)
    case picture(Picture)
  }

  /// Creates a part as large as its author asked for, or reduced to fit.
  ///
  /// - Throws: `PictureError` when a picture file cannot be read.
  init(
    _ part: ReportFigure.Part, defaultWidth: Double, widest: Double, measure: Double
  ) throws {
    altText = part.altText
    caption = part.caption
    let natural: Size
    switch part.content {
    case .plot(let figure):
      natural = figure.size(defaultWidth: defaultWidth)
      drawing = .plot(figure, natural)
    case .picture(let bytes, let mediaType):
      let picture = try Picture(bytes, mediaType: mediaType, name: part.fileName)
      natural = picture.size
      drawing = .picture(picture)
    }
    // A picture may also grow to the width that its author wrote beside it.
    let wanted: Double? =
      switch part.width {
      case .fraction(let share): share * measure
      case .inches(let inches): inches * 72
      case nil: nil
      }
    // Nothing may be taller than most of a page, or its caption would have no room.
    scale = min(
      (wanted ?? natural.width) / natural.width, widest / natural.width, 560 / natural.height)
    size = Size(width: natural.width * scale, height: natural.height * scale)
  }

  func draw(on canvas: CairoCanvas, at origin: Point) {
    switch drawing {
    case .plot(let figure, let natural):
      canvas.translated(to: origin, scale: scale) {
        let frame = Rect(x: 0, y: 0, width: natural.width, height: natural.height)
        figure.draw(on: canvas, in: frame, theme: .light)
      }
    case .picture(let picture):
      let frame = Rect(x: origin.x, y: origin.y, width: size.width, height: size.height)
      canvas.draw(picture, in: frame)
    }
  }
}
