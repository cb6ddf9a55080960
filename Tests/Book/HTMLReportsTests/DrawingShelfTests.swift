import Testing

@Suite struct DrawingShelfTests {
  @Test func `drawings of one page share their letters`() async throws {
    let page = try await SamplePages.page("html/01-convolution.html")
    let outlines = page.matches(of: /<symbol overflow="visible" id="[^"]*">([\s\S]*?)<\/symbol>/)
      .map { String($0.output.1) }
    #expect(outlines.count > 10)
    #expect(Set(outlines).count == outlines.count)
    // The shelf stands once, before the first drawing that takes from it.
    #expect(page.ranges(of: #"<svg class="shelf""#).count == 1)
    let shelf = try #require(page.firstRange(of: #"<svg class="shelf""#))
    let drawing = try #require(page.firstRange(of: #"<svg class="light"#))
    #expect(shelf.lowerBound < drawing.lowerBound)
  }
}
