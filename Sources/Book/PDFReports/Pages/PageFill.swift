/// A page that is being filled.
struct PageFill {
  let paginator: Paginator
  private(set) var page: Paginator.Page
  private var bottom = 0.0
  private var scopes: [Scope] = []

  init(paginator: Paginator) {
    self.paginator = paginator
    page = Paginator.Page(height: paginator.height)
  }

  var isEmpty: Bool { page.slabs.isEmpty }

  /// What the last slab lies in.
  var scope: Scope? { scopes.last }

  /// The height that is still free.
  var white: Double { paginator.height - bottom - scopes.padding - notesHeight }

  /// How much a page that ends here would displease, in points of white space.
  var costOfEnding: Double { white + (page.slabs.last?.slab.breakCost ?? 0) }

  func fits(_ block: [Slab]) -> Bool {
    var trial = self
    trial.place(block)
    return trial.white >= -0.01
  }

  mutating func place(_ block: [Slab]) {
    for slab in block {
      if let header = slab.continuation, let table = header.scope.parent,
        !scopes.contains(where: { $0 === table })
      {
        put(header)
      }
      put(slab)
    }
  }

  private mutating func put(_ slab: Slab) {
    let path = slab.scope.path
    let (closed, opened) = scopes.steps(to: path)
    if let last = page.slabs.last?.slab { bottom += max(slab.space, last.spaceBelow) }
    bottom += closed.padding + opened.padding
    page.slabs.append(Paginator.Placed(slab: slab, y: bottom))
    page.notes += slab.notes
    bottom += slab.height
    scopes = path
  }

  private var notesHeight: Double {
    guard !page.notes.isEmpty else { return 0 }
    return page.notes.reduce(paginator.noteSeparator) {
      $0 + (paginator.noteHeights[$1] ?? 0)
    }
  }
}
