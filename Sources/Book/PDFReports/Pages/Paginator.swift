import Graphics

/// Divides a column of boxes into pages.
///
/// Pages are filled from the top. A page ends where a break is allowed, so that no heading stands at
/// a foot, no line of a paragraph stands alone, and a figure keeps its caption; among the places near
/// the foot it ends where white space and the harm of the break are least. A figure or table that does
/// not fit moves to the top of the next page while the text below it fills this one; they keep their
/// order.
package struct Paginator {
  /// A box and how far its top lies below the top of the text, in points.
  package struct Placed {
    package var box: FlowBox
    package var y: Double
  }

  package struct Page {
    package var boxes: [Placed] = []
    /// The notes at the foot, in order.
    package var notes: [Int] = []
    /// The section that the running head names.
    package var section: String?
    /// The height of the text when the page is full; notes stand at its foot.
    package var height = 0.0

    /// Whether another page of the same column shows the same at the same places.
    func isSame(as other: Page) -> Bool {
      boxes.elementsEqual(other.boxes) { $0.box === $1.box && $0.y == $1.y }
        && notes == other.notes && section == other.section && height == other.height
    }
  }

  /// The height of the text on a full page.
  package var height: Double
  /// The height of each note with the space above it, by its number.
  var noteHeights: [Int: Double]
  /// The height of the line between text and notes, with the space around it.
  var noteSeparator: Double

  /// More figures in hand than this would drift away from their text.
  private static let mostWaiting = 3
  /// How much of a page may stay white for the sake of a better break.
  private static let mostFreeHeight = 0.3

  package init(height: Double, noteHeights: [Int: Double] = [:], noteSeparator: Double = 0) {
    self.height = height
    self.noteHeights = noteHeights
    self.noteSeparator = noteSeparator
  }

  package func pages(of boxes: [FlowBox]) -> [Page] {
    var rest = Rest(queue: blocks(of: boxes)[...])
    var pages: [Page] = []
    var section: String?
    while !rest.isEmpty {
      var made = nextPage(from: &rest).page
      section = made.boxes.lazy.compactMap(\.box.section).first ?? section
      made.section = section
      section = made.boxes.lazy.compactMap(\.box.section).reversed().first ?? section
      pages.append(made)
    }
    return pages
  }

  /// Divides `boxes` so that the last page holds more than a few lines, if pages that run up to two
  /// lines longer can take them in.
  package func pagesWithoutRunt(of boxes: [FlowBox], lineHeight: Double) -> [Page] {
    let plain = pages(of: boxes)
    guard plain.count > 1, let last = plain.last?.boxes.last,
      last.y + last.box.height < 0.2 * height
    else { return plain }
    let longer = [1.0, 2.0].lazy.map { lines -> [Page] in
      var paginator = self
      paginator.height += lines * lineHeight
      return paginator.pages(of: boxes)
    }
    return longer.first { $0.count < plain.count } ?? plain
  }

  /// What is not on a page yet.
  private struct Rest {
    /// The text, in groups that stay together.
    var queue: ArraySlice<[FlowBox]>
    /// The figures and tables that did not fit.
    var waiting: [[FlowBox]] = []
    /// The listing in which the last page ended.
    var openListing: StructureElement?

    var isEmpty: Bool { queue.isEmpty && waiting.isEmpty }
  }

  private func nextPage(from rest: inout Rest) -> PageFill {
    var page = PageFill(paginator: self)
    begin(&page, from: &rest)
    var stops: [(page: PageFill, rest: Rest)] = []
    while let block = rest.queue.first {
      if block[0].startsPage, !page.isEmpty { break }
      guard place(block, on: &page, from: &rest) else {
        if let best = best(among: stops) { (page, rest) = best }
        break
      }
      stops.append((page, rest))
    }
    rest.openListing = page.element.flatMap { element in
      element.isListing && rest.queue.first?[0].element === element ? element : nil
    }
    return page
  }

  /// Places the figures that did not fit on the page before; at least one of them always does.
  private func begin(_ page: inout PageFill, from rest: inout Rest) {
    // No figure stands between the halves of a listing when there is room for it below.
    if let figure = rest.waiting.first, let listing = rest.openListing {
      let remainder = rest.queue.prefix { $0[0].element === listing }
      if page.fits(remainder.flatMap(\.self) + figure) {
        for block in remainder { page.place(block) }
        rest.queue = rest.queue.dropFirst(remainder.count)
      }
    }
    while let figure = rest.waiting.first, page.fits(figure) || page.isEmpty {
      page.place(figure)
      rest.waiting.removeFirst()
    }
  }

  /// Returns the place to end a page at, which need not be the last.
  private func best<Stops: Collection<(page: PageFill, rest: Rest)>>(
    among stops: Stops
  ) -> Stops.Element? {
    let last = stops.count - 1
    return stops.enumerated()
      .filter { $0.offset == last || $0.element.page.freeHeight <= Self.mostFreeHeight * height }
      .reversed()
      .min { $0.element.page.costOfEnding < $1.element.page.costOfEnding }?.element
  }

  /// Places the next block, or lets it wait for the next page if it may.
  ///
  /// - Returns: `false` when the page is to end above the block.
  private func place(_ block: [FlowBox], on page: inout PageFill, from rest: inout Rest) -> Bool {
    if block.contains(where: \.mayFloat) {
      return placeFigure(block, on: &page, from: &rest)
    }
    if page.fits(block) || (page.isEmpty && block.count == 1) {
      page.place(block)
      rest.queue.removeFirst()
      return true
    }
    guard page.isEmpty else { return false }
    // Taller than a page: what holds it together must give way.
    rest.queue = (block.map { [$0] } + rest.queue.dropFirst())[...]
    return true
  }

  private func placeFigure(
    _ block: [FlowBox], on page: inout PageFill, from rest: inout Rest
  ) -> Bool {
    if page.isEmpty || (rest.waiting.isEmpty && page.fits(block)) {
      page.place(block)
      rest.queue.removeFirst()
      return true
    }
    let headings = Array(block.prefix { !$0.mayFloat })
    // Under a heading, the text behind all its first figures goes ahead of them.
    let others = headings.isEmpty ? [] : rest.queue.dropFirst().prefix { $0[0].mayFloat }
    guard rest.waiting.count + 1 + others.count <= Self.mostWaiting else { return false }
    if !headings.isEmpty {
      guard let text = rest.queue.dropFirst(1 + others.count).first,
        !text.contains(where: \.mayFloat), page.fits(headings + text)
      else { return false }
      page.place(headings + text)
      rest.queue.removeFirst()
    }
    rest.waiting.append(Array(block.dropFirst(headings.count)))
    rest.waiting += others
    rest.queue = rest.queue.dropFirst(1 + others.count)
    return true
  }

  /// Returns the boxes in groups that stay together on a page.
  private func blocks(of boxes: [FlowBox]) -> [[FlowBox]] {
    var blocks: [[FlowBox]] = [[]]
    for box in boxes {
      if box.startsPage { blocks.append([]) }
      blocks[blocks.count - 1].append(box)
      if !box.staysWithNext { blocks.append([]) }
    }
    return blocks.filter { !$0.isEmpty }
  }
}
