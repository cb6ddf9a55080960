import Testing

@Suite struct SymbolPoolTests {
  @Test func `drawings of one page share their letters`() async throws {
    let page = try await SamplePages.page("html/01-convolution.html")
    let outlines = page.matches(of: /<symbol overflow="visible" id="[^"]*">([\s\S]*?)<\/symbol>/)
      .map { String($0.output.1) }
    #expect(outlines.count > 10)
    #expect(Set(outlines).count == outlines.count)
    // The pool stands once, before the first drawing that takes from it.
    #expect(page.ranges(of: #"<svg class="symbols""#).count == 1)
    let pool = try #require(page.firstRange(of: #"<svg class="symbols""#))
    let drawing = try #require(page.firstRange(of: #"<svg class="light"#))
    #expect(pool.lowerBound < drawing.lowerBound)
  }
}
