extension MathTypesetter {
  /// Returns a base with its scripts, beside it or as limits.
  mutating func scripts(_ scripts: MathScripts, _ style: MathStyle) -> Fragment {
    let base = typeset(scripts.base, style)
    let lower = scripts.lower.map { typeset($0, style.subscript) }
    let upper = scripts.upper.map { typeset($0, style.superscript) }
    if scripts.areLimits(inDisplayStyle: style.isDisplay) {
      return limits(around: base, lower: lower, upper: upper, style)
    }
    return attach(lower: lower, upper: upper, to: base, style)
  }

  /// Returns `base` with scripts at its right.
  ///
  /// - SeeAlso: *The TeXbook*, appendix G, rule 18; the OpenType specification, MathKernInfo.
  private func attach(
    lower: Fragment?, upper: Fragment?, to base: Fragment, _ style: MathStyle
  ) -> Fragment {
    let isCharacter = base.character != nil
    var rise = 0.0
    if let upper {
      rise = length(style.isCramped ? .superscriptShiftUpCramped : .superscriptShiftUp, style)
      rise = max(rise, upper.descent + length(.superscriptBottomMin, style))
      if !isCharacter {
        rise = max(rise, base.ascent - length(.superscriptBaselineDropMax, style))
      }
    }
    var drop = 0.0
    if let lower {
      drop = length(.subscriptShiftDown, style)
      drop = max(drop, lower.ascent - length(.subscriptTopMax, style))
      if !isCharacter {
        drop = max(drop, base.descent + length(.subscriptBaselineDropMin, style))
      }
    }
    if let upper, let lower {
      let gap = (rise - upper.descent) - (lower.ascent - drop)
      drop += max(0, length(.subSuperscriptGapMin, style) - gap)
      let lift = length(.superscriptBottomMaxWithSubscript, style) - (rise - upper.descent)
      if gap < length(.subSuperscriptGapMin, style), lift > 0 {
        let shift = min(lift, length(.subSuperscriptGapMin, style) - gap)
        rise += shift
        drop -= shift
      }
    }

    var result = Fragment(ascent: base.ascent, descent: base.descent)
    result.add(base, x: 0)
    // A subscript moves under the lean of its base, a superscript stays to the right of it.
    let upright = base.width - base.italicCorrection
    var right = lower == nil ? base.width : upright
    if let upper {
      let x =
        base.width + kern(between: base, upper, .topRight, .bottomLeft, shift: rise)
      result.add(upper, x: x, y: rise)
      right = max(right, x + upper.width)
    }
    if let lower {
      let x = upright + kern(between: base, lower, .bottomRight, .topLeft, shift: -drop)
      result.add(lower, x: x, y: -drop)
      right = max(right, x + lower.width)
    }
    result.width = right + length(.spaceAfterScript, style)
    return result
  }

  /// Returns how much closer a script may stand, where both are single characters with cut-ins.
  ///
  /// The kerns of both glyphs are added at the two heights where they could first touch, and the
  /// larger sum counts.
  private func kern(
    between base: Fragment, _ script: Fragment, _ baseCorner: GlyphCorner,
    _ scriptCorner: GlyphCorner, shift: Double
  ) -> Double {
    guard let (glyph, size) = base.character else { return 0 }
    let heights =
      shift > 0
      ? [shift - script.descent, base.ascent] : [shift + script.ascent, -base.descent]
    return heights.map { height in
      var sum = font.kern(of: glyph, at: baseCorner, height: height / size) * size
      if let (scriptGlyph, scriptSize) = script.character {
        let own = (height - shift) / scriptSize
        sum += font.kern(of: scriptGlyph, at: scriptCorner, height: own) * scriptSize
      }
      return sum
    }.max() ?? 0
  }

  /// Returns `base` with scripts centred below and above it.
  ///
  /// - SeeAlso: *The TeXbook*, appendix G, rule 13a.
  func limits(
    around base: Fragment, lower: Fragment?, upper: Fragment?, _ style: MathStyle
  ) -> Fragment {
    let width = max(base.width, lower?.width ?? 0, upper?.width ?? 0)
    var result = Fragment(width: width)
    result.ascent = base.ascent
    result.descent = base.descent
    result.add(base, x: (width - base.width) / 2)
    let lean = base.italicCorrection / 2
    if let upper {
      let gap = max(
        length(.upperLimitGapMin, style) + upper.descent,
        length(.upperLimitBaselineRiseMin, style))
      result.add(upper, x: (width - upper.width) / 2 + lean, y: base.ascent + gap)
    }
    if let lower {
      let gap = max(
        length(.lowerLimitGapMin, style) + lower.ascent,
        length(.lowerLimitBaselineDropMin, style))
      result.add(lower, x: (width - lower.width) / 2 - lean, y: -base.descent - gap)
    }
    return result
  }
}
