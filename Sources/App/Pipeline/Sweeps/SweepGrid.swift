/// The values that a sweep gives to parameters, each combined with each.
package struct SweepGrid: Hashable, Sendable {
  /// One parameter and its values, as they are written.
  package struct Axis: Hashable, Sendable {
    package var name: String
    package var values: [String]

    /// Reads values such as `0.01,0.1`, `1..5` or `1..3,10`.
    ///
    /// A range is of whole numbers, both ends counted.
    ///
    /// - Throws: ``SweepGrid/Mistake``.
    package init(name: String, written: String) throws(Mistake) {
      self.name = name
      var values: [String] = []
      for piece in written.split(separator: ",", omittingEmptySubsequences: false) {
        values += try Self.values(of: String(piece), in: name)
      }
      if let twice = values.first(where: { value in values.count { $0 == value } > 1 }) {
        throw .repeated(value: twice, name: name)
      }
      self.values = values
    }

    private static func values(of piece: String, in name: String) throws(Mistake) -> [String] {
      guard !piece.isEmpty else { throw .missingValue(name: name) }
      let ends = piece.split(separator: "..", omittingEmptySubsequences: false)
      guard ends.count == 2, let first = Int(ends[0]), let last = Int(ends[1]) else {
        return [piece]
      }
      guard first <= last else { throw .emptyRange(piece, name: name) }
      guard last - first < SweepGrid.mostVariants else {
        throw .tooMany(last - first + 1)
      }
      return (first...last).map(String.init)
    }
  }

  package enum Mistake: Error, Hashable, CustomStringConvertible {
    case missingValue(name: String)
    case emptyRange(String, name: String)
    case repeated(value: String, name: String)
    case axisTwice(String)
    case tooMany(Int)

    package var description: String {
      switch self {
      case .missingValue(let name):
        "'\(name)' lacks a value beside a comma. Write values as 0.01,0.1 or as 1..5."
      case .emptyRange(let range, let name):
        "the range '\(range)' of '\(name)' is empty. Write the smaller number first."
      case .repeated(let value, let name): "'\(name)' has the value '\(value)' twice."
      case .axisTwice(let name): "'\(name)' is given twice. Write all its values behind one -P."
      case .tooMany(let count):
        "\(count) variants are more than the \(SweepGrid.mostVariants) that a sweep runs."
      }
    }
  }

  package static let mostVariants = 1000

  package var axes: [Axis]

  /// - Throws: ``Mistake``, for a parameter that has two axes or a grid that is too large.
  package init(_ axes: [Axis]) throws(Mistake) {
    var names: Set<String> = []
    for axis in axes where !names.insert(axis.name).inserted { throw .axisTwice(axis.name) }
    self.axes = axes
    var count = 1
    for axis in axes {
      let (product, overflow) = count.multipliedReportingOverflow(by: axis.values.count)
      count = overflow ? .max : product
    }
    guard count <= Self.mostVariants else { throw .tooMany(count) }
  }

  /// The combinations, in which the last parameter changes first; each holds one value for each axis.
  package var variants: [[String]] {
    axes.reduce([[]]) { rows, axis in
      rows.flatMap { row in axis.values.map { row + [$0] } }
    }
  }
}
