import CairoGraphics
import DrawingThreads
import Graphics

/// Draws a page: its text, the notes at its foot, its running head and its folio.
@DrawingActor
struct PageDrawing {
  /// What stands above the text, left and right.
  struct RunningHead {
    var left: String
    var right: String
  }

  let theme: PDFTheme

  static let noteSeparator = 14.0

  static func height(ofNote boxes: [FlowBox]) -> Double {
    boxes.reduce(2) { $0 + $1.glueAbove + $1.height }
  }

  func draw(
    _ page: Paginator.Page, notes: [Int: [FlowBox]] = [:], head: RunningHead? = nil,
    folio: Int? = nil,
    on canvas: CairoCanvas
  ) {
    let origin = Point(x: theme.left, y: theme.page.top)
    if let head { draw(head, on: canvas) }
    draw(page.boxes, at: origin, on: canvas)
    draw(page.notes.compactMap { notes[$0] }, foot: page.height, on: canvas)
    if let folio { draw(folio: folio, on: canvas) }
  }

  private func draw(_ boxes: [Paginator.Placed], at origin: Point, on canvas: CairoCanvas) {
    drawBackgrounds(of: boxes, at: origin, on: canvas)
    var open: [StructureElement] = []
    func move(to path: [StructureElement], opening label: (StructureElement) -> Void = { _ in }) {
      let (closed, opened) = open.steps(to: path)
      for element in closed.reversed() { if let tag = element.tag { canvas.endTag(tag) } }
      for element in opened {
        if let tag = element.tag { canvas.beginTag(tag) }
        label(element)
      }
      open = path
    }
    for placed in boxes {
      let box = placed.box
      let corner = Point(x: origin.x, y: origin.y + placed.y)
      move(to: box.element.path) { element in
        if let label = box.label, label.element === element {
          canvas.tag("Lbl") { label.draw(canvas, corner) }
        }
      }
      for name in box.destinations {
        canvas.markDestination(name, at: Point(x: 0, y: max(0, corner.y - 12)))
      }
      box.draw(canvas, corner)
    }
    move(to: [])
  }

  /// Draws each tinted box once behind all its boxes, the outer boxes first.
  private func drawBackgrounds(
    of boxes: [Paginator.Placed], at origin: Point, on canvas: CairoCanvas
  ) {
    var tints: [(element: StructureElement, depth: Int, top: Double, bottom: Double)] = []
    for placed in boxes {
      let path = placed.box.element.path
      for (depth, element) in path.enumerated() where element.background != nil {
        let padding = path[depth...].padding
        let top = placed.y - padding
        let bottom = placed.y + placed.box.height + padding
        if let index = tints.lastIndex(where: { $0.element === element }) {
          tints[index].bottom = bottom
        } else {
          tints.append((element, depth, top, bottom))
        }
      }
    }
    for tint in tints.sorted(by: { $0.depth < $1.depth }) {
      let rect = Rect(
        x: origin.x, y: origin.y + tint.top, width: theme.page.measure,
        height: tint.bottom - tint.top)
      tint.element.background?(canvas, rect)
    }
  }

  /// Draws notes above `foot`, which lies that far below the top of the text.
  private func draw(_ notes: [[FlowBox]], foot: Double, on canvas: CairoCanvas) {
    guard !notes.isEmpty else { return }
    let height = notes.reduce(0) { $0 + Self.height(ofNote: $1) }
    var y = theme.page.top + foot - height
    let rule = Path.polyline([
      Point(x: theme.left, y: y - 4), Point(x: theme.left + 60, y: y - 4),
    ])
    canvas.stroke(rule, with: Stroke(color: theme.color(.rule), width: 0.5))
    for note in notes {
      var placed: [Paginator.Placed] = []
      y += 2
      for (index, box) in note.enumerated() {
        y += index == 0 ? 0 : box.glueAbove
        placed.append(Paginator.Placed(box: box, y: y - theme.page.top))
        y += box.height
      }
      draw(placed, at: Point(x: theme.left, y: theme.page.top), on: canvas)
    }
  }

  private func draw(_ head: RunningHead, on canvas: CairoCanvas) {
    let style = theme.heading(size: 8, weight: .regular, color: .muted)
    let y = theme.page.top - 30
    canvas.draw(head.left, style: style, at: Point(x: theme.left, y: y))
    let right = theme.left + theme.page.measure
    let width = canvas.measure(head.right, style: style).width
    // A long section gives way to the chapter's title.
    if width + canvas.measure(head.left, style: style).width + 20 < theme.page.measure {
      canvas.draw(head.right, style: style, at: Point(x: right - width, y: y))
    }
    canvas.stroke(
      .polyline([Point(x: theme.left, y: y + 6), Point(x: right, y: y + 6)]),
      with: Stroke(color: theme.color(.rule), width: 0.4))
  }

  private func draw(folio: Int, on canvas: CairoCanvas) {
    let width = canvas.measure("\(folio)", style: theme.folio).width
    let place = Point(x: theme.folioPlace.x - width / 2, y: theme.folioPlace.y)
    canvas.draw("\(folio)", style: theme.folio, at: place)
  }
}
