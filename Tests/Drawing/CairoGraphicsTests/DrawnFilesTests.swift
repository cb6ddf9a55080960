import CairoGraphics
import DrawingThreads
import Foundation
import Graphics
import Testing

@Suite @DrawingActor struct DrawnFilesTests {
  let size = Size(width: 288, height: 144)
  let style = TextStyle(family: "TeX Gyre Pagella, serif", size: 12)

  func picture(on canvas: any Canvas) {
    canvas.fill(
      .rectangle(Rect(x: 10, y: 10, width: 50, height: 40)), with: Color(hex: 0x336699))
    canvas.stroke(
      .circle(center: Point(x: 120, y: 60), radius: 30),
      with: Stroke(color: .black, width: 1, dash: [4, 2]))
    canvas.draw("flat ﬁeld: Änderung", style: style, at: Point(x: 20, y: 120))
    canvas.draw(
      Raster(width: 2, height: 1, rgba: [0, 0, 0, 255, 255, 255, 255, 255]),
      in: Rect(x: 200, y: 20, width: 60, height: 30))
  }

  @Test func `an SVG has the size asked for, in points`() {
    let svg = drawSVG(size: size, picture)
    #expect(svg.contains(#"width="288pt" height="144pt" viewBox="0 0 288 144""#))
  }

  @Test func `the same drawing gives the same bytes each time`() throws {
    #expect(drawSVG(size: size, picture) == drawSVG(size: size, picture))
    #expect(try drawPDF(size: size, picture) == drawPDF(size: size, picture))
    #expect(try drawPNG(size: size, picture) == drawPNG(size: size, picture))
  }

