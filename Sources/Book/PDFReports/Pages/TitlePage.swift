import CairoGraphics
import DrawingThreads
import Graphics
import Reports

/// The first page of a book.
@DrawingActor
struct TitlePage {
  let theme: PDFTheme

  func draw(_ report: Report, on canvas: CairoCanvas) {
    let left = theme.left
    drawVolumes(on: canvas, at: Point(x: left, y: theme.page.top + 30))
    var y = theme.page.size.height * 0.42
    func add(_ text: String, style: TextStyle, lineHeight: Double, tag: String) {
      var paragraph = Paragraph([TextSpan(.text(text), style: style)], width: theme.page.measure)
      paragraph.alignment = .left
      canvas.tag(tag) {
        for line in paragraph.lines() {
          line.draw(on: canvas, at: Point(x: left, y: y))
          y += lineHeight
        }
      }
    }
    add(report.title, style: theme.heading(size: 40), lineHeight: 46, tag: "H1")
    if let subtitle = report.subtitle {
      y -= 14
      add(
        subtitle, style: theme.heading(size: 17, weight: .regular, color: .muted), lineHeight: 24,
        tag: "P")
    }
    y += 2
    canvas.fill(
      .rectangle(Rect(x: left, y: y - 10, width: theme.page.measure, height: 0.8)),
      with: theme.color(.accent))
    y += 18
    let plain = theme.heading(size: 12, weight: .regular)
    for author in report.authors { add(author, style: plain, lineHeight: 18, tag: "P") }
    if let date = report.date { add(date, style: plain, lineHeight: 18, tag: "P") }
    if let abstract = report.abstract {
      y += 20
      var style = theme.text
      style.isItalic = true
      add(abstract, style: style, lineHeight: theme.fonts.lineHeight, tag: "P")
    }
  }

  /// Draws the volumes of a convolutional network: maps that shrink as their number grows.
  private func drawVolumes(on canvas: CairoCanvas, at origin: Point) {
    let accent = theme.color(.accent)
    var x = origin.x
    for (maps, side) in [(1, 88.0), (3, 62), (6, 40), (10, 22)] {
      for map in (0..<maps).reversed() {
        let shift = 7 * Double(map)
        let square = Rect(
          x: x + shift, y: origin.y + (88 - side) / 2 - shift * 0.6 + 20, width: side, height: side)
        canvas.fill(
          .rectangle(square), with: accent.mixed(with: .white, at: 0.9 - 0.05 * Double(maps - map)))
        canvas.stroke(.rectangle(square), with: Stroke(color: accent, width: 0.7))
      }
      x += side + 7 * Double(maps - 1) + 26
    }
  }
}
