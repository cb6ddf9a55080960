import Graphics

/// Divides a column of slabs into pages.
///
/// Pages are filled from the top. A page ends where a break is allowed, so that no heading stands at
/// a foot, no line of a paragraph stands alone, and a figure keeps its caption. A figure that does not
/// fit moves to the top of the next page while the text below it fills this one; figures keep their
/// order.
package struct Paginator {
  /// A slab and how far its top lies below the top of the text, in points.
  package struct Placed {
    package var slab: Slab
    package var y: Double
  }

  package struct Page {
    package var slabs: [Placed] = []
    /// The notes at the foot, in order.
    package var notes: [Int] = []
    /// The section that the running head names.
    package var section: String?
  }

  /// The height of the text on a full page.
  var height: Double
  /// The height of each note with the space above it, by its number.
  var noteHeights: [Int: Double]
  /// The height of the line between text and notes, with the space around it.
  var noteSeparator: Double

  package init(height: Double, noteHeights: [Int: Double] = [:], noteSeparator: Double = 0) {
    self.height = height
    self.noteHeights = noteHeights
    self.noteSeparator = noteSeparator
  }

  package func pages(of slabs: [Slab]) -> [Page] {
    var queue = blocks(of: slabs)[...]
    var pages: [Page] = []
    var waiting: [[Slab]] = []
    var section: String?
    while !queue.isEmpty || !waiting.isEmpty {
      var page = PageFill(paginator: self)
      // Figures that did not fit come first, and at least one of them always does.
      while let figure = waiting.first, page.fits(figure) || page.isEmpty {
        page.place(figure)
        waiting.removeFirst()
      }
      fill(&page, from: &queue, waiting: &waiting)
      var made = page.page
      section = made.slabs.lazy.compactMap(\.slab.section).first ?? section
      made.section = section
      section = made.slabs.lazy.compactMap(\.slab.section).reversed().first ?? section
      pages.append(made)
    }
    return pages
  }

  private func fill(
    _ page: inout PageFill, from queue: inout ArraySlice<[Slab]>, waiting: inout [[Slab]]
  ) {
    while let block = queue.first {
      if block[0].startsPage, !page.isEmpty || !waiting.isEmpty { return }
      if let figure = block.last, figure.mayFloat {
        guard let taken = take(block, followedBy: queue.dropFirst().first, on: &page, &waiting)
        else { return }
        queue.removeFirst(taken)
      } else if page.fits(block) {
        page.place(block)
        queue.removeFirst()
      } else if page.isEmpty {
        // Taller than a page: what holds it together must give way.
        let pieces = block.map { [$0] }
        if pieces.count == 1 {
          page.place(block)
          queue.removeFirst()
        } else {
          queue = (pieces + queue.dropFirst())[...]
        }
      } else {
        return
      }
    }
  }

  /// Places a figure and the heading above it, or lets the figure wait for the next page.
  ///
  /// - Parameters:
  ///   - block: The headings that stay with the figure, then the figure.
  ///   - next: The text below.
  ///   - page: The page being filled.
  ///   - waiting: The figures for the next page.
  /// - Returns: How many blocks have been taken, or `nil` when the page is to end.
  private func take(
    _ block: [Slab], followedBy next: [Slab]?, on page: inout PageFill, _ waiting: inout [[Slab]]
  ) -> Int? {
    if page.isEmpty || (waiting.isEmpty && page.fits(block)) {
      page.place(block)
      return 1
    }
    // Two figures in hand are enough: more would drift away from their text.
    guard waiting.count < 2 else { return nil }
    let headings = Array(block.dropLast())
    if headings.isEmpty {
      waiting.append(block)
      return 1
    }
    guard let next, next.last?.mayFloat == false, page.fits(headings + next) else { return nil }
    page.place(headings + next)
    waiting.append(block.suffix(1))
    return 2
  }

  /// Returns the slabs in groups that stay together on a page.
  private func blocks(of slabs: [Slab]) -> [[Slab]] {
    var blocks: [[Slab]] = [[]]
    for slab in slabs {
      blocks[blocks.count - 1].append(slab)
      if !slab.staysWithNext { blocks.append([]) }
    }
    return blocks.filter { !$0.isEmpty }
  }
}

/// A page that is being filled.
private struct PageFill {
  let paginator: Paginator
  private(set) var page = Paginator.Page()
  private var bottom = 0.0
  private var scopes: [Scope] = []

  init(paginator: Paginator) { self.paginator = paginator }

  var isEmpty: Bool { page.slabs.isEmpty }

  func fits(_ block: [Slab]) -> Bool {
    var trial = self
    trial.place(block)
    return trial.bottom + trial.scopes.padding + trial.notesHeight <= paginator.height + 0.01
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
    if !isEmpty { bottom += slab.space }
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
