import Graphics

/// The numbers or names along one axis, chosen so that they fit.
struct AxisLayout {
  struct Tick {
    var value: Double
    /// One line of text each; empty for a tick without words.
    var lines: [String]
  }

  var scale: AxisScale
  var ticks: [Tick]
  /// Whether the words read upwards, because they are too long to stand side by side.
  var isUpward = false

  /// Lays out an axis that will be `length` points long.
  ///
  /// A vertical one is at the left; its words lie on one another instead of side by side.
  init(_ axis: Axis, data: AxisDataRange, length: Double, isVertical: Bool, pen: Pen) {
    let style = pen.theme.tickText
    let lineHeight = pen.lineHeight(style)
    if !data.categories.isEmpty {
      let names = data.categories
      scale = AxisScale(
        kind: .categories(names), low: -0.5, high: Double(names.count) - 0.5)
      ticks = names.enumerated().map { Tick(value: Double($0), lines: [$1]) }
      let slot = length / Double(names.count)
      if isVertical {
        keepEvery(lineHeight * 1.05 / slot)
      } else {
        fitNames(slot: slot, lineHeight: lineHeight, style: style, pen: pen)
      }
      return
    }

    var axis = axis
    let hasFewBars = (1...16).contains(data.barPlaces.count)
    if axis.ticks == nil, hasFewBars, axis.scale == .linear {
      axis.ticks = data.barPlaces.sorted()
    }
    let comfortable = isVertical ? lineHeight * 3.5 : lineHeight * 6
    let most = min(max(Int(length / comfortable) + 1, 2), 9)
    // On a low plot a line of words takes more than the share of the axis that marks ask for.
    let words = data.hasWordsAtEnds && isVertical ? lineHeight + 1 : 0
    scale = AxisLayout.scale(
      axis, data, ticks: most, isVertical: isVertical, room: words / max(length - words, 1))
    ticks = []
    for count in stride(from: most, through: 2, by: -1) {
      setTicks(axis, count: count, isWhole: data.isWhole)
      if fits(length: length, isVertical: isVertical, style: style, pen: pen) { return }
    }
    thin(length: length, isVertical: isVertical, style: style, pen: pen)
  }

  /// The widest words.
  func width(_ pen: Pen) -> Double {
    ticks.flatMap(\.lines).map { pen.width(of: $0, pen.theme.tickText) }.max() ?? 0
  }

  /// The height that the words take below a horizontal axis.
  func height(_ pen: Pen) -> Double {
    if isUpward { return width(pen) }
    return Double(ticks.map(\.lines.count).max() ?? 0) * pen.lineHeight(pen.theme.tickText)
  }

  // MARK: Range

  /// Chooses what the axis reaches from and to; `room` is the air that words at the ends need, as a share
  /// of what the data takes.
  private static func scale(
    _ axis: Axis, _ data: AxisDataRange, ticks: Int, isVertical: Bool, room: Double
  ) -> AxisScale {
    if let range = axis.range, range.upperBound > range.lowerBound,
      axis.scale == .linear || range.lowerBound > 0
    {
      return AxisScale(
        kind: axis.scale == .log ? .log : .linear, low: range.lowerBound, high: range.upperBound)
    }
    if axis.scale == .log { return logScale(data, isVertical: isVertical) }

    var low = data.extent?.lowerBound ?? 0
    var high = data.extent?.upperBound ?? 1
    if low == high {
      let half = low == 0 || data.isWhole ? 1 : abs(low) * 0.1
      low -= low == 0 ? 0 : half
      high += half
    }
    let air = (high - low) * max(data.margin, room)
    if air > 0 {
      if !(data.standsOnZero && low == 0) { low -= air }
      if !(data.standsOnZero && high == 0) { high += air }
    }
    if isVertical || data.standsOnZero {
      // An axis of measured values ends on a number where one is near.
      let round = Ticks.linear(low: low, high: high, count: ticks, isWhole: data.isWhole)
      // Where it does not, a little air keeps the data off its ends.
      let step = (high - low) * 0.03
      low = (round.first ?? low) <= low ? round.first ?? low : low - step
      high = (round.last ?? high) >= high ? round.last ?? high : high + step
    }
    return AxisScale(kind: .linear, low: low, high: high)
  }

