/// A column of numbers, in which what is not finite counts as missing.
///
/// A diverged loss is a fact worth plotting up to where it diverges, so infinities and NaN are kept
/// as gaps. JSON has no word for them; they are written as `null`.
public struct Numbers: Hashable, Codable, Sendable, RandomAccessCollection {
  /// The numbers; NaN where one is missing.
  public let values: [Double]

  public init(_ values: some Sequence<Double>) {
    self.values = values.map { $0.isFinite ? $0 : .nan }
  }

  public init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    var values: [Double] = []
    while !container.isAtEnd {
      values.append(try container.decodeNil() ? .nan : container.decode(Double.self))
    }
    self.values = values
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    for value in values {
      if value.isNaN { try container.encodeNil() } else { try container.encode(value) }
    }
  }

  public var startIndex: Int { 0 }
  public var endIndex: Int { values.count }
  public subscript(position: Int) -> Double { values[position] }

  /// The numbers that are there.
  var finite: [Double] { values.filter(\.isFinite) }

  /// The smallest and largest number, or `nil` when all are missing.
  var extent: ClosedRange<Double>? {
    let finite = finite
    guard let low = finite.min(), let high = finite.max() else { return nil }
    return low...high
  }

  public static func == (left: Numbers, right: Numbers) -> Bool {
    left.values.elementsEqual(right.values) { $0 == $1 || ($0.isNaN && $1.isNaN) }
  }

  public func hash(into hasher: inout Hasher) {
    for value in values { hasher.combine(value.isNaN ? nil : value) }
  }
}

/// A number that can be plotted: any of Swift's integers and floating point numbers.
public protocol PlotNumber: PlotPosition {
  var plotted: Double { get }
}

/// Something that has a place along an axis: a number, or a category's name.
public protocol PlotPosition {
  static func positions(_ values: [Self]) -> Positions
}

extension PlotNumber {
  public static func positions(_ values: [Self]) -> Positions {
    .numbers(Numbers(values.map(\.plotted)))
  }
}

extension BinaryInteger where Self: PlotNumber {
  public var plotted: Double { Double(self) }
}

extension BinaryFloatingPoint where Self: PlotNumber {
  public var plotted: Double { Double(self) }
}

extension Int: PlotNumber {}
extension Int8: PlotNumber {}
extension Int16: PlotNumber {}
extension Int32: PlotNumber {}
extension Int64: PlotNumber {}
extension UInt: PlotNumber {}
extension UInt8: PlotNumber {}
extension UInt16: PlotNumber {}
extension UInt32: PlotNumber {}
extension Double: PlotNumber {}
extension Float: PlotNumber {}

extension String: PlotPosition {
  public static func positions(_ values: [String]) -> Positions { .categories(values) }
}

/// Where the values of a mark lie along an axis.
public enum Positions: Hashable, Codable, Sendable {
  case numbers(Numbers)
  /// Names, placed side by side in the order of their first appearance in the plot.
  case categories([String])

  public var count: Int {
    switch self {
    case .numbers(let numbers): numbers.count
    case .categories(let names): names.count
    }
  }
}
