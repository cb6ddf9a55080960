extension StringProtocol {
  /// The digits with a comma between thousands: `61706` becomes `61,706`.
  package var thousandsApart: String {
    enumerated().map { index, digit in
      index > 0 && (count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
    }.joined()
  }
}
