#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

extension Double {
  /// The exponent of ten that gives this number.
  var log10: Double { decimalLogarithm(self) }

  var cubeRoot: Double { cbrt(self) }

  /// Returns this number raised to a whole exponent.
  func power(_ exponent: Int) -> Double { pow(self, Double(exponent)) }

  /// Returns this number raised to `exponent`.
  func power(_ exponent: Double) -> Double { pow(self, exponent) }
}

// Inside the extension the property would hide the C library's function of the same name.
private func decimalLogarithm(_ value: Double) -> Double { log10(value) }
