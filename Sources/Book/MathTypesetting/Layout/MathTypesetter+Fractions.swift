extension MathTypesetter {
  /// Returns one expression over another.
  ///
  /// - SeeAlso: *The TeXbook*, appendix G, rule 15; *MathML Core*, section 3.3.2.
  mutating func fraction(_ fraction: MathFraction, _ style: MathStyle) -> Fragment {
    let own = MathStyle(level: fraction.style ?? style.level, isCramped: style.isCramped)
    let top = typeset(fraction.numerator, own.numerator)
    let bottom = typeset(fraction.denominator, own.denominator)
    let width = max(top.width, bottom.width)
    var stack = Fragment(width: width)
    let (rise, drop) =
      fraction.fences == nil
      ? ruledShifts(top, bottom, own, rule: length(.fractionRuleThickness, own))
      : bareShifts(top, bottom, own)
    stack.add(top, x: (width - top.width) / 2, y: rise)
    stack.add(bottom, x: (width - bottom.width) / 2, y: -drop)

    guard let fences = fraction.fences else {
      let rule = length(.fractionRuleThickness, own)
      stack.addRule(
        x: 0, y: length(.axisHeight, own) - rule / 2, width: width, height: rule)
      return padded(stack, by: Self.nullDelimiter * em(style))
    }
    let height = DelimiterSize.height(
      ascent: stack.ascent, descent: stack.descent, axis: length(.axisHeight, own), em: em(own))
    var result = delimiter(fences.opening, height: height, own)
    result.append(stack)
    result.append(delimiter(fences.closing, height: height, own))
    return result
  }

  /// The space on both sides of a fraction, TeX's `\nulldelimiterspace` of 1.2 pt at 10 pt, in em.
  private static let nullDelimiter = 0.12

  /// Returns how far the numerator is raised and the denominator lowered around a rule.
  private func ruledShifts(
    _ top: Fragment, _ bottom: Fragment, _ style: MathStyle, rule: Double
  ) -> (rise: Double, drop: Double) {
    let isDisplay = style.isDisplay
    let axis = length(.axisHeight, style)
    let gapAbove = length(
      isDisplay ? .fractionNumeratorDisplayStyleGapMin : .fractionNumeratorGapMin, style)
    let gapBelow = length(
      isDisplay ? .fractionDenominatorDisplayStyleGapMin : .fractionDenominatorGapMin, style)
    let rise = length(
      isDisplay ? .fractionNumeratorDisplayStyleShiftUp : .fractionNumeratorShiftUp, style)
    let drop = length(
      isDisplay ? .fractionDenominatorDisplayStyleShiftDown : .fractionDenominatorShiftDown, style)
    return (
      max(rise, axis + rule / 2 + gapAbove + top.descent),
      max(drop, bottom.ascent + gapBelow + rule / 2 - axis)
    )
  }

  /// Returns the same for two expressions without a rule between them.
  private func bareShifts(
    _ top: Fragment, _ bottom: Fragment, _ style: MathStyle
  ) -> (rise: Double, drop: Double) {
    let isDisplay = style.isDisplay
    let rise = length(isDisplay ? .stackTopDisplayStyleShiftUp : .stackTopShiftUp, style)
    let drop = length(
      isDisplay ? .stackBottomDisplayStyleShiftDown : .stackBottomShiftDown, style)
    let gap = (rise - top.descent) - (bottom.ascent - drop)
    let lacking = length(isDisplay ? .stackDisplayStyleGapMin : .stackGapMin, style) - gap
    return (rise + max(0, lacking) / 2, drop + max(0, lacking) / 2)
  }

  /// Returns `fragment` with space at its left and right.
  func padded(_ fragment: Fragment, by space: Double) -> Fragment {
    var result = Fragment(width: fragment.width + 2 * space)
    result.add(fragment, x: space)
    return result
  }

  // MARK: Roots

  /// Returns a root with an optional degree.
  ///
  /// - SeeAlso: *The TeXbook*, appendix G, rule 11; *MathML Core*, section 3.3.3.
  mutating func radical(_ radicand: MathNode, degree: MathNode?, _ style: MathStyle) -> Fragment {
    let content = typeset(radicand, style.cramped)
    let rule = length(.radicalRuleThickness, style)
    let least = length(
      style.isDisplay ? .radicalDisplayStyleVerticalGap : .radicalVerticalGap, style)
    let sign = stretched(
      glyph("√", style), to: content.height + least + rule, along: .vertical, style)
    // A sign taller than needed leaves half of the rest above its content.
    let spare = max(0, sign.height - rule - content.height - least)
    let gap = least + spare / 2
    let ruleTop = content.ascent + gap + rule

    var root = Fragment(width: sign.width + content.width)
    root.add(sign, x: 0, y: ruleTop - sign.ascent)
    root.addRule(x: sign.width, y: ruleTop - rule, width: content.width, height: rule)
    root.add(content, x: sign.width)
    let bottom = sign.height - ruleTop
    root.ascent = max(root.ascent, ruleTop + length(.radicalExtraAscender, style))

    guard let degree else { return root }
    let index = typeset(degree, MathStyle(level: .scriptScript, isCramped: style.isCramped))
    let raise = font.constant(.radicalDegreeBottomRaisePercent) * sign.height - bottom
    let before = max(0, length(.radicalKernBeforeDegree, style))
    let after = max(-index.width, length(.radicalKernAfterDegree, style))
    let start = before + index.width + after
    var result = Fragment(width: start + root.width)
    result.add(root, x: start)
    result.add(index, x: before, y: raise + index.descent)
    return result
  }
}
