import CairoGraphics
import DrawingThreads
import Graphics

/// Divides lines of code that are too long for the page.
struct CodeWrapping {
  /// How many characters fit in a line.
  var columns: Int

  /// Returns the parts of a line; those after the first are indented further than the line itself.
  ///
  /// A part ends behind a space or a comma where there is one in its second half.
  func pieces(of line: [TextSpan]) -> [[TextSpan]] {
    var characters: [(character: Character, style: TextStyle)] = []
    for span in line {
      guard case .text(let text) = span.content else { continue }
      for character in text where !character.isNewline {
        // Tabs count four, as most editors show them.
        if character == "\t" {
          characters += Array(repeating: (" ", span.style), count: 4)
        } else {
          characters.append((character, span.style))
        }
      }
    }
    let indent = min(characters.prefix { $0.character == " " }.count + 4, columns / 2)
    var pieces: [[TextSpan]] = []
    while true {
      let room = pieces.isEmpty ? columns : columns - indent
      let lead = pieces.isEmpty ? 0 : indent
      if characters.count <= room {
        pieces.append(spans(characters[...], indentedBy: lead))
        return pieces
      }
      let place =
        characters[..<room].lastIndex { " ,(".contains($0.character) }.map { $0 + 1 } ?? room
      let end = place > room / 2 ? place : room
      pieces.append(spans(characters[..<end], indentedBy: lead))
      characters.removeFirst(end)
    }
  }

  /// Draws the mark of a line that goes on: a small arrow left of the text.
  @DrawingActor
  static func drawMark(on canvas: CairoCanvas, at origin: Point, color: Color) {
    let stroke = Stroke(color: color, width: 0.7)
    let (x, y) = (origin.x + 6, origin.y)
    canvas.stroke(
      .polyline([Point(x: x, y: y - 6), Point(x: x, y: y - 2.5), Point(x: x + 7, y: y - 2.5)]),
      with: stroke)
    canvas.stroke(
      .polyline([
        Point(x: x + 5, y: y - 4.5), Point(x: x + 7, y: y - 2.5), Point(x: x + 5, y: y - 0.5),
      ]), with: stroke)
  }

  private func spans(
    _ characters: ArraySlice<(character: Character, style: TextStyle)>, indentedBy indent: Int
  ) -> [TextSpan] {
    var result: [TextSpan] = []
    var text = String(repeating: " ", count: indent)
    var style = characters.first?.style
    for (character, next) in characters {
      if let style, style != next {
        result.append(TextSpan(.text(text), style: style))
        text = ""
      }
      style = next
      text.append(character)
    }
    if let style { result.append(TextSpan(.text(text), style: style)) }
    return result
  }
}
