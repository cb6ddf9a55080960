import CairoGraphics
import DrawingThreads
import Graphics

/// What puts numbers on pages that are drawn without one.
///
/// A chapter's pages are drawn once, and stand in the book and in a handout under other numbers. So their
/// numbers are no part of them: a document writes them, in a font that it has for its digits alone.
struct Folios: Codable, Sendable {
  /// How pages call the font.
  static let fontName = "Folio"

  /// The font, and nothing else.
  let section: PDFSection
  /// The font's object in the section.
  let font: Int
  private let size: Double
  private let color: Color
  /// The middle of a folio and its baseline, from the lower left corner of the page.
  private let place: Point
  /// Of the digits from 0 to 9, in points.
  private let widths: [Double]

  /// - Parameters:
  ///   - digits: A page with all digits, in the style of folios.
  ///   - widths: The width of each digit.
  ///   - theme: How folios look, and where they stand.
  /// - Throws: ``PDFMendingError``, or `PDFScanner.Damage` when the page has no font.
  init(digits: DrawnPages, widths: [Double], theme: PDFTheme) throws {
    let page = try digits.section()
    guard let font = page.fonts.first else { throw PDFScanner.Damage(place: 0) }
    section = page.reduced(to: Int(font))
    self.font = Int(font)
    self.widths = widths
    size = theme.folio.size
    color = theme.folio.color
    let middle = theme.folioPlace
    place = Point(x: middle.x, y: theme.page.size.height - middle.y)
  }

  /// The operators that write a number.
  ///
  /// A folio is no part of the text: screen readers pass over it.
  func content(_ folio: Int) -> [UInt8] {
    let digits = String(folio)
    let width = digits.utf8.reduce(0) { $0 + widths[Int($1 - UInt8(ascii: "0"))] }
    let colors = [color.red, color.green, color.blue].map(Self.text).joined(separator: " ")
    let left = "\(Self.text(place.x - width / 2)) \(Self.text(place.y))"
    return Array(
      ("/Artifact BMC\nq \(colors) rg BT /\(Self.fontName) \(Self.text(size)) Tf \(left) Td "
        + "(\(digits)) Tj ET Q\nEMC\n").utf8)
  }

  /// A number with three places at most.
  private static func text(_ number: Double) -> String {
    "\((number * 1000).rounded() / 1000)"
  }
}

extension PDFTheme {
  /// How the number of a page looks.
  var folio: TextStyle { heading(size: 8.5, weight: .regular, color: .muted) }

  /// The middle of the number of a page, on its baseline, from the upper left corner.
  var folioPlace: Point {
    Point(x: page.size.width / 2, y: page.size.height - page.bottom + 36)
  }
}
