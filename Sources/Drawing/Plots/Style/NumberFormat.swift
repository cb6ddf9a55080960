/// How the numbers of an axis or a label are written.
public enum NumberFormat: Hashable, Codable, Sendable {
  /// As many decimals as the values need; powers of ten when they are very large or small.
  case automatic
  /// With thousands set apart: `1,234`.
  case integer
  /// Without anything between thousands: `1998`, for years.
  case plain
  case decimal(places: Int)
  /// A fraction of 1 as per cent: 0.25 is `25 %`.
  case percent(places: Int)
  /// With K, M, G or T for thousands and more: `62.4 M`.
  case compact
  /// As a power of ten: `2.5×10⁻⁴`.
  case scientific(places: Int)

  /// A fraction of 1 in whole per cent: 0.25 is `25 %`.
  public static let percent = NumberFormat.percent(places: 0)

  /// Returns `value` written out.
  public func text(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    switch self {
    case .automatic: return NumberFormat.shortest(value)
    case .integer: return Digits.grouped(value, places: 0)
    case .plain: return Digits.minus(Digits.fixed(value, places: Digits.places(of: value)))
    case .decimal(let places): return Digits.grouped(value, places: places)
    case .percent(let places): return Digits.grouped(value * 100, places: places) + "\u{202F}%"
    case .compact: return NumberFormat.compact(value)
    case .scientific(let places): return NumberFormat.scientific(value, places: places)
    }
  }

  /// Returns the labels of ticks that stand on one axis, alike in their decimals.
  package func texts(ofTicks ticks: [Double]) -> [String] {
    let largest = ticks.map(abs).max() ?? 0
    switch self {
    case .automatic where largest >= 1e6:
      return ticks.map { $0 == 0 ? "0" : NumberFormat.compact($0) }
    case .automatic where largest > 0 && largest < 1e-3:
      let exponent = Int((largest.log10 + 1e-9).rounded(.down))
      let scaled = ticks.map { $0 / Double(10).power(exponent) }
      let places = scaled.map { Digits.places(of: $0) }.max() ?? 0
      return zip(ticks, scaled).map { tick, mantissa in
        tick == 0
          ? "0"
          : Digits.grouped(mantissa, places: places) + "×10" + Digits.superscript(exponent)
      }
    case .automatic:
      let places = ticks.map { Digits.places(of: $0) }.max() ?? 0
      return ticks.map { Digits.grouped($0, places: places) }
    case .percent(let places):
      let needed = ticks.map { Digits.places(of: $0 * 100) }.max() ?? 0
      return ticks.map { NumberFormat.percent(places: max(places, needed)).text($0) }
    default:
      return ticks.map(text)
    }
  }

  /// Returns the labels of the decades on a logarithmic axis.
  package func texts(ofLogTicks ticks: [Double]) -> [String] {
    guard self == .automatic else { return ticks.map(text) }
    let isTame = ticks.allSatisfy { (0.99e-4...1.01e5).contains($0) }
    return ticks.map { tick in
      let exponent = tick.log10.rounded()
      let isDecade = abs(tick / Double(10).power(Int(exponent)) - 1) < 1e-9
      if isTame { return Digits.grouped(tick, places: Digits.places(of: tick)) }
      return isDecade
        ? "10" + Digits.superscript(Int(exponent)) : NumberFormat.scientific(tick, places: 0)
    }
  }

  private static func shortest(_ value: Double) -> String {
    let magnitude = abs(value)
    if value == value.rounded(), magnitude < 1e7 { return Digits.grouped(value, places: 0) }
    if magnitude >= 1e7 || magnitude < 1e-3 { return scientific(value, places: 2) }
    // Four figures are as many as a reader compares by eye.
    let places = max(0, 3 - Int(magnitude.log10.rounded(.down)))
    return Digits.trimmed(Digits.grouped(value, places: min(places, 6)))
  }

  private static func compact(_ value: Double) -> String {
    let units: [(size: Double, letter: String)] = [
      (1e12, "T"), (1e9, "G"), (1e6, "M"), (1e3, "K"),
    ]
    for unit in units where abs(value) >= unit.size * 0.999_5 {
      let scaled = value / unit.size
      let places = abs(scaled) >= 99.95 ? 0 : 1
      return Digits.trimmed(Digits.grouped(scaled, places: places)) + "\u{202F}" + unit.letter
    }
    return shortest(value)
  }

  private static func scientific(_ value: Double, places: Int) -> String {
    guard value != 0 else { return "0" }
    var exponent = Int(abs(value).log10.rounded(.down))
    var mantissa = value / Double(10).power(exponent)
    if Digits.fixed(abs(mantissa), places: places).hasPrefix("10") {
      mantissa /= 10
      exponent += 1
    }
    let digits = Digits.trimmed(Digits.grouped(mantissa, places: places))
    let power = "10" + Digits.superscript(exponent)
    return digits == "1" ? power : digits == "−1" ? "−" + power : digits + "×" + power
  }
}
