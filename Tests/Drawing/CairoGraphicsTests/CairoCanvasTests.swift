import CairoGraphics
import DrawingThreads
import Graphics
import Testing

@Suite @DrawingActor struct CairoCanvasTests {
  let style = TextStyle(family: "TeX Gyre Pagella", size: 10)

  @Test func `text is measured without a surface`() throws {
    let extent = try CairoCanvas().measure("convolution", style: style)
    #expect(extent.width > 45 && extent.width < 65)
    #expect(extent.ascent > 5 && extent.descent > 1)
  }

  @Test func `widths grow in proportion to the size, since hinting is off`() throws {
    let canvas = try CairoCanvas()
    var large = style
    large.size = 70
    let ratio =
      canvas.measure("convolution", style: large).width
      / canvas.measure("convolution", style: style).width
    #expect(abs(ratio - 7) < 0.01)
  }

  @Test func `a canvas of any format measures alike`() throws {
    var widths: [Double] = []
    let size = Size(width: 10, height: 10)
    _ = drawSVG(size: size) { widths.append($0.measure("padding", style: style).width) }
    _ = try drawPDF(size: size) { widths.append($0.measure("padding", style: style).width) }
    _ = try drawPNG(size: size) { widths.append($0.measure("padding", style: style).width) }
    #expect(Set(widths).count == 1)
  }

  @Test func `a family that is not installed gives way to the next in the list`() throws {
    let canvas = try CairoCanvas()
    var listed = style
    listed.family = "No Such Family, TeX Gyre Pagella"
    #expect(canvas.measure("kernel", style: listed) == canvas.measure("kernel", style: style))
  }

  @Test func `a line has one width, however many others were measured meanwhile`() throws {
    let canvas = try CairoCanvas()
    var bold = style
    bold.weight = .bold
    let before = (canvas.measure("kernel", style: style), canvas.measure("kernel", style: bold))
    #expect(before.0 != before.1)
    for number in 0..<5000 { _ = canvas.measure("\(number)", style: style) }
    #expect(canvas.measure("kernel", style: style) == before.0)
    #expect(canvas.measure("kernel", style: bold) == before.1)
  }
}
