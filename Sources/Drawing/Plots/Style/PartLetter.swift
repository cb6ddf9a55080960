/// The letters under which the parts of a figure stand.
package enum PartLetter {
  /// "a" for 0, "b" for 1; behind "z" come "aa", "ab".
  package static func text(_ index: Int) -> String {
    let last = String(Character(Unicode.Scalar(UInt8(ascii: "a") + UInt8(index % 26))))
    return index < 26 ? last : text(index / 26 - 1) + last
  }
}
