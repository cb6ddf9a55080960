/// Marks between two axes.
///
/// ```swift
/// Plot("Output size against kernel size") {
///   Line(x: kernels, y: sizes, name: "valid")
///   Rule(y: 28, label: "input size")
/// }
/// .xAxis("Kernel")
/// .yAxis("Output size (pixels)")
/// .size(height: 3)
/// ```
///
/// `size` and `altText` turn the plot into a `Figure`, so they come last.
public struct Plot: Hashable, Codable, Sendable, FigureConvertible {
  public var title: String?
  /// In the order drawn: later marks lie over earlier ones.
  public var marks: [PlotMark]
  public var xAxis: Axis
  public var yAxis: Axis
  public var legend: LegendPlacement

  /// Creates a plot of the listed marks.
  public init(_ title: String? = nil, @PlotBuilder marks: () -> [PlotMark]) {
    self.title = title
    self.marks = marks()
    xAxis = Axis()
    yAxis = Axis()
    legend = .automatic
  }

  public var figure: Figure { Figure(.plot(self)) }

  /// Returns the plot with its horizontal axis described.
  ///
  /// - Parameters:
  ///   - title: What is counted along it, with the unit in brackets.
  ///   - scale: How values become distances.
  ///   - range: The values at both ends; `nil` for those that hold all marks.
  ///   - format: How its numbers are written.
  ///   - ticks: Where its numbers stand; `nil` for round ones.
  /// - Returns: The same plot with that axis.
  public func xAxis(
    _ title: String? = nil, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    format: NumberFormat = .automatic, ticks: [Double]? = nil
  ) -> Plot {
    var plot = self
    plot.xAxis = Axis(title: title, scale: scale, range: range, format: format, ticks: ticks)
    return plot
  }

  /// Returns the plot with its vertical axis described, as for `xAxis`.
  public func yAxis(
    _ title: String? = nil, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    format: NumberFormat = .automatic, ticks: [Double]? = nil
  ) -> Plot {
    var plot = self
    plot.yAxis = Axis(title: title, scale: scale, range: range, format: format, ticks: ticks)
    return plot
  }

  /// Returns the plot with the names of its series elsewhere, or nowhere.
  public func legend(_ placement: LegendPlacement) -> Plot {
    var plot = self
    plot.legend = placement
    return plot
  }
}

/// Where the names of the series stand.
public enum LegendPlacement: String, Hashable, Codable, Sendable {
  /// At the ends of the lines where they fit, else in a corner that is free, else above.
  case automatic
  case above
  case hidden
}

/// One of a plot's two axes.
public struct Axis: Hashable, Codable, Sendable {
  public var title: String?
  public var scale: Scale
  /// The values at both ends; `nil` for those that hold all marks.
  public var range: ClosedRange<Double>?
  public var format: NumberFormat
  /// Where numbers stand; `nil` for round ones.
  public var ticks: [Double]?

  public init(
    title: String? = nil, scale: Scale = .linear, range: ClosedRange<Double>? = nil,
    format: NumberFormat = .automatic, ticks: [Double]? = nil
  ) {
    self.title = title
    self.scale = scale
    self.range = range
    self.format = format
    self.ticks = ticks
  }
}

/// How values become distances along an axis.
///
/// An axis along which a mark has names instead of numbers is divided into equal parts by itself.
public enum Scale: String, Hashable, Codable, Sendable {
  case linear
  /// Equal distances are equal ratios; values that are not positive are left out.
  case log
}
