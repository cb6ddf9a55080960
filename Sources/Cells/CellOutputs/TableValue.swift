import Plots

/// A value that a table's cell can hold: text, or a number that the table writes and sets right.
///
/// Whole numbers have their thousands set apart, others three significant digits; text stays as it is,
/// so that a cell that needs more is given `value.rounded(places: 4)`. An optional without a value
/// leaves its cell blank.
public protocol TableValue {
  /// What the cell shows.
  var tableText: String { get }
  /// Whether the cell is best set right, so that digits stand under digits; `nil` where it says nothing.
  var isTableNumber: Bool? { get }
}

extension String: TableValue {
  public var tableText: String { self }

  /// Whether the text begins with a number, as `97.30 %`, `28×28` and `−0.6 to 2.2` do.
  public var isTableNumber: Bool? {
    guard !isEmpty, self != "–" else { return nil }
    let unsigned = drop { "+-−±≈<>≤≥ ".contains($0) }
    let digits = unsigned.first == "." ? unsigned.dropFirst() : unsigned
    return digits.first?.isASCII == true && digits.first?.isNumber == true
  }
}

extension Int: TableValue {
  public var tableText: String { NumberFormat.integer.text(Double(self)) }
  public var isTableNumber: Bool? { true }
}

extension Double: TableValue {
  public var tableText: String { NumberFormat.significant(self) }
  public var isTableNumber: Bool? { true }
}

extension Float: TableValue {
  public var tableText: String { Double(self).tableText }
  public var isTableNumber: Bool? { true }
}

extension Optional: TableValue where Wrapped: TableValue {
  public var tableText: String { self?.tableText ?? "" }
  public var isTableNumber: Bool? { self?.isTableNumber }
}

extension NumberFormat {
  /// Three significant digits, trailing zeros included, so that the numbers of a column look equally
  /// exact; a power of ten for what is very large or small.
  fileprivate static func significant(_ value: Double) -> String {
    let magnitude = abs(value)
    guard value.isFinite, value != 0 else { return integer.text(value) }
    guard magnitude < 1e7, magnitude >= 1e-3 else { return scientific(places: 2).text(value) }
    var places = 2
    var bound = 9.995  // From here on two places would show a fourth digit.
    while magnitude >= bound, places > 0 { (places, bound) = (places - 1, bound * 10) }
    var unit = 0.9995
    while magnitude < unit { (places, unit) = (places + 1, unit / 10) }
    return decimal(places: places).text(value)
  }
}
