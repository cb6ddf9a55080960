import CairoGraphics
import PDFReports
import Testing

@Suite struct PaginatorTests {
  let element = StructureElement(in: nil)

  func box(_ height: Double, _ change: (FlowBox) -> Void = { _ in }) -> FlowBox {
    let box = FlowBox(height: height, element: element) { _, _ in }
    change(box)
    return box
  }

  func heights(_ boxes: [FlowBox], page: Double = 100) -> [[Double]] {
    Paginator(height: page).pages(of: boxes).map { $0.boxes.map(\.box.height) }
  }

  @Test func `a page takes what fits and the next one the rest`() {
    #expect(heights([box(40), box(50), box(20)]) == [[40, 50], [20]])
  }

  @Test func `space is dropped at the top of a page`() {
    let pages = Paginator(height: 100).pages(of: [box(90), box(20) { $0.glueAbove = 30 }])
    #expect(pages[1].boxes[0].y == 0)
  }

  @Test func `a heading moves to the page of its text`() {
    let heading = box(10) { $0.staysWithNext = true }
    #expect(heights([box(85), heading, box(20)]) == [[85], [10, 20]])
  }

  @Test func `text fills the page when a figure has to wait`() {
    let figure = box(60) { $0.mayFloat = true }
    #expect(heights([box(50), figure, box(30), box(20)]) == [[50, 30, 20], [60]])
  }

  @Test func `a heading stays when the figure below it moves on`() {
    let heading = box(10) { $0.staysWithNext = true }
    let figure = box(60) { $0.mayFloat = true }
    #expect(heights([box(50), heading, figure, box(30)]) == [[50, 10, 30], [60]])
  }

  @Test func `what starts a page stands below nothing, not even a figure that had to wait`() {
    let start = box(10) { $0.startsPage = true }
    #expect(heights([box(20), start, box(30)]) == [[20], [10, 30]])
    #expect(heights([start, box(30)]) == [[10, 30]])
    let glued = box(20) { $0.staysWithNext = true }
    #expect(heights([glued, start, box(30)]) == [[20], [10, 30]])
    let figure = box(60) { $0.mayFloat = true }
    #expect(heights([box(50), figure, start]) == [[50], [60], [10]])
  }

  @Test func `figures keep their order`() {
    let first = box(80) { $0.mayFloat = true }
    let second = box(15) { $0.mayFloat = true }
    #expect(heights([box(50), first, second, box(20)]) == [[50, 20], [80, 15]])
  }

  @Test func `what is taller than a page still comes out, in pieces`() {
    let glued = (0..<5).map { _ in box(40) { $0.staysWithNext = true } }
    #expect(heights(glued) == [[40, 40], [40, 40], [40]])
    #expect(heights([box(250)]) == [[250]])
  }

  @Test func `notes keep their room on the page of their mark`() {
    let marked = box(40) { $0.notes = [1] }
    let paginator = Paginator(height: 100, noteHeights: [1: 25], noteSeparator: 10)
    let pages = paginator.pages(of: [box(30), marked, box(10)])
    #expect(pages.map(\.boxes.count) == [1, 2])
    #expect(pages.map(\.notes) == [[], [1]])
  }

  @Test func `a table that goes on repeats its header`() {
    let table = StructureElement(in: element, tag: "Table")
    func row(_ height: Double) -> FlowBox {
      FlowBox(height: height, element: StructureElement(in: table, tag: "TR")) { _, _ in }
    }
    let header = row(11)
    header.staysWithNext = true
    let rows = (0..<4).map { _ in row(30) }
    for row in rows {
      row.continuation = FlowBox(height: 12, element: StructureElement(in: table, tag: "TR")) {
        _, _ in
      }
    }
    #expect(heights([header] + rows) == [[11, 30, 30], [12, 30, 30]])
  }

  @Test func `a box has room inside, above its first box and below its last`() {
    let tinted = StructureElement(in: element, padding: 5)
    let inside = FlowBox(height: 20, element: tinted) { _, _ in }
    let pages = Paginator(height: 100).pages(of: [box(10), inside, box(10)])
    #expect(pages[0].boxes.map(\.y) == [0, 15, 40])
  }

  @Test func `a page ends above what a worse break would cut`() {
    let costly = box(10) { $0.penalty = 50 }
    #expect(heights([box(70), costly, box(30)]) == [[70], [10, 30]])
  }

  @Test func `white space is no better than a cheap break`() {
    let cheap = box(10) { $0.penalty = 5 }
    #expect(heights([box(80), cheap, box(30)]) == [[80, 10], [30]])
  }

  @Test func `no break is worth a page that is half empty`() {
    let costly = box(50) { $0.penalty = 1000 }
    #expect(heights([box(40), costly, box(30)]) == [[40, 50], [30]])
  }

  @Test func `the boxes of a table wait together, and its heading stays`() {
    let heading = box(10) { $0.staysWithNext = true }
    let caption = box(11) {
      $0.staysWithNext = true
      $0.mayFloat = true
    }
    let rows = box(50) { $0.mayFloat = true }
    let pages = heights([box(50), heading, caption, rows, box(20), box(15)])
    #expect(pages == [[50, 10, 20, 15], [11, 50]])
  }

  @Test func `text under a heading goes ahead of all figures there`() {
    let heading = box(10) { $0.staysWithNext = true }
    let figures = [box(55) { $0.mayFloat = true }, box(35) { $0.mayFloat = true }]
    #expect(heights([box(50), heading] + figures + [box(30)]) == [[50, 10, 30], [55, 35]])
  }

  @Test func `a listing is finished before the figure that waits`() {
    let listing = StructureElement(in: element, tag: "Code")
    let lines = (0..<4).map { _ in FlowBox(height: 20, element: listing) { _, _ in } }
    let figure = box(50) { $0.mayFloat = true }
    #expect(heights([box(60), figure] + lines) == [[60, 20, 20], [20, 20, 50]])
  }

  @Test func `text that goes on below a figure keeps its distance`() {
    let figure = box(60) {
      $0.mayFloat = true
      $0.glueBelow = 12
    }
    let pages = Paginator(height: 100).pages(of: [box(50), figure, box(50), box(10)])
    #expect(pages[1].boxes.map(\.y) == [0, 72])
  }

  @Test func `a last page of one line is taken in by pages a little longer`() {
    let lines = (0..<21).map { _ in box(10) }
    let paginator = Paginator(height: 100)
    #expect(paginator.pages(of: lines).map(\.boxes.count) == [10, 10, 1])
    let pages = paginator.pagesWithoutRunt(of: lines, lineHeight: 10)
    #expect(pages.map(\.boxes.count) == [11, 10])
    #expect(pages.map(\.height) == [110, 110])
  }

  @Test func `a last page of half a page stays`() {
    let pages = Paginator(height: 100).pagesWithoutRunt(
      of: (0..<15).map { _ in box(10) }, lineHeight: 10)
    #expect(pages.map(\.boxes.count) == [10, 5])
  }
}
