import CairoGraphics
import DrawingThreads
import Foundation
import Graphics
import Testing

@Suite @DrawingActor struct PDFDocumentTests {
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

  @Test func `a document may be given up half-way`() async {
    await #expect(processExitsWith: .success) {
      fillFreedMemory()
      try await DrawingActor.run {
        for _ in 0..<20 {
          let document = try PDFDocument(title: "Half a document", authors: [])
          try document.page(size: Size(width: 300, height: 200)) { scribble(on: $0) }
        }
      }
    }
  }

  @Test func `drawing may throw, whatever is drawn on`() async {
    await #expect(processExitsWith: .success) {
      fillFreedMemory()
      let size = Size(width: 300, height: 200)
      await DrawingActor.run {
        for _ in 0..<20 {
          #expect(throws: GivenUp.self) {
            try drawSVG(size: size) { try scribbleAndGiveUp(on: $0) }
          }
          #expect(throws: GivenUp.self) {
            try drawPDF(size: size) { try scribbleAndGiveUp(on: $0) }
          }
          #expect(throws: GivenUp.self) {
            try drawPNG(size: size) { try scribbleAndGiveUp(on: $0) }
          }
          #expect(throws: GivenUp.self) { try drawnBounds { try scribbleAndGiveUp(on: $0) } }
          #expect(throws: GivenUp.self) {
            let document = try PDFDocument(title: "Half a page", authors: [])
            try document.page(size: size) { try scribbleAndGiveUp(on: $0) }
          }
        }
      }
    }
  }

  @Test func `lines can be drawn again and again`() throws {
    let spans = [TextSpan(.text("a stretched line of a few words here"), style: style)]
    let lines = Paragraph(spans, width: 100).lines()
    func draw() throws -> [UInt8] {
      try drawPDF(size: Size(width: 120, height: 40)) {
        lines[0].draw(on: $0, at: Point(x: 5, y: 20))
      }
    }
    #expect(try draw() == draw())
  }
}

private struct GivenUp: Error {}

/// Draws more than Cairo keeps back before it writes.
@DrawingActor
private func scribble(on canvas: any Canvas) {
  for line in 0..<2000 {
    let y = Double(line) / 10
    canvas.stroke(
      .polyline([Point(x: 0, y: y), Point(x: y * y, y: 1)]),
      with: Stroke(color: .black, width: 1))
  }
}

@DrawingActor
private func scribbleAndGiveUp(on canvas: any Canvas) throws {
  scribble(on: canvas)
  throw GivenUp()
}

/// Has memory overwritten when it is freed, so that a use after that is sure to be noticed.
private func fillFreedMemory() {
  // The GNU library's switch for it, which Swift's module of that library leaves out.
  guard let symbol = dlsym(nil, "mallopt") else { return }
  let mallopt = unsafeBitCast(symbol, to: (@convention(c) (Int32, Int32) -> Int32).self)
  let perturb: Int32 = -6
  _ = mallopt(perturb, 0xA5)
}
