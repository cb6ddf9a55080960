import CairoGraphics
import DrawingThreads
import Foundation
import Graphics
import Testing

@Suite @DrawingActor struct ParagraphTests {
  let style = TextStyle(family: "TeX Gyre Pagella", size: 10.5)
  let words = """
    A convolution looks at one small window of the picture at a time and asks the same question \
    of each: how much does this patch look like the kernel? The answers, laid out as the windows \
    were, are a feature map, and its size follows from the window's size and its stride.
    """

  func paragraph(width: Double) -> Paragraph {
    Paragraph([TextSpan(.text(words), style: style)], width: width)
  }

  @Test func `each line but the last fills the width`() {
    let lines = paragraph(width: 300).lines()
    #expect(lines.count >= 4)
    for line in lines.dropLast() { #expect(abs(line.width - 300) < 0.5) }
    #expect((lines.last?.width ?? 300) < 300)
  }

  @Test func `the lines together hold every word once`() {
    let text = paragraph(width: 200).lines().map(\.text).joined(separator: " ")
    #expect(text == words)
  }

  @Test(arguments: Array(stride(from: 60.0, through: 200, by: 4)))
  func `a percent sign stays with its number`(width: Double) {
    let text = "The first step falls to 36 %, then 27.5 % and 9 % of what it was at the start."
    let lines = Paragraph([TextSpan(.text(text), style: style)], width: width).lines()
    for line in lines { #expect(!line.text.hasPrefix("%")) }
  }

  @Test func `a ragged paragraph stays within the width and keeps its spaces`() throws {
    let canvas = try CairoCanvas()
    var ragged = paragraph(width: 200)
    ragged.alignment = .left
    for line in ragged.lines() {
      #expect(line.width <= 200)
      #expect(
        abs(line.width - canvas.measure(line.text, style: style).width) < 0.05, "\(line.text)")
    }
    // What the measure above would notice: a justified line is as wide as its spaces make it.
    for line in paragraph(width: 200).lines().dropLast() {
      #expect(abs(line.width - canvas.measure(line.text, style: style).width) > 0.05)
    }
  }

  @Test func `a line break of the author ends the line`() {
    let spans = [
      TextSpan(.text("one"), style: style), TextSpan(.lineBreak, style: style),
      TextSpan(.text("two"), style: style),
    ]
    #expect(Paragraph(spans, width: 200).lines().map(\.text) == ["one", "two"])
  }

  @Test func `a box takes its room in the line`() throws {
    var spans = [TextSpan(.text("size "), style: style)]
    let extent = TextExtent(width: 40, ascent: 12, descent: 5)
    spans.append(TextSpan(.box(InlineBox(extent: extent) { _, _, _ in }), style: style))
    let line = try #require(Paragraph(spans, width: 200).lines().first)
    let plain = try #require(Paragraph([spans[0]], width: 200).lines().first)
    #expect(line.boxAscent == 12 && line.boxDescent == 5)
    #expect(line.width > plain.width + 40)
  }

  @Test func `long code breaks behind its points and brackets`() {
    var span = TextSpan(.text("network.layers[0].convolution.kernels.count"), style: style)
    span.breaksInside = true
    let lines = Paragraph([span], width: 90).lines()
    #expect(lines.count > 1)
    for line in lines.dropLast() { #expect("./(,:_-=[".contains(line.text.last ?? "x")) }
  }

  /// Of "convolume render --profile full" no line may end with the hyphens alone.
  @Test(arguments: 50...160)
  func `an option is not torn from its hyphens`(width: Int) {
    var span = TextSpan(.text("convolume render --profile full, or --to pdf -P a"), style: style)
    for isCode in [true, false] {
      span.breaksInside = isCode
      for line in Paragraph([span], width: Double(width)).lines() {
        let last = line.text.split(separator: " ").last
        #expect(last?.contains { $0 != "-" } == true, "\(line.text)")
      }
    }
  }

  @Test(arguments: 90...180)
  func `an address is not torn from its kind, and gets no hyphen`(width: Int) {
    let words = "Title, 1998. doi:10.1109/5.726791 https://convolution.press/convolution.html"
    var paragraph = Paragraph([TextSpan(.text(words), style: style)], width: Double(width))
    paragraph.hyphenate = HyphenationPatterns(text: "UTF-8\nn1v\no3l\nl2u1t\n").breaks
    for line in paragraph.lines() {
      #expect(!line.text.hasSuffix(":") && !line.text.hasSuffix("-"), "\(line.text)")
    }
  }

  @Test func `a word is divided where the patterns allow it`() {
    let patterns = HyphenationPatterns(text: "UTF-8\nLEFTHYPHENMIN 2\nn1v\no3l\nl2u1t\n")
    #expect(patterns.breaks(in: "convolution") == [3, 5, 7])
    var narrow = Paragraph([TextSpan(.text("convolution"), style: style)], width: 40)
    narrow.hyphenate = patterns.breaks
    #expect(narrow.lines().map(\.text) == ["convo-", "lution"])
  }
}
