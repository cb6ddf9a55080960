import CPangoCairo
import DrawingThreads
import Graphics

/// The outlines of letters as SVG writes them, each found once in a program's life.
@DrawingActor
final class GlyphOutlines {
  static let shared = GlyphOutlines()

  struct Letter: Hashable {
    /// Of one size.
    var font: UnsafeMutablePointer<PangoFont>
    var glyph: PangoGlyph
  }

  private var outlines: [Letter: [UInt8]] = [:]
  /// Fonts that are kept, so that none of their addresses becomes another's.
  private var fonts: Set<UnsafeMutablePointer<PangoFont>> = []
  private let context: OpaquePointer?

  private init() {
    let surface = cairo_recording_surface_create(CAIRO_CONTENT_ALPHA, nil)
    context = cairo_create(surface)
    cairo_surface_destroy(surface)
  }

  /// Returns the commands of an SVG path, with the letter's origin at 0, in points; none for a space.
  func outline(of letter: Letter) -> [UInt8] {
    if let known = outlines[letter] { return known }
    if fonts.insert(letter.font).inserted { g_object_ref(UnsafeMutableRawPointer(letter.font)) }
    var lines = SVGLines()
    lines.append(path(of: letter))
    outlines[letter] = lines.bytes
    return lines.bytes
  }

  private func path(of letter: Letter) -> Path {
    var path = Path()
    // Pango's own marks for what has no shape, and for what no font has.
    guard letter.glyph < 0x0FFF_FFFF else { return path }
    let font = pango_cairo_font_get_scaled_font(OpaquePointer(letter.font))
    guard let font else { return path }
    var glyph = cairo_glyph_t(index: UInt(letter.glyph), x: 0, y: 0)
    cairo_new_path(context)
    cairo_set_scaled_font(context, font)
    cairo_glyph_path(context, &glyph, 1)
    guard let copy = cairo_copy_path(context) else { return path }
    defer { cairo_path_destroy(copy) }
    var place = 0
    while place < Int(copy.pointee.num_data), let data = copy.pointee.data {
      let header = data[place].header
      func point(_ index: Int) -> Point {
        Point(x: data[place + index].point.x, y: data[place + index].point.y)
      }
      switch header.type {
      case CAIRO_PATH_MOVE_TO: path.move(to: point(1))
      case CAIRO_PATH_LINE_TO: path.line(to: point(1))
      case CAIRO_PATH_CURVE_TO: path.curve(point(1), point(2), to: point(3))
      default: path.close()
      }
      place += Int(header.length)
    }
    // Behind the last part Cairo begins another one.
    return path.withoutLastMove
  }
}

extension Path {
  fileprivate var withoutLastMove: Path {
    guard case .move = segments.last else { return self }
    var path = Path()
    for segment in segments.dropLast() {
      switch segment {
      case .move(let point): path.move(to: point)
      case .line(let point): path.line(to: point)
      case .curve(let first, let second, let end): path.curve(first, second, to: end)
      case .close: path.close()
      }
    }
    return path
  }
}
