import Chapters
import Reports

/// How the parts of a figure stand together.
extension PageWriter {
  /// Returns the parts in the rows that their author asked for, or in as many columns as there is
  /// room for, or as an animation.
  func arranged(_ parts: [HTML], by arrangement: ReportFigure.Arrangement) -> HTML {
    if let seconds = arrangement.secondsPerPicture { return animation(parts, seconds: seconds) }
    let vertical = arrangement.vertical.map { "align-items: \(Self.name(of: $0))" }
    guard let rows = arrangement.rows else {
      return .element("div", ["class": "parts", "style": vertical], .block(parts))
    }
    var rest = parts[...]
    let laidOut = rows.map { row in
      // One custom property, so that the style sheet may set a telephone's rows otherwise.
      let columns = row.map { "minmax(0, \(($0.width * 1000).rounded() / 1000)fr)" }
      let styles = ["--columns: \(columns.joined(separator: " "))", vertical].compactMap(\.self)
      let slots = row.map { slot in
        slot.isGap ? HTML.element("div", ["class": "gap"], .empty) : rest.popFirst() ?? .empty
      }
      return HTML.element(
        "div", ["class": "row", "style": styles.joined(separator: "; ")], .block(slots))
    }
    return .element("div", ["class": "rows"], .block(laidOut))
  }

  /// Returns pictures that take each other's place; who wants no motion, or paper, sees them all.
  ///
  /// It moves without a script: a strip of all pictures passes behind a window, one step a picture.
  private func animation(_ pictures: [HTML], seconds: Double) -> HTML {
    let whole = (seconds * Double(pictures.count) * 1000).rounded() / 1000
    let strip = HTML.element(
      "div",
      [
        "class": "strip",
        "style": "--pictures: \(pictures.count); animation-duration: \(whole)s;"
          + " animation-timing-function: steps(\(pictures.count))",
      ], .block(pictures))
    let pause = HTML.element(
      "label", ["class": "pause"],
      .void("input", ["type": "checkbox"]) + .text(" " + words[.pause]))
    return .element(
      "div", ["class": "animation"], .block([.element("div", ["class": "window"], strip), pause]))
  }

  private static func name(of alignment: PanelLayout.VerticalAlignment) -> String {
    switch alignment {
    case .top: "start"
    case .center: "center"
    case .bottom: "end"
    }
  }
}
