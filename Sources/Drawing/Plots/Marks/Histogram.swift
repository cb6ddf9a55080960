import Contracts
import Graphics

/// How often values fall into each of several equal intervals.
public struct Histogram: Mark, Hashable, Codable, Sendable {
  /// The bounds of the intervals, one more than there are counts.
  public var edges: Numbers
  public var counts: Numbers
  public var name: String?
  public var color: Hue?
  public var normalization: Normalization

  public enum Normalization: String, Hashable, Codable, Sendable {
    case count
    /// Each bar's share of all values, in `0...1`.
    case share
  }

  /// Creates a histogram of `values`, which are counted here and not kept.
  ///
  /// Without `bins` there are as many intervals as the rule of Freedman and Diaconis asks for,
  /// between 5 and 60. Values outside `range` are not counted.
  public init<Value: PlotNumber>(
    _ values: some Sequence<Value>, bins: Int? = nil, range: ClosedRange<Double>? = nil,
    name: String? = nil, color: Hue? = nil, normalization: Normalization = .count
  ) {
    require(bins ?? 1 > 0, "Histogram: expected at least one bin, got \(bins ?? 1).")
    let sorted = values.map(\.plotted).filter(\.isFinite).sorted()
    let range = range ?? (sorted.first ?? 0)...(sorted.last ?? 1)
    let low = range.lowerBound
    let width = range.upperBound > low ? range.upperBound - low : 1
    let bins = bins ?? Histogram.binCount(sorted: sorted, width: width)
    var counts = [Double](repeating: 0, count: bins)
    for value in sorted where value >= low && value <= low + width {
      counts[min(Int((value - low) / width * Double(bins)), bins - 1)] += 1
    }
    if normalization == .share, !sorted.isEmpty {
      counts = counts.map { $0 / Double(sorted.count) }
    }
    edges = Numbers((0...bins).map { low + width * Double($0) / Double(bins) })
    self.counts = Numbers(counts)
    self.name = name
    self.color = color
    self.normalization = normalization
  }

  public var plotMark: PlotMark { .histogram(self) }

  /// Returns a count of intervals whose width is twice the interquartile range over `∛n`.
  ///
  /// - SeeAlso: Freedman and Diaconis, "On the histogram as a density estimator", 1981.
  private static func binCount(sorted: [Double], width: Double) -> Int {
    guard sorted.count > 1 else { return 1 }
    let middleHalf = sorted[sorted.count * 3 / 4] - sorted[sorted.count / 4]
    guard middleHalf > 0 else { return 20 }
    let ideal = width / (2 * middleHalf / Double(sorted.count).cubeRoot)
    return Int(min(max(ideal.rounded(.up), 5), 60))
  }
}

extension Histogram: DrawableMark {
  var symbol: LegendSymbol? { .area }

  func extend(_ data: inout PlotDataRange) {
    data.x.include(edges)
    data.y.include(counts)
    data.y.include(0)
    data.y.standsOnZero = true
  }

  func draw(in space: PlotSpace, style: SeriesStyle) {
    let color = space.color(style)
    space.pen.canvas.clip(to: space.frame) {
      for box in boxes(in: space) { space.pen.fill(box, color.opacity(0.32)) }
    }
    let outline = boxes(in: space).flatMap { box in
      [Point(x: box.x, y: box.y), Point(x: box.maxX, y: box.y)]
    }
    guard let first = outline.first, let last = outline.last else { return }
    let base = space.y.base
    space.pen.canvas.clip(to: space.frame) {
      space.pen.canvas.stroke(
        .polyline([Point(x: first.x, y: base)] + outline + [Point(x: last.x, y: base)]),
        with: space.stroke(style, width: 0.9))
    }
  }

  func occupied(in space: PlotSpace) -> [Rect] { boxes(in: space) }

  var columns: [DataColumn] {
    [
      .x(.numbers(Numbers(edges.dropLast()))), .x(.numbers(Numbers(edges.dropFirst()))),
      .y(counts),
    ]
  }

  private func boxes(in space: PlotSpace) -> [Rect] {
    zip(zip(edges, edges.dropFirst()), counts).compactMap { edges, count in
      guard let left = space.x.place(edges.0), let right = space.x.place(edges.1) else {
        return nil
      }
      let base = space.y.base
      let top = space.y.place(count) ?? base
      return Rect(x: left, y: top, width: right - left, height: base - top)
    }
  }
}
