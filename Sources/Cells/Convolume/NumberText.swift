import Plots

extension BinaryFloatingPoint {
  /// As per cent with two places: 0.9891 is `98.91 %`.
  public var percent: String { NumberFormat.percent(places: 2).text(Double(self)) }

  /// As a power of ten with two places: 2.43×10¹⁷.
  public var scientific: String { NumberFormat.scientific(places: 2).text(Double(self)) }

  /// With so many places after the point.
  public func rounded(places: Int) -> String {
    NumberFormat.decimal(places: places).text(Double(self))
  }
}

extension BinaryInteger {
  /// With thousands set apart: `61,706`.
  public var grouped: String { NumberFormat.integer.text(Double(self)) }
}
