import Graphics
import Yams

/// The forms of value that options of cells have.
extension Setting {
  func captionPlace() -> CellOptions.CaptionPlace? { choice(["top": .top, "bottom": .bottom]) }

  func horizontalAlignment() -> HorizontalAlignment? {
    choice(["left": .left, "center": .center, "right": .right, "default": .center])
  }

  /// Pixels per inch.
  func resolution() -> Double? {
    guard let value = positiveNumber(expected: "a number of pixels per inch, 20 to 1200") else {
      return nil
    }
    guard (20...1200).contains(value) else {
      reject(expected: "a number of pixels per inch, 20 to 1200")
      return nil
    }
    return value
  }

  /// A width or a height, with its unit.
  func length() -> PictureWidth? {
    if let written = node.scalar?.string, let length = PictureWidth(written) { return length }
    reject(expected: "a length such as 50%, 3in, 8cm or 300px")
    return nil
  }

  func seeds() -> Seeds? {
    let expected = "a number of seeds, 1 to 1000, or a list of seeds"
    if case .integer(let count) = scalar, (1...1000).contains(count) { return .count(count) }
    let list = node.sequence.map { $0.map(\.int) }
    guard let list, !list.isEmpty, !list.contains(nil) else {
      reject(expected: expected)
      return nil
    }
    let seeds = list.compactMap(\.self)
    guard Set(seeds).count == seeds.count else {
      reject(expected: "a list in which no seed stands twice")
      return nil
    }
    return .list(seeds)
  }

  /// One or both themes.
  func renderings() -> [CellOptions.Rendering]? {
    guard let names = texts() else { return nil }
    let renderings = names.compactMap(CellOptions.Rendering.init(rawValue:))
    guard renderings.count == names.count, !renderings.isEmpty else {
      reject(expected: "light, dark or a list of both")
      return nil
    }
    return renderings
  }

  /// A list of widths above zero.
  func columnWidths() -> [Double]? {
    let widths = numbers()
    guard let widths, !widths.isEmpty, widths.allSatisfy({ $0 > 0 }) else {
      reject(expected: "a list of widths such as [60, 40], or auto")
      return nil
    }
    return widths
  }

  /// A list of widths, or a list of such lists, of which a negative width is a gap.
  func layoutRows() -> [[Double]]? {
    let rows: [[Double]]? =
      numbers().map { [$0] }
      ?? node.sequence.flatMap { items in
        let rows = items.map { $0.sequence.flatMap { Self.numbers($0) } }
        return rows.contains(nil) ? nil : rows.compactMap(\.self)
      }
    guard let rows, !rows.isEmpty, rows.allSatisfy({ $0.contains { $0 > 0 } && !$0.contains(0) })
    else {
      reject(expected: "rows of widths, such as [[1, 1], [1]]")
      return nil
    }
    return rows
  }

  /// One expectation of what is displayed, or a group of them by the names of recorded values.
  func expectations() -> [Expectation]? {
    guard node.mapping != nil else {
      return text().map { [Expectation($0, position: position)] }
    }
    return settings()?.compactMap { setting in
      setting.text().map {
        Expectation($0, recorded: setting.name, position: setting.position)
      }
    }
  }

  private func numbers() -> [Double]? { node.sequence.flatMap { Self.numbers($0) } }

  private static func numbers(_ items: Node.Sequence) -> [Double]? {
    let numbers = items.map { $0.float ?? $0.int.map(Double.init) }
    return numbers.contains(nil) ? nil : numbers.compactMap(\.self)
  }
}