  private static func logScale(_ data: AxisDataRange, isVertical: Bool) -> AxisScale {
    guard let low = data.leastPositive, let high = data.extent?.upperBound else {
      return AxisScale(kind: .log, low: 1, high: 10)
    }
    if data.standsOnZero {
      let bottom = Double(10).power(Int((low.log10 - 0.1).rounded(.down)))
      let air = Double(10).power(max(data.margin, 0.04) * (high.log10 - bottom.log10))
      return AxisScale(kind: .log, low: bottom, high: max(high * air, bottom * 10))
    }
    guard high > low else { return AxisScale(kind: .log, low: low / 2, high: low * 2) }
    guard isVertical || data.margin > 0 else {
      return AxisScale(kind: .log, low: low, high: high)
    }
    let air = Double(10).power((high.log10 - low.log10) * 0.04)
    return AxisScale(kind: .log, low: low / air, high: high * air)
  }

  // MARK: Words

  private mutating func setTicks(_ axis: Axis, count: Int, isWhole: Bool) {
    var values: [Double]
    let isLog = scale.kind == .log
    if let fixed = axis.ticks {
      values = fixed.filter { $0 >= scale.low * (1 - 1e-9) && $0 <= scale.high * (1 + 1e-9) }
        .sorted()
    } else if isLog {
      values = Ticks.logarithmic(low: scale.low, high: scale.high, count: count)
    } else {
      let slack = (scale.high - scale.low) * 1e-9
      values = Ticks.linear(
        low: scale.low, high: scale.high, count: count,
        isWhole: isWhole && scale.high - scale.low >= 2
      )
      .filter { $0 >= scale.low - slack && $0 <= scale.high + slack }
    }
    var words = isLog ? axis.format.texts(ofLogTicks: values) : axis.format.texts(ofTicks: values)
    if isLog, axis.ticks == nil, words.contains(where: { $0.contains("×") }) {
      // Where decades need raised exponents, the numbers between them only clutter.
      let decades = Ticks.logarithmic(low: scale.low, high: scale.high, count: 2)
      if decades.count > 1 {
        values = decades
        words = axis.format.texts(ofLogTicks: values)
      }
    }
    ticks = zip(values, words).map { Tick(value: $0, lines: [$1]) }
  }

  /// Returns the stretches along the axis that the words take.
  private func stretches(
    length: Double, isVertical: Bool, style: TextStyle, pen: Pen
  ) -> [ClosedRange<Double>] {
    var scale = scale
    scale.start = 0
    scale.end = length
    let lineHeight = pen.lineHeight(style)
    return ticks.map { tick in
      let middle = scale.place(tick.value) ?? 0
      let extent =
        isVertical
        ? lineHeight : (tick.lines.map { pen.width(of: $0, style) }.max() ?? 0) + lineHeight * 0.6
      return (middle - extent / 2)...(middle + extent / 2)
    }
  }

  private func fits(length: Double, isVertical: Bool, style: TextStyle, pen: Pen) -> Bool {
    let stretches = stretches(length: length, isVertical: isVertical, style: style, pen: pen)
    return zip(stretches, stretches.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound }
  }

  /// Takes the words off ticks that would touch the words before them.
  private mutating func thin(length: Double, isVertical: Bool, style: TextStyle, pen: Pen) {
    let stretches = stretches(length: length, isVertical: isVertical, style: style, pen: pen)
    var end = -Double.infinity
    for (index, stretch) in stretches.enumerated() {
      if stretch.lowerBound >= end {
        end = stretch.upperBound
      } else {
        ticks[index].lines = []
      }
    }
  }

  /// Takes the words off all but every n-th tick, with n the ratio rounded up.
  private mutating func keepEvery(_ ratio: Double) {
    let step = max(1, Int(ratio.rounded(.up)))
    for index in ticks.indices where index % step != 0 { ticks[index].lines = [] }
  }

  private mutating func fitNames(slot: Double, lineHeight: Double, style: TextStyle, pen: Pen) {
    let gap = lineHeight * 0.4
    let names = ticks.flatMap(\.lines)
    if names.allSatisfy({ pen.width(of: $0, style) + gap <= slot }) { return }
    let wrapped = names.map { pen.wrap($0, style, width: slot - gap) }
    let isReadable = wrapped.allSatisfy { lines in
      lines.count <= 3 && lines.allSatisfy { pen.width(of: $0, style) + gap <= slot }
    }
    if isReadable {
      for index in ticks.indices { ticks[index].lines = wrapped[index] }
    } else if names.allSatisfy({ $0.count <= 4 }) {
      keepEvery(((names.map { pen.width(of: $0, style) }.max() ?? 0) + gap) / slot)
    } else {
      isUpward = true
      keepEvery(lineHeight * 1.05 / slot)
    }
  }
}
