/// How exactly a device computes products of float32 numbers.
package enum Precision: String, Sendable, Codable {
  /// With all of their bits.
  case float32
  /// On matrix units, with operands rounded to ten bits of mantissa; sums stay float32.
  case tf32
}
