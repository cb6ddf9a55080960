/// How tall delimiters are.
enum DelimiterSize {
  /// Returns the full height of `\big` (1) to `\Bigg` (4) in em, as plain TeX sets them.
  static func height(ofStep step: Int) -> Double {
    [1.0, 1.2, 1.8, 2.4, 3.0][min(max(step, 0), 4)]
  }

  /// Returns how tall a delimiter must be around something.
  ///
  /// It covers 90.1 % of the larger half above or below the axis, and lacks no more than 0.5 em.
  ///
  /// - Parameters:
  ///   - ascent: Of the content, in points.
  ///   - descent: Of the content, in points.
  ///   - axis: The height of the axis, in points.
  ///   - em: The size of the font, in points.
  /// - Returns: The full height in points.
  /// - SeeAlso: Knuth, *The TeXbook* (1984), appendix G, rule 19.
  static func height(ascent: Double, descent: Double, axis: Double, em: Double) -> Double {
    let half = max(ascent - axis, descent + axis)
    return max(2 * half * 0.901, 2 * half - 0.5 * em)
  }
}
