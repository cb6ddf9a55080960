import CairoGraphics
import PDFReports
import Testing

@Suite struct PaginatorTests {
  let scope = Scope(in: nil)

  func slab(_ height: Double, _ change: (Slab) -> Void = { _ in }) -> Slab {
    let slab = Slab(height: height, scope: scope) { _, _ in }
    change(slab)
    return slab
  }

  func heights(_ slabs: [Slab], page: Double = 100) -> [[Double]] {
    Paginator(height: page).pages(of: slabs).map { $0.slabs.map(\.slab.height) }
  }

  @Test func `a page takes what fits and the next one the rest`() {
    #expect(heights([slab(40), slab(50), slab(20)]) == [[40, 50], [20]])
  }

  @Test func `space is dropped at the top of a page`() {
    let pages = Paginator(height: 100).pages(of: [slab(90), slab(20) { $0.space = 30 }])
    #expect(pages[1].slabs[0].y == 0)
  }

  @Test func `a heading moves to the page of its text`() {
    let heading = slab(10) { $0.staysWithNext = true }
    #expect(heights([slab(85), heading, slab(20)]) == [[85], [10, 20]])
  }

  @Test func `text fills the page when a figure has to wait`() {
    let figure = slab(60) { $0.mayFloat = true }
    #expect(heights([slab(50), figure, slab(30), slab(20)]) == [[50, 30, 20], [60]])
  }

  @Test func `a heading stays when the figure below it moves on`() {
    let heading = slab(10) { $0.staysWithNext = true }
    let figure = slab(60) { $0.mayFloat = true }
    #expect(heights([slab(50), heading, figure, slab(30)]) == [[50, 10, 30], [60]])
  }

  @Test func `figures keep their order`() {
    let first = slab(80) { $0.mayFloat = true }
    let second = slab(15) { $0.mayFloat = true }
    #expect(heights([slab(50), first, second, slab(20)]) == [[50, 20], [80, 15]])
  }

  @Test func `what is taller than a page still comes out, in pieces`() {
    let glued = (0..<5).map { _ in slab(40) { $0.staysWithNext = true } }
    #expect(heights(glued) == [[40, 40], [40, 40], [40]])
    #expect(heights([slab(250)]) == [[250]])
  }

  @Test func `notes keep their room on the page of their mark`() {
    let marked = slab(40) { $0.notes = [1] }
    let paginator = Paginator(height: 100, noteHeights: [1: 25], noteSeparator: 10)
    let pages = paginator.pages(of: [slab(30), marked, slab(10)])
    #expect(pages.map(\.slabs.count) == [1, 2])
    #expect(pages.map(\.notes) == [[], [1]])
  }

  @Test func `a table that goes on repeats its header`() {
    let table = Scope(in: scope, tag: "Table")
    func row(_ height: Double) -> Slab {
      Slab(height: height, scope: Scope(in: table, tag: "TR")) { _, _ in }
    }
    let header = row(11)
    header.staysWithNext = true
    let rows = (0..<4).map { _ in row(30) }
    for row in rows {
      row.continuation = Slab(height: 12, scope: Scope(in: table, tag: "TR")) { _, _ in }
    }
    #expect(heights([header] + rows) == [[11, 30, 30], [12, 30, 30]])
  }

  @Test func `a box has room inside, above its first slab and below its last`() {
    let box = Scope(in: scope, padding: 5)
    let inside = Slab(height: 20, scope: box) { _, _ in }
    let pages = Paginator(height: 100).pages(of: [slab(10), inside, slab(10)])
    #expect(pages[0].slabs.map(\.y) == [0, 15, 40])
  }

  @Test func `a page ends above what a worse break would cut`() {
    let costly = slab(10) { $0.breakCost = 50 }
    #expect(heights([slab(70), costly, slab(30)]) == [[70], [10, 30]])
  }

  @Test func `white space is no better than a cheap break`() {
    let cheap = slab(10) { $0.breakCost = 5 }
    #expect(heights([slab(80), cheap, slab(30)]) == [[80, 10], [30]])
  }

  @Test func `no break is worth a page that is half empty`() {
    let costly = slab(50) { $0.breakCost = 1000 }
    #expect(heights([slab(40), costly, slab(30)]) == [[40, 50], [30]])
  }

  @Test func `the slabs of a table wait together, and its heading stays`() {
    let heading = slab(10) { $0.staysWithNext = true }
    let caption = slab(11) {
      $0.staysWithNext = true
      $0.mayFloat = true
    }
    let rows = slab(50) { $0.mayFloat = true }
    let pages = heights([slab(50), heading, caption, rows, slab(20), slab(15)])
    #expect(pages == [[50, 10, 20, 15], [11, 50]])
  }

  @Test func `text under a heading goes ahead of all figures there`() {
    let heading = slab(10) { $0.staysWithNext = true }
    let figures = [slab(55) { $0.mayFloat = true }, slab(35) { $0.mayFloat = true }]
    #expect(heights([slab(50), heading] + figures + [slab(30)]) == [[50, 10, 30], [55, 35]])
  }

  @Test func `a listing is finished before the figure that waits`() {
    let listing = Scope(in: scope, tag: "Code")
    let lines = (0..<4).map { _ in Slab(height: 20, scope: listing) { _, _ in } }
    let figure = slab(50) { $0.mayFloat = true }
    #expect(heights([slab(60), figure] + lines) == [[60, 20, 20], [20, 20, 50]])
  }

  @Test func `text that goes on below a figure keeps its distance`() {
    let figure = slab(60) {
      $0.mayFloat = true
      $0.spaceBelow = 12
    }
    let pages = Paginator(height: 100).pages(of: [slab(50), figure, slab(50), slab(10)])
    #expect(pages[1].slabs.map(\.y) == [0, 72])
  }

  @Test func `a last page of one line is taken in by pages a little longer`() {
    let lines = (0..<21).map { _ in slab(10) }
    let paginator = Paginator(height: 100)
    #expect(paginator.pages(of: lines).map(\.slabs.count) == [10, 10, 1])
    let pages = paginator.pagesWithoutRunt(of: lines, lineHeight: 10)
    #expect(pages.map(\.slabs.count) == [11, 10])
    #expect(pages.map(\.height) == [110, 110])
  }

  @Test func `a last page of half a page stays`() {
    let pages = Paginator(height: 100).pagesWithoutRunt(
      of: (0..<15).map { _ in slab(10) }, lineHeight: 10)
    #expect(pages.map(\.slabs.count) == [10, 5])
  }
}
