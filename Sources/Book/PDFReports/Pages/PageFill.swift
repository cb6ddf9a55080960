/// A page that is being filled.
struct PageFill {
  let paginator: Paginator
  private(set) var page: Paginator.Page
  private var bottom = 0.0
  private var elements: [StructureElement] = []

  init(paginator: Paginator) {
    self.paginator = paginator
    page = Paginator.Page(height: paginator.height)
  }

  var isEmpty: Bool { page.boxes.isEmpty }

  /// What the last box lies in.
  var element: StructureElement? { elements.last }

  /// The height that is still free.
  var freeHeight: Double { paginator.height - bottom - elements.padding - notesHeight }

  /// How much a page that ends here would displease, in points of white space.
  var costOfEnding: Double { freeHeight + (page.boxes.last?.box.penalty ?? 0) }

  func fits(_ block: [FlowBox]) -> Bool {
    var trial = self
    trial.place(block)
    return trial.freeHeight >= -0.01
  }

  mutating func place(_ block: [FlowBox]) {
    for box in block {
      if let header = box.continuation, let table = header.element.parent,
        !elements.contains(where: { $0 === table })
      {
        put(header)
      }
      put(box)
    }
  }

  private mutating func put(_ box: FlowBox) {
    let path = box.element.path
    let (closed, opened) = elements.steps(to: path)
    if let last = page.boxes.last?.box { bottom += max(box.glueAbove, last.glueBelow) }
    bottom += closed.padding + opened.padding
    page.boxes.append(Paginator.Placed(box: box, y: bottom))
    page.notes += box.notes
    bottom += box.height
    elements = path
  }

  private var notesHeight: Double {
    guard !page.notes.isEmpty else { return 0 }
    return page.notes.reduce(paginator.noteSeparator) {
      $0 + (paginator.noteHeights[$1] ?? 0)
    }
  }
}
