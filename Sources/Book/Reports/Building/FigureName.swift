import Foundation
import Plots

/// The names of figure files, without extension.
enum FigureName {
  /// The name of part `index` of a figure of `count` parts: its label, with `-a`, `-b` … for parts.
  static func part(_ index: Int, of count: Int, label: String) -> String {
    count > 1 ? "\(label)-\(PartLetter.text(index))" : label
  }

  /// A name made of what the figure shows, so that inserting a cell above renames nothing.
  static func byContent(of figure: Figure) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return byContent(of: Array(try encoder.encode(figure)))
  }

  static func byContent(of bytes: [UInt8]) -> String {
    "figure-" + fingerprint(bytes)
  }

  /// 64-bit FNV-1a (Fowler, Noll and Vo), as 16 hexadecimal digits.
  private static func fingerprint(_ bytes: [UInt8]) -> String {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in bytes {
      hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
