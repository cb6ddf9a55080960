extension MathTypesetter {
  /// Returns `glyph` at least as large as `target` points, from a ready-made variant or put together
  /// from parts; where the font has neither, the largest form there is.
  func stretched(
    _ glyph: UInt32, to target: Double, along direction: StretchDirection, _ style: MathStyle
  ) -> Fragment {
    let em = em(style)
    let own = fragment(of: glyph, style)
    let extent = direction == .vertical ? own.height : own.width
    guard extent < target else { return own }
    let variants = font.variants(of: glyph, along: direction)
    if let fitting = variants.first(where: { $0.extent * em >= target }) {
      return fragment(of: fitting.id, style)
    }
    let parts = font.parts(of: glyph, along: direction)
    guard parts.contains(where: \.isExtender) else {
      return variants.last.map { fragment(of: $0.id, style) } ?? own
    }
    return assembled(parts, to: target, along: direction, style)
  }

  /// Returns parts joined to `target` points, with as many extenders as needed and equal overlaps.
  ///
  /// - SeeAlso: *MathML Core*, section 5.3, "Size variants for operators".
  private func assembled(
    _ parts: [GlyphPart], to target: Double, along direction: StretchDirection, _ style: MathStyle
  ) -> Fragment {
    let em = em(style)
    let least = font.minimumOverlap(along: direction)
    let fixed = parts.filter { !$0.isExtender }.map(\.extent).reduce(0, +)
    let repeated = parts.filter(\.isExtender).map(\.extent).reduce(0, +)
    let fixedCount = Double(parts.count { !$0.isExtender })
    let extenderCount = Double(parts.count(where: \.isExtender))
    let growth = repeated - extenderCount * least
    let start = fixed - (fixedCount - 1) * least
    let copies = growth > 0 ? max(0, ((target / em - start) / growth).rounded(.up)) : 1
    let chain = parts.flatMap { part in
      Array(repeating: part, count: part.isExtender ? Int(copies) : 1)
    }

    var overlap = least
    if chain.count > 1 {
      let full = fixed + copies * repeated
      let widest =
        zip(chain, chain.dropFirst()).map { min($0.endConnector, $1.startConnector) }
        .min() ?? least
      let even = (full - target / em) / Double(chain.count - 1)
      overlap = max(least, min(even, widest))
    }

    var result = Fragment()
    var position = 0.0
    for part in chain {
      let metrics = font.metrics(of: part.id)
      switch direction {
      case .vertical:
        result.add(glyph: part.id, size: em, y: (position + metrics.descent) * em)
        result.width = max(result.width, metrics.advance * em)
      case .horizontal:
        result.add(glyph: part.id, size: em, x: position * em)
        result.ascent = max(result.ascent, metrics.ascent * em)
        result.descent = max(result.descent, metrics.descent * em)
      }
      position += part.extent - overlap
    }
    let total = (position + overlap) * em
    if direction == .vertical { result.ascent = total } else { result.width = total }
    return result
  }

  /// Returns a delimiter of at least `height` points, centred on the axis.
  mutating func delimiter(
    _ character: Unicode.Scalar, height: Double, _ style: MathStyle
  ) -> Fragment {
    let inner = stretched(glyph(character, style), to: height, along: .vertical, style)
    let shift = length(.axisHeight, style) - (inner.ascent - inner.descent) / 2
    var result = Fragment(width: inner.width)
    result.ascent = inner.ascent + shift
    result.descent = inner.descent - shift
    result.add(inner, x: 0, y: shift)
    return result
  }

  /// Returns `\left … \right` with delimiters as tall as what they hold.
  ///
  /// - SeeAlso: *The TeXbook*, appendix G, rule 19.
  mutating func fence(_ fence: MathFence, _ style: MathStyle) -> Fragment {
    let bodies = fence.bodies.map { typeset($0, style) }
    let height = DelimiterSize.height(
      ascent: bodies.map(\.ascent).max() ?? 0, descent: bodies.map(\.descent).max() ?? 0,
      axis: length(.axisHeight, style), em: em(style))
    var result = Fragment()
    if let opening = fence.opening { result.append(delimiter(opening, height: height, style)) }
    for (index, body) in bodies.enumerated() {
      if index > 0, let separator = fence.separators[index - 1] {
        let middle = delimiter(separator, height: height, style)
        result.append(padded(middle, by: em(style) / 6))
      }
      result.append(body)
    }
    if let closing = fence.closing { result.append(delimiter(closing, height: height, style)) }
    return result
  }

  // MARK: Above and below

  /// Returns `base` with an accent.
  ///
  /// - SeeAlso: *The TeXbook*, appendix G, rule 12; the OpenType specification,
  ///   MathTopAccentAttachment.
  mutating func accent(
    _ accent: MathAccent, over base: MathNode, _ style: MathStyle
  ) -> Fragment {
    let content = typeset(base, style.cramped)
    let plain = glyph(accent.character, style)
    var chosen = plain
    if case .wide = accent {
      let fitting = font.variants(of: plain, along: .horizontal)
        .last { $0.extent * em(style) <= content.width }
      chosen = fitting?.id ?? plain
    }
    let mark = fragment(of: chosen, style)
    let height = min(content.ascent, length(.accentBaseHeight, style))
    let middle = content.accentPosition ?? content.width / 2
    var result = content
    result.add(
      mark, x: middle - (mark.accentPosition ?? mark.width / 2), y: content.ascent - height)
    return result
  }

  /// Returns `base` with a rule above or below it.
  ///
  /// - SeeAlso: *The TeXbook*, appendix G, rules 9 and 10.
  mutating func bar(_ side: MathSide, _ base: MathNode, _ style: MathStyle) -> Fragment {
    var result = typeset(base, side == .over ? style.cramped : style)
    result.character = nil
    switch side {
    case .over:
      let rule = length(.overbarRuleThickness, style)
      let bottom = result.ascent + length(.overbarVerticalGap, style)
      result.addRule(x: 0, y: bottom, width: result.width, height: rule)
      result.ascent = bottom + rule + length(.overbarExtraAscender, style)
    case .under:
      let rule = length(.underbarRuleThickness, style)
      let top = -result.descent - length(.underbarVerticalGap, style)
      result.addRule(x: 0, y: top - rule, width: result.width, height: rule)
      result.descent = -top + rule + length(.underbarExtraDescender, style)
    }
    return result
  }

  /// Returns `base` with a brace or arrow as wide as it is.
  mutating func spanned(
    _ base: MathNode, by character: Unicode.Scalar, _ side: MathSide, _ style: MathStyle
  ) -> Fragment {
    let content = typeset(base, side == .over ? style.cramped : style)
    let mark = stretched(glyph(character, style), to: content.width, along: .horizontal, style)
    let width = max(content.width, mark.width)
    var result = Fragment(width: width)
    result.add(content, x: (width - content.width) / 2)
    let x = (width - mark.width) / 2
    switch side {
    case .over:
      let gap = length(.stretchStackGapBelowMin, style)
      result.add(mark, x: x, y: content.ascent + gap + mark.descent)
    case .under:
      let gap = length(.stretchStackGapAboveMin, style)
      result.add(mark, x: x, y: -content.descent - gap - mark.ascent)
    }
    return result
  }

  /// Returns an arrow as wide as its labels.
  mutating func arrow(
    _ character: Unicode.Scalar, over: MathNode, under: MathNode?, _ style: MathStyle
  ) -> Fragment {
    let upper = typeset(over, style.superscript)
    let lower = under.map { typeset($0, style.subscript) }
    let width = max(upper.width, lower?.width ?? 0) + em(style)
    let arrow = stretched(glyph(character, style), to: width, along: .horizontal, style)
    return limits(around: arrow, lower: lower, upper: upper, style)
  }
}
