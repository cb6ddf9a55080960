import CairoGraphics
import DrawingThreads
import Graphics
import Testing

@Suite struct ConcurrentDrawingTests {
  /// More faces than the ten that Cairo keeps open, so that it must close some while others draw.
  private static let styles = ["Pagella", "Heros", "Cursor", "Termes"].flatMap { family in
    [TextStyle.Weight.regular, .bold].flatMap { weight in
      [false, true].map {
        TextStyle(family: "TeX Gyre \(family)", size: 11, weight: weight, isItalic: $0)
      }
    }
  }

  @DrawingActor
  private static func page(on canvas: any Canvas) {
    for (index, style) in styles.enumerated() {
      canvas.draw(
        "The quick brown fox, 0123456789", style: style,
        at: Point(x: 10, y: 20 + 15 * Double(index)))
    }
  }

  private struct Drawings: Equatable {
    var svg: String
    var pdf: [UInt8]
    var png: [UInt8]

    init() async throws {
      let size = Size(width: 300, height: 300)
      svg = await DrawingActor.run { drawSVG(size: size) { page(on: $0) } }
      pdf = try await DrawingActor.run { try drawPDF(size: size) { page(on: $0) } }
      png = try await DrawingActor.run { try drawPNG(size: size) { page(on: $0) } }
    }
  }

  @Test func `what many tasks draw at once is what one draws alone`() async throws {
    #expect(Self.styles.count > 10)
    let alone = try await Drawings()
    let together = try await withThrowingTaskGroup(of: Drawings.self) { group in
      for _ in 0..<8 { group.addTask { try await Drawings() } }
      return try await group.reduce(into: []) { $0.append($1) }
    }
    #expect(together.allSatisfy { $0 == alone })
  }
}