  @Test func `each id and each reference in an SVG carries the prefix`() {
    let svg = drawSVG(size: size, idPrefix: "loss-", picture)
    let plain = Array(drawSVG(size: size, picture).utf8)
    #expect(prefixingIDs(ofSVG: plain, with: "loss-") == svg)
    let ids = Set(svg.matches(of: /\sid="([^"]*)"/).map { String($0.1) })
    let references = Set(svg.matches(of: /(?:href="#|url\(#)([^")]*)/).map { String($0.1) })
    #expect(!ids.isEmpty && !references.isEmpty)
    #expect(ids.allSatisfy { $0.hasPrefix("loss-d") })
    #expect(references.isSubset(of: ids))
  }

  @Test func `samples of a picture stay sharp in an SVG`() {
    let svg = drawSVG(size: size, picture)
    #expect(svg.contains(#"<image style="image-rendering:pixelated" id="#))
  }

  @Test func `a PNG has as many pixels per point as asked for`() throws {
    let png = try drawPNG(size: size, scale: 3, picture)
    #expect(Array(png[1...3]) == Array("PNG".utf8))
    let dimensions = png[16..<24].map(Int.init)
    #expect(dimensions == [0, 0, 3, 96, 0, 0, 1, 176])  // 864 × 432
  }

  @Test func `a background covers a PNG up to its last pixel, also where that is not whole`() throws
  {
    func colorType(_ background: Color?) throws -> UInt8 {
      // 10.4 × 20.6 points.
      let size = Size(width: 10.4, height: 20.6)
      return try drawnPixels(size: size, scale: 1, background: background) { _ in }.png()[25]
    }
    #expect(try colorType(.white) == 2)
    #expect(try colorType(nil) == 6)
    #expect(try colorType(Color.white.opacity(0.5)) == 6)
  }

  @Test(arguments: [1, 2, 3, 9, 28, 63, 73, 74, 75, 140])
  func `a PNG of any size is read by libpng as it was drawn`(side: Int) throws {
    // Samples without a pattern, so that none compresses well.
    var state: UInt32 = 1
    let rgba = (0..<4 * side * side).map { place -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return place % 4 == 3 ? 255 : UInt8(state >> 24)
    }
    let raster = Raster(width: side, height: side, rgba: rgba)
    let size = Size(width: Double(side), height: Double(side))
    let frame = Rect(x: 0, y: 0, width: size.width, height: size.height)
    let drawn = try drawnPixels(size: size, scale: 1) { $0.draw(raster, in: frame) }.png()
    let picture = try Picture(drawn, mediaType: "image/png", name: "samples")
    let again = try drawnPixels(size: size, scale: 1) { $0.draw(picture, in: frame) }.png()
    #expect(again == drawn)
    // Three bytes a sample, and hardly one more.
    #expect(
      drawn.count > 3 * side * side && drawn.count < 3 * side * side + side + 100 + side * side / 8)
  }

  @Test func `rows of a PNG that are alike take little room, and libpng reads them`() throws {
    // Each row of the picture fills twenty of the file.
    let (columns, scale) = (64, 20.0)
    var state: UInt32 = 1
    let rgba = (0..<8 * columns).map { place -> UInt8 in
      state = state &* 1_664_525 &+ 1_013_904_223
      return place % 4 == 3 ? 255 : UInt8(state >> 24)
    }
    let raster = Raster(width: columns, height: 2, rgba: rgba)
    let size = Size(width: Double(columns), height: 2)
    let frame = Rect(x: 0, y: 0, width: size.width, height: size.height)
    let drawn = try drawnPixels(size: size, scale: scale) { $0.draw(raster, in: frame) }.png()
    let picture = try Picture(drawn, mediaType: "image/png", name: "samples")
    let again = try drawnPixels(size: size, scale: scale) { $0.draw(picture, in: frame) }.png()
    #expect(again == drawn)
    let one = Raster(width: columns, height: 1, rgba: Array(rgba[..<(4 * columns)]))
    let narrow = try drawnPixels(size: Size(width: Double(columns), height: 0.05), scale: scale) {
      $0.draw(one, in: frame)
    }.png()
    // With each row as it is, the forty take ten times as much as one.
    #expect(drawn.count < 5 * narrow.count, "\(drawn.count), one row: \(narrow.count)")
  }

  @Test(arguments: [(1.0, 5), (2, 6), (3, 7), (5, 11), (25, 16)])
  func `a sample in a PDF is repeated up to six times, or half the density`(
    side: Double, repeats: Int
  ) throws {
    let raster = Raster(width: 4, height: 4, rgba: [UInt8](repeating: 200, count: 64))
    let pdf = try drawPDF(size: Size(width: 200, height: 200)) {
      $0.draw(raster, in: Rect(x: 0, y: 0, width: 4 * side, height: 4 * side))
    }
    #expect(String(decoding: pdf, as: UTF8.self).contains("/Width \(4 * repeats)\n"))
  }

  @Test func `pictures of other shapes with the same samples are other pictures`() {
    let rgba: [UInt8] = [1, 2, 3, 255, 4, 5, 6, 255]
    func picture(_ width: Int, _ height: Int) -> Substring {
      let svg = drawSVG(size: size) {
        $0.draw(
          Raster(width: width, height: height, rgba: rgba),
          in: Rect(x: 0, y: 0, width: 10, height: 10))
      }
      return svg.split(separator: "\n").first { $0.contains("base64,") } ?? ""
    }
    let wide = picture(2, 1)
    #expect(wide.contains("base64,iVBORw0KGgo"))
    #expect(wide == picture(2, 1))
    let data = { (line: Substring) in line.split(separator: "base64,").last }
    #expect(data(wide) != data(picture(1, 2)))
  }

  @Test func `a PDF of lines and text holds no picture`() throws {
    let pdf = try drawPDF(size: size) { canvas in
      canvas.stroke(
        .polyline([.zero, Point(x: 100, y: 50)]), with: Stroke(color: .black, width: 1))
      canvas.draw("loss", style: style, at: Point(x: 20, y: 120), angle: -90)
    }
    #expect(!String(decoding: pdf, as: UTF8.self).contains("/Image"))
  }

  @Test func `bounds hold what was drawn and no more`() throws {
    let bounds = try drawnBounds { canvas in
      canvas.fill(.rectangle(Rect(x: 10, y: 20, width: 30, height: 5)), with: .black)
      canvas.fill(.rectangle(Rect(x: 12, y: 40, width: 4, height: 6)), with: .black)
    }
    #expect(abs(bounds.x - 10) < 1 && abs(bounds.y - 20) < 1)
    #expect(abs(bounds.maxX - 40) < 1 && abs(bounds.maxY - 46) < 1)
  }
}
