import CairoGraphics
import Foundation
import Graphics
import Testing

@Suite struct PDFDocumentTests {
  let style = TextStyle(family: "TeX Gyre Pagella", size: 11)

  func document() throws -> [UInt8] {
    let document = try PDFDocument(title: "Two pages", authors: ["A. Author"])
    var linked = TextSpan(.text("to the \u{FB01}gure's end"), style: style)
    linked.link = .destination("end's \\ place")
    let lines = Paragraph([linked], width: 200).lines()
    try document.page(size: Size(width: 300, height: 200)) { canvas in
      canvas.tag("H1") { canvas.draw("Title", style: style, at: Point(x: 20, y: 40)) }
      canvas.tag("P") { for line in lines { line.draw(on: canvas, at: Point(x: 20, y: 80)) } }
    }
    try document.page(size: Size(width: 300, height: 200)) { canvas in
      canvas.markDestination("end's \\ place", at: Point(x: 0, y: 20))
      canvas.tag("Figure", alt: "A circle") {
        canvas.stroke(
          .circle(center: Point(x: 100, y: 100), radius: 40), with: Stroke(color: .black, width: 1))
      }
    }
    let top = document.addOutline("Title", destination: "end's \\ place", isOpen: true)
    document.addOutline("Part", destination: "end's \\ place", parent: top)
    #expect(document.altTexts == ["A circle"])
    return try document.finish()
  }

  @Test func `two runs give the same bytes`() throws {
    #expect(try document() == document())
  }

  @Test func `lines can be drawn again and again`() throws {
    let spans = [TextSpan(.text("a stretched line of a few words here"), style: style)]
    let lines = Paragraph(spans, width: 100).lines()
    func draw() throws -> String {
      try drawSVG(size: Size(width: 120, height: 40)) {
        lines[0].draw(on: $0, at: Point(x: 5, y: 20))
      }
    }
    #expect(try draw() == draw())
  }
}
