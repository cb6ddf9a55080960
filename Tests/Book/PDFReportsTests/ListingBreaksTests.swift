import PDFReports
import Testing

@Suite struct ListingBreaksTests {
  func breaks(_ text: String) -> ListingBreaks {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    return ListingBreaks(lines: lines, heights: lines.map { _ in 1 })
  }

  @Test func `a short listing stays in one piece`() {
    let listing = breaks("let a = 1\nlet b = 2\n\nlet c = 3\nlet d = 4\nlet e = 5")
    for line in 0..<5 { #expect(listing.cost(below: line) == nil) }
    #expect(listing.cost(below: 5) != nil)
  }

  @Test func `a short listing whose lines wrap is a long one`() {
    let lines = (1...5).map { "let line\($0) = 0" }
    #expect(ListingBreaks(lines: lines, heights: [1, 1, 1, 1, 1]).cost(below: 2) == nil)
    #expect(ListingBreaks(lines: lines, heights: [2, 2, 2, 2, 2]).cost(below: 2) != nil)
  }

  @Test func `three lines stand together before and behind a break`() {
    let listing = breaks((0..<12).map { "print(\($0))" }.joined(separator: "\n"))
    let allowed = (0..<11).filter { listing.cost(below: $0) != nil }
    #expect(allowed == Array(2...8))
  }

  @Test func `a blank line is the best place, and behind an opening bracket the worst`() throws {
    let listing = breaks(
      """
      let a = 1
      let b = 2
      let c = 3

      let d = 4
      func f() {
        print(
          a)
        print(b)
      }
      f()
      f()
      f()
      """)
    let blank = try #require(listing.cost(below: 2))
    let statement = try #require(listing.cost(below: 4))
    let opening = try #require(listing.cost(below: 6))
    let nested = try #require(listing.cost(below: 7))
    #expect(blank < statement)
    #expect(statement < nested)
    #expect(nested < opening)
    #expect(listing.cost(below: 8) == nil, "a closing bracket never starts a page")
  }

  @Test func `a call on the result stays with it if it can`() throws {
    let listing = breaks(
      "let a = 1\nlet b = 2\nlet c = 3\nPlot {\n  a\n  b\n}\n.xAxis(a)\n.yAxis(b)\n.size(c)")
    let call = try #require(listing.cost(below: 6))
    let statement = try #require(listing.cost(below: 2))
    #expect(statement < call)
  }
}
