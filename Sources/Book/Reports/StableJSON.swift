import Foundation

/// A value that is kept as JSON which changes only when its facts do.
///
/// Keys stand in alphabetical order, and no value of this kind holds a date, a duration or a path of
/// the machine.
package protocol StableJSON: Encodable {}

extension StableJSON {
  /// The value as indented JSON with a line end behind it.
  package func json() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(self)) + [UInt8(ascii: "\n")]
  }
}
