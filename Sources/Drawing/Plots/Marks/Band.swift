import Graphics

/// The area between a low and a high value at each place, such as the spread over seeds.
///
/// A band that shares its name with a line shares its colour too; one without a name belongs to the
/// mark before it.
public struct Band: Mark, Hashable, Codable, Sendable {
  public var x: Positions
  public var low: Numbers
  public var high: Numbers
  public var name: String?
  public var color: Hue?

  /// Creates a band from `low` to `high`.
  ///
  /// - Precondition: `x`, `low` and `high` have the same count.
  public init<X: PlotPosition, Y: PlotNumber>(
    x: some Sequence<X>, low: some Sequence<Y>, high: some Sequence<Y>, name: String? = nil,
    color: Hue? = nil
  ) {
    self.low = Numbers(low.map(\.plotted))
    self.high = Numbers(high.map(\.plotted))
    self.x = Positions(x, of: "Band", matching: self.low.count)
    self.name = name
    self.color = color
    requireSameCount(self.low.count, self.high.count, mark: "Band", first: "low", second: "high")
  }

  public var plotMark: PlotMark { .band(self) }
}

extension Band: DrawableMark {
  var symbol: LegendSymbol? { .area }

  func extend(_ data: inout PlotDataRange) {
    data.x.include(x)
    data.y.include(low)
    data.y.include(high)
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {
    space.pen.canvas.clip(to: space.frame) {
      for (low, high) in bounds(in: space) where low.count > 1 {
        space.pen.canvas.fill(
          .polygon(low + high.reversed()), with: space.color(style).opacity(0.2))
      }
    }
  }

  func occupied(in space: PlotSpace) -> [Rect] {
    bounds(in: space).flatMap { low, high in
      zip(zip(low, high), zip(low.dropFirst(), high.dropFirst())).map { from, to in
        let top = min(from.1.y, to.1.y)
        return Rect(
          x: from.0.x, y: top, width: to.0.x - from.0.x, height: max(from.0.y, to.0.y) - top)
      }
    }
  }

  var columns: [DataColumn] { [.x(x), .y(low, word: "low"), .y(high, word: "high")] }

  /// The lower and the upper edge of each stretch without a gap.
  private func bounds(in space: PlotSpace) -> [([Point], [Point])] {
    var stretches: [([Point], [Point])] = [([], [])]
    for (index, x) in space.x.numbers(of: x).enumerated() {
      if let bottom = space.place(x, low[index]), let top = space.place(x, high[index]) {
        stretches[stretches.count - 1].0.append(bottom)
        stretches[stretches.count - 1].1.append(top)
      } else {
        stretches.append(([], []))
      }
    }
    return stretches.filter { !$0.0.isEmpty }
  }
}
