import Testing

/// What becomes of each kind of block.
@Suite struct BlockMarkupTests {
  let page: String

  init() async throws {
    page = try await SamplePages.page("html/01-convolution.html")
  }

  @Test func `a heading carries its number, its anchor and a link to itself`() {
    #expect(
      page.contains(
        ##"<h2 id="sec-window"><span class="number">1.1</span> What a window sees <a class="anchor" href="#sec-window" aria-label="Link to What a window sees">#</a></h2>"##
      ))
  }

  @Test func `text is escaped wherever it stands`() {
    #expect(page.contains("a kernel &lt;of&gt; weights &amp; a bias,"))
    #expect(page.contains("epoch 2: loss 0.11 &lt; 0.31</samp>"))
    #expect(page.contains(#"<span class="token-string">&quot;&lt;/script&gt;&quot;</span>"#))
    #expect(page.contains(#"<a href="https://example.org/?a=1&amp;b=2">the paper</a>"#))
    #expect(
      page.contains("aria-label=\"Loss falls from 0.31 to 0.08 within &quot;5&quot; epochs.\""))
  }

  @Test func `formulas are MathML, display ones with their number`() {
    #expect(page.contains("<math"))
    #expect(page.contains(#"<div class="equation" id="eq-size">"#))
    #expect(page.contains(#"<span class="number">(1.1)</span>"#))
    #expect(!page.contains("\\frac</"))
  }

  @Test func `tight items stand without paragraphs, and a list may start at any number`() {
    #expect(page.contains("<ul class=\"tight\">\n<li>a kernel"))
    #expect(page.contains("<ol start=\"3\">\n<li><p>third</p></li>\n</ol>"))
  }

  @Test func `code is coloured by kind and keeps its lines`() {
    #expect(page.contains(#"<span class="token-keyword">let</span> lenet = "#))
    #expect(
      page.contains("<span class=\"token-comment\">// a &lt; b &amp;&amp; &quot;c&quot;</span>\n\n")
    )
  }

  @Test func `folded code is a disclosure with its summary`() {
    #expect(page.contains("<details class=\"folded\">\n<summary>A mistake</summary>"))
  }

  @Test func `a cell holds its code and what came of it, but not a table below`() throws {
    let start = try #require(page.range(of: #"<div class="cell">"#))
    let cell = page[start.lowerBound...]
    let output = try #require(cell.range(of: #"<pre class="output""#))
    let figure = try #require(cell.range(of: #"id="fig-loss""#))
    let table = try #require(
      cell.range(of: "</figure>\n</div>\n<figure class=\"table\" id=\"tbl-layers\">"))
    #expect(output.lowerBound < figure.lowerBound)
    #expect(figure.lowerBound < table.lowerBound)
  }

  @Test func `a failure breaks its sentences, and keeps the shape of its rows`() {
    #expect(
      page.contains(
        #"""
        <p class="message"><samp>Linear: expected 400 features, got 256.</samp></p>
        <pre tabindex="0"><samp>  Flatten()  400</samp></pre>
        <p class="message"><samp>Fix: from: 400</samp></p>
        """#))
  }

  @Test func `a solution is folded, and unfolds for a link to it`() {
    #expect(
      page.contains(
        #"""
        <details class="division solution">
        <summary class="division-title">Solution of Exercise 1.1</summary>
        <div id="sol-size">
        <p>As large as before.</p>
        </div>
        </details>
        """#))
  }

  @Test func `the words that touch a formula are not parted from it`() {
    #expect(page.contains(#"How large is <span class="joined">(<math"#))
    #expect(page.contains("</math>)?</span></p>"))
  }

  @Test func `a table has column heads, alignments, totals and its caption above`() {
    #expect(
      page.contains(
        #"<figcaption><span class="number">Table 1.1.</span> What each layer costs</figcaption>"#))
    #expect(page.contains(#"<th scope="col" class="right">Parameters</th>"#))
    #expect(page.contains(#"<tfoot>"#))
  }

  @Test func `a figure of several parts letters them under one number`() {
    #expect(page.contains(#"<p class="part-caption">(a) left</p>"#))
    #expect(page.contains(#"<p class="part-caption">(b) right</p>"#))
    #expect(page.contains(#"<span class="number">Figure 1.2.</span> Two parts"#))
  }

  @Test func `a picture stands in the page with the width that its author asked for`() {
    #expect(
      page.contains(
        #"<img src="data:image/png;base64,iVBORw==" alt="A photograph." style="width: 50.0%">"#))
  }

  @Test func `a callout says its kind in words`() {
    #expect(page.contains(#"<span class="kind">Warning</span>: Mind the border</p>"#))
  }

  @Test func `a note leads back to its mark, from inside its last paragraph`() {
    #expect(page.contains(##"id="note-mark-1"><a href="#note-1" role="doc-noteref""##))
    #expect(
      page.contains(
        ##"<em>correlation</em> <a class="back" href="#note-mark-1" role="doc-backlink""##))
  }

  @Test func `links reach other chapters by page and anchor`() {
    #expect(page.contains(##"<a href="02-pooling.html#sec-pool">chapter 2</a>"##))
  }
}
