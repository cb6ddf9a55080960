/// Turns nodes into fragments; the work behind `MathLayout`.
struct MathTypesetter {
  let font: any MathFont
  /// Of the surrounding text, in points.
  let size: Double
  /// Characters that the font lacks.
  private(set) var missing: [Unicode.Scalar] = []

  init(font: any MathFont, size: Double) {
    self.font = font
    self.size = size
  }

  /// Returns the size of an em in `style`, in points.
  func em(_ style: MathStyle) -> Double {
    switch style.level {
    case .display, .text: size
    case .script: size * font.constant(.scriptPercentScaleDown)
    case .scriptScript: size * font.constant(.scriptScriptPercentScaleDown)
    }
  }

  /// Returns a constant of the font in points.
  func length(_ constant: MathConstant, _ style: MathStyle) -> Double {
    font.constant(constant) * em(style)
  }

  /// Returns `node` set in `style`.
  mutating func typeset(_ node: MathNode, _ style: MathStyle) -> Fragment {
    switch node {
    case .row(let nodes): typeset(SpacedNode.list(nodes, inScript: style.isScript), style)
    case .symbol(let symbol): self.symbol(symbol, style)
    case .number(let text, let alphabet), .word(let text, let alphabet),
      .text(let text, let alphabet):
      line(alphabet.styled(text), style)
    case .function(let name, _): line(name, style)
    case .scripts(let scripts): self.scripts(scripts, style)
    case .fraction(let fraction): self.fraction(fraction, style)
    case .radical(let radicand, let degree): radical(radicand, degree: degree, style)
    case .accent(let accent, let base): self.accent(accent, over: base, style)
    case .bar(let side, let base): bar(side, base, style)
    case .spanned(let base, let mark, let side): spanned(base, by: mark, side, style)
    case .arrow(let arrow, let over, let under):
      self.arrow(arrow, over: over, under: under, style)
    case .stack(let base, let over, let under):
      limits(
        around: typeset(base, style), lower: under.map { typeset($0, style.subscript) },
        upper: over.map { typeset($0, style.superscript) }, style)
    case .fence(let fence): self.fence(fence, style)
    case .delimiter(let delimiter, _, let step):
      self.delimiter(delimiter, height: DelimiterSize.height(ofStep: step) * em(style), style)
    case .table(let table): self.table(table, style)
    case .space(let mu): Fragment(width: mu / 18 * em(style))
    case .style(let level, let content):
      typeset(content, MathStyle(level: level, isCramped: style.isCramped))
    case .classed(_, let content): typeset(content, style)
    case .phantom(let content): phantom(content, style)
    }
  }

  /// Returns a list set from left to right.
  mutating func typeset(_ list: [SpacedNode], _ style: MathStyle) -> Fragment {
    var result = Fragment()
    for (index, spaced) in list.enumerated() {
      if index > 0 { result.width += spaced.spaceBefore * em(style) }
      let part = typeset(spaced.node, style)
      if list.count == 1 { return part }
      result.append(part)
    }
    return result
  }

  private mutating func phantom(_ content: MathNode, _ style: MathStyle) -> Fragment {
    var fragment = typeset(content, style)
    fragment.removeInk()
    return fragment
  }

  // MARK: Characters

  /// Returns the glyph of `character`; one that the font lacks is noted, and drawn as its box for
  /// missing glyphs.
  mutating func glyph(_ character: Unicode.Scalar, _ style: MathStyle) -> UInt32 {
    if let glyph = font.glyph(for: character, level: style.level) { return glyph }
    missing.append(character)
    return 0
  }

  /// Returns one glyph with its metrics.
  func fragment(of glyph: UInt32, _ style: MathStyle) -> Fragment {
    let metrics = font.metrics(of: glyph)
    let em = em(style)
    var result = Fragment(
      width: (metrics.advance + metrics.italicCorrection) * em, ascent: metrics.ascent * em,
      descent: metrics.descent * em, italicCorrection: metrics.italicCorrection * em,
      accentPosition: metrics.accentPosition * em, character: (glyph, em))
    result.add(glyph: glyph, size: em)
    return result
  }

  private mutating func symbol(_ symbol: MathSymbol, _ style: MathStyle) -> Fragment {
    let glyph = glyph(symbol.styled, style)
    if symbol.mathClass == .largeOperator { return largeOperator(glyph, style) }
    return fragment(of: glyph, style)
  }

  /// Returns an operator such as a sum, centred on the axis and enlarged in display style.
  ///
  /// - SeeAlso: *The TeXbook*, appendix G, rule 13.
  private func largeOperator(_ glyph: UInt32, _ style: MathStyle) -> Fragment {
    var chosen = glyph
    if style.isDisplay {
      let variants = font.variants(of: glyph, along: .vertical)
      let least = font.constant(.displayOperatorMinHeight)
      chosen = (variants.first { $0.extent >= least } ?? variants.last)?.id ?? glyph
    }
    let inner = fragment(of: chosen, style)
    let shift = length(.axisHeight, style) - (inner.ascent - inner.descent) / 2
    // The advance of an integral holds its lean already: only the subscript moves under it
    // (MathML Core, section 3.4.1.2).
    var result = Fragment(
      width: inner.width - inner.italicCorrection, italicCorrection: inner.italicCorrection)
    result.ascent = inner.ascent + shift
    result.descent = inner.descent - shift
    result.add(inner, x: 0, y: shift)
    return result
  }

  /// Returns words, digits or a function's name, shaped as text.
  private mutating func line(_ text: String, _ style: MathStyle) -> Fragment {
    let em = em(style)
    var result = Fragment()
    for glyph in font.shape(text) {
      if glyph.id == 0 { missing.append(glyph.scalar) }
      let metrics = font.metrics(of: glyph.id)
      result.add(glyph: glyph.id, size: em, x: result.width)
      result.width += glyph.advance * em
      result.ascent = max(result.ascent, metrics.ascent * em)
      result.descent = max(result.descent, metrics.descent * em)
    }
    return result
  }
}
