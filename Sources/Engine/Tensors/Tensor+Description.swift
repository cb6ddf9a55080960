extension Tensor: CustomStringConvertible {
  /// The shape, then the numbers in nested brackets; the middle of a long axis is left out.
  public var description: String {
    "Tensor \(shape)\n" + nested(axis: 0, start: 0, indent: "")
  }

  private func nested(axis: Int, start: Int, indent: String) -> String {
    guard axis < rank else { return brief(values[start]) }
    let length = shape[axis]
    let stride = shape[(axis + 1)...].reduce(1, *)
    let shown: [Int?] =
      length > 10
      ? Array(0..<4) + [nil] + Array((length - 3)..<length)
      : Array(0..<length)
    let inner = indent + " "
    let parts = shown.map { index in
      index.map { nested(axis: axis + 1, start: start + $0 * stride, indent: inner) } ?? "…"
    }
    let separator = axis == rank - 1 ? ", " : ",\n" + inner
    return "[" + parts.joined(separator: separator) + "]"
  }

  /// At most four digits behind the point, without trailing zeros; exponents where those would hide
  /// the number.
  private func brief(_ value: Float) -> String {
    guard value.isFinite, value == 0 || abs(value) >= 0.001, abs(value) < 1e7 else {
      return "\(value)"
    }
    let scaled = Int((Double(value) * 10_000).rounded())
    let (whole, fraction) = abs(scaled).quotientAndRemainder(dividingBy: 10_000)
    var digits = String(10_000 + fraction).dropFirst()
    while digits.last == "0" { digits.removeLast() }
    let sign = scaled < 0 ? "-" : ""
    return digits.isEmpty ? "\(sign)\(whole)" : "\(sign)\(whole).\(digits)"
  }
}
