/// The commands and characters that stand for one sign.
///
/// - SeeAlso: Knuth, *The TeXbook* (1984), appendix F; the `amssymb` names follow the *User's Guide
///   for the amsmath Package* (2020).
enum MathSymbols {
  /// Signs by command, without the backslash.
  static let byCommand: [String: MathSymbol] = {
    var symbols: [String: MathSymbol] = [:]
    for (mathClass, names) in commands {
      for entry in names.split(whereSeparator: \.isWhitespace) {
        let parts = entry.split(separator: "=", maxSplits: 1)
        guard parts.count == 2, let sign = parts[1].unicodeScalars.first else { continue }
        symbols[String(parts[0])] = MathSymbol(sign, mathClass, .standard(for: sign))
      }
    }
    for (name, sign) in specialNames { symbols[name] = sign }
    return symbols
  }()

  /// Returns the sign that `character` stands for when typed as itself.
  static func typed(_ character: Unicode.Scalar) -> MathSymbol {
    switch character {
    case "-": MathSymbol("−", .binary)
    case "*": MathSymbol("∗", .binary)
    case "+": MathSymbol("+", .binary)
    case "=", "<", ">", ":": MathSymbol(character, .relation)
    case "(", "[": MathSymbol(character, .opening)
    case ")", "]", "!", "?": MathSymbol(character, .closing)
    case ",", ";": MathSymbol(character, .punctuation)
    default:
      byCharacter[character] ?? MathSymbol(character, .ordinary, .standard(for: character))
    }
  }

  /// Named functions, and whether their scripts are limits in display style.
  static let functions: [String: Bool] = {
    var functions: [String: Bool] = [:]
    for name in [
      "arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "coth", "csc", "deg", "dim", "exp",
      "hom", "ker", "lg", "ln", "log", "sec", "sin", "sinh", "tan", "tanh",
    ] { functions[name] = false }
    for name in [
      "argmax", "argmin", "det", "gcd", "inf", "lim", "liminf", "limsup", "max", "min", "Pr", "sup",
    ] { functions[name] = true }
    return functions
  }()

  /// Spaces in mu, an eighteenth of an em.
  static let spaces: [String: Double] = [
    ",": 3, "thinspace": 3, ":": 4, ">": 4, "medspace": 4, ";": 5, "thickspace": 5,
    "!": -3, "negthinspace": -3, " ": 6, "enspace": 9, "quad": 18, "qquad": 36,
  ]

  static let accents: [String: MathAccent] = [
    "hat": .mark("\u{302}"), "bar": .mark("\u{304}"), "tilde": .mark("\u{303}"),
    "vec": .mark("\u{20D7}"), "dot": .mark("\u{307}"), "ddot": .mark("\u{308}"),
    "acute": .mark("\u{301}"), "grave": .mark("\u{300}"), "breve": .mark("\u{306}"),
    "check": .mark("\u{30C}"), "mathring": .mark("\u{30A}"),
    "widehat": .wide("\u{302}"), "widetilde": .wide("\u{303}"),
  ]

  static let alphabets: [String: MathAlphabet] = [
    "mathrm": .upright, "mathup": .upright, "mathit": .italic, "mathnormal": .italic,
    "mathbf": .bold, "boldsymbol": .boldItalic, "bm": .boldItalic, "mathcal": .calligraphic,
    "mathscr": .calligraphic, "mathbb": .doubleStruck, "mathfrak": .fraktur,
    "mathsf": .sansSerif, "mathtt": .monospace,
  ]

  static let textAlphabets: [String: MathAlphabet] = [
    "text": .upright, "textrm": .upright, "textnormal": .upright, "mbox": .upright,
    "textit": .italic, "emph": .italic, "textbf": .bold, "texttt": .monospace,
    "textsf": .sansSerif,
  ]

  /// What may stand after `\left`, `\right`, `\middle` and `\big`, by command.
  static let delimiters: [String: Unicode.Scalar] = [
    "{": "{", "lbrace": "{", "}": "}", "rbrace": "}", "|": "‖", "Vert": "‖", "lVert": "‖",
    "rVert": "‖", "vert": "|", "lvert": "|", "rvert": "|", "lfloor": "⌊", "rfloor": "⌋",
    "lceil": "⌈", "rceil": "⌉", "langle": "⟨", "rangle": "⟩", "lbrack": "[", "rbrack": "]",
    "uparrow": "↑", "downarrow": "↓", "updownarrow": "↕", "backslash": "\\",
  ]

  /// The classes of signs that are typed as themselves, such as `≤` or `∑`.
  private static let byCharacter: [Unicode.Scalar: MathSymbol] = {
    var symbols: [Unicode.Scalar: MathSymbol] = [:]
    for symbol in byCommand.values where symbol.mathClass != .ordinary {
      symbols[symbol.character] = symbol
    }
    for alike in ["|", "‖"] as [Unicode.Scalar] { symbols[alike] = MathSymbol(alike, .ordinary) }
    return symbols
  }()

