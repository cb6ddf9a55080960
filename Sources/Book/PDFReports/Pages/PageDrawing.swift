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

  static func height(ofNote slabs: [Slab]) -> Double {
    slabs.reduce(2) { $0 + $1.space + $1.height }
  }

  func draw(
    _ page: Paginator.Page, notes: [Int: [Slab]] = [:], head: RunningHead? = nil, folio: Int? = nil,
    on canvas: CairoCanvas
  ) {
    let origin = Point(x: theme.left, y: theme.page.top)
    if let head { draw(head, on: canvas) }
    draw(page.slabs, at: origin, on: canvas)
    draw(page.notes.compactMap { notes[$0] }, foot: page.height, on: canvas)
    if let folio { draw(folio: folio, on: canvas) }
  }

  private func draw(_ slabs: [Paginator.Placed], at origin: Point, on canvas: CairoCanvas) {
    drawBackgrounds(of: slabs, at: origin, on: canvas)
    var open: [Scope] = []
    func move(to path: [Scope], opening label: (Scope) -> Void = { _ in }) {
      let (closed, opened) = open.steps(to: path)
      for scope in closed.reversed() { if let tag = scope.tag { canvas.endTag(tag) } }
      for scope in opened {
        if let tag = scope.tag { canvas.beginTag(tag) }
        label(scope)
      }
      open = path
    }
    for placed in slabs {
      let slab = placed.slab
      let corner = Point(x: origin.x, y: origin.y + placed.y)
      move(to: slab.scope.path) { scope in
        if let label = slab.label, label.scope === scope {
          canvas.tag("Lbl") { label.draw(canvas, corner) }
        }
      }
      for name in slab.destinations {
        canvas.markDestination(name, at: Point(x: 0, y: max(0, corner.y - 12)))
      }
      slab.draw(canvas, corner)
    }
    move(to: [])
  }

  /// Draws each tinted box once behind all its slabs, the outer boxes first.
  private func drawBackgrounds(
    of slabs: [Paginator.Placed], at origin: Point, on canvas: CairoCanvas
  ) {
    var boxes: [(scope: Scope, depth: Int, top: Double, bottom: Double)] = []
    for placed in slabs {
      let path = placed.slab.scope.path
      for (depth, scope) in path.enumerated() where scope.background != nil {
        let padding = path[depth...].padding
        let top = placed.y - padding
        let bottom = placed.y + placed.slab.height + padding
        if let index = boxes.lastIndex(where: { $0.scope === scope }) {
          boxes[index].bottom = bottom
        } else {
          boxes.append((scope, depth, top, bottom))
        }
      }
    }
    for box in boxes.sorted(by: { $0.depth < $1.depth }) {
      let rect = Rect(
        x: origin.x, y: origin.y + box.top, width: theme.page.measure, height: box.bottom - box.top)
      box.scope.background?(canvas, rect)
    }
  }

  /// Draws notes above `foot`, which lies that far below the top of the text.
  private func draw(_ notes: [[Slab]], foot: Double, on canvas: CairoCanvas) {
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
      for (index, slab) in note.enumerated() {
        y += index == 0 ? 0 : slab.space
        placed.append(Paginator.Placed(slab: slab, y: y - theme.page.top))
        y += slab.height
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
    let style = theme.heading(size: 8.5, weight: .regular, color: .muted)
    let width = canvas.measure("\(folio)", style: style).width
    let place = Point(
      x: (theme.page.size.width - width) / 2,
      y: theme.page.size.height - theme.page.bottom + 36)
    canvas.draw("\(folio)", style: style, at: place)
  }
}