  private static let specialNames: [String: MathSymbol] = [
    "|": MathSymbol("‖", .ordinary), "{": MathSymbol("{", .opening),
    "}": MathSymbol("}", .closing), "=": MathSymbol("=", .relation),
    "%": MathSymbol("%", .ordinary), "$": MathSymbol("$", .ordinary),
    "#": MathSymbol("#", .ordinary), "&": MathSymbol("&", .ordinary),
    "_": MathSymbol("_", .ordinary), "hbar": MathSymbol("ℏ", .ordinary),
    "hslash": MathSymbol("ℏ", .ordinary), "ell": MathSymbol("ℓ", .ordinary),
  ].merging(uprightGreek) { special, _ in special }

  /// Upright by custom: differences and sums are not quantities.
  private static let uprightGreek: [String: MathSymbol] = [
    "nabla": MathSymbol("∇", .ordinary), "infty": MathSymbol("∞", .ordinary),
  ]

  private static let commands: [(MathClass, String)] = [
    (
      .ordinary,
      """
      alpha=α beta=β gamma=γ delta=δ epsilon=ϵ varepsilon=ε zeta=ζ eta=η theta=θ vartheta=ϑ iota=ι
      kappa=κ varkappa=ϰ lambda=λ mu=μ nu=ν xi=ξ omicron=ο pi=π varpi=ϖ rho=ρ varrho=ϱ sigma=σ
      varsigma=ς tau=τ upsilon=υ phi=ϕ varphi=φ chi=χ psi=ψ omega=ω
      Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Upsilon=Υ Phi=Φ Psi=Ψ Omega=Ω
      partial=∂ Re=ℜ Im=ℑ aleph=ℵ wp=℘ imath=ı jmath=ȷ emptyset=∅ varnothing=∅ angle=∠ top=⊤ bot=⊥
      forall=∀ exists=∃ nexists=∄ neg=¬ lnot=¬ prime=′ surd=√ triangle=△ square=□ Box=□ blacksquare=■
      checkmark=✓ degree=° vert=| Vert=‖ backslash=\\ flat=♭ natural=♮ sharp=♯
      """
    ),
    (
      .largeOperator,
      """
      sum=∑ prod=∏ coprod=∐ int=∫ iint=∬ iiint=∭ oint=∮ bigcup=⋃ bigcap=⋂ bigsqcup=⨆ bigvee=⋁
      bigwedge=⋀ bigoplus=⨁ bigotimes=⨂ bigodot=⨀ biguplus=⨄
      """
    ),
    (
      .binary,
      """
      pm=± mp=∓ times=× div=÷ cdot=⋅ ast=∗ star=⋆ circ=∘ bullet=∙ cap=∩ cup=∪ uplus=⊎ sqcap=⊓
      sqcup=⊔ vee=∨ lor=∨ wedge=∧ land=∧ setminus=∖ wr=≀ oplus=⊕ ominus=⊖ otimes=⊗ oslash=⊘ odot=⊙
      diamond=⋄ dagger=† ddagger=‡ amalg=⨿
      """
    ),
    (
      .relation,
      """
      leq=≤ le=≤ leqslant=⩽ geq=≥ ge=≥ geqslant=⩾ neq=≠ ne=≠ equiv=≡ sim=∼ simeq=≃ approx=≈ cong=≅
      propto=∝ asymp=≍ doteq=≐ ll=≪ gg=≫ prec=≺ succ=≻ preceq=⪯ succeq=⪰ lesssim=≲ gtrsim=≳
      subset=⊂ supset=⊃ subseteq=⊆ supseteq=⊇ subsetneq=⊊ in=∈ ni=∋ notin=∉ mid=∣ nmid=∤ parallel=∥
      perp=⊥ vdash=⊢ dashv=⊣ models=⊨ to=→ gets=← rightarrow=→ leftarrow=← leftrightarrow=↔
      longrightarrow=⟶ longleftarrow=⟵ longleftrightarrow=⟷ Rightarrow=⇒ Leftarrow=⇐ implies=⟹
      impliedby=⟸ iff=⟺ Leftrightarrow=⇔ Longrightarrow=⟹ mapsto=↦ longmapsto=⟼
      hookrightarrow=↪ hookleftarrow=↩ uparrow=↑ downarrow=↓ updownarrow=↕ nearrow=↗ searrow=↘
      swarrow=↙ nwarrow=↖ rightleftharpoons=⇌ leadsto=⇝ coloneqq=≔ triangleq=≜ nleq=≰ ngeq=≱
      """
    ),
    (.opening, "lfloor=⌊ lceil=⌈ langle=⟨ lbrace={ lbrack=[ lvert=| lVert=‖"),
    (.closing, "rfloor=⌋ rceil=⌉ rangle=⟩ rbrace=} rbrack=] rvert=| rVert=‖"),
    (.punctuation, "colon=:"),
    (.inner, "ldots=… dots=… dotsc=… dotsb=⋯ cdots=⋯ ddots=⋱ mathellipsis=…"),
  ]

  /// Signs with a stroke through them, for `\not`.
  static let negations: [Unicode.Scalar: Unicode.Scalar] = [
    "=": "≠", "∈": "∉", "≤": "≰", "≥": "≱", "<": "≮", ">": "≯", "≡": "≢", "∼": "≁", "≈": "≉",
    "⊂": "⊄", "⊃": "⊅", "⊆": "⊈", "⊇": "⊉", "∃": "∄", "∣": "∤", "∥": "∦", "≅": "≇",
  ]
}
