extension CellOptions {
  /// Names that a cell or `execute:` may set and that are of no effect here.
  ///
  /// They are Quarto's, or ours for later; a chapter that carries them is no mistake.
  static let acceptedNames: Set<String> = [
    "fig-align", "fig-asp", "fig-dpi", "fig-env", "fig-format", "fig-link", "fig-pos", "fig-scap",
    "fig-show", "interval", "out-width", "out-height", "layout", "layout-align", "layout-ncol",
    "layout-nrow", "layout-valign", "tbl-subcap", "tbl-colwidths", "tbl-cap-location",
    "fig-cap-location", "lst-cap-location", "cap-location", "code-overflow", "code-line-numbers",
    "code-annotations", "column", "classes", "renderings", "panel", "freeze", "enabled", "daemon",
    "seeds", "expect", "checkpoint", "threads", "id",
  ]

  static let names: Set<String> = acceptedNames.union([
    "label", "eval", "echo", "output", "include", "warning", "error", "cache", "dependson",
    "fig-cap", "fig-subcap", "fig-alt", "fig-width", "fig-height", "tbl-cap", "lst-cap",
    "lst-label", "code-fold", "code-summary", "timeout", "memory", "seed", "inputs", "tags",
  ])

  /// Takes over one option.
  ///
  /// Returns `false` when there is none of that name.
  mutating func apply(_ setting: Setting) -> Bool {
    switch setting.name {
    case "label": label = setting.text() ?? label
    case "eval": eval = setting.flag() ?? eval
    case "echo":
      echo = setting.choice(["true": .shown, "false": .hidden, "fenced": .fenced]) ?? echo
    case "output":
      output = setting.choice(["true": .shown, "false": .hidden, "asis": .asis]) ?? output
    case "include": include = setting.flag() ?? include
    case "warning": warning = setting.flag() ?? warning
    case "error":
      error =
        setting.choice([
          "false": .stop, "true": .show, "compile": .compile, "trap": .trap, "throw": .throw,
        ]) ?? error
    case "cache":
      switch setting.choice(["true": "keep", "false": "off", "refresh": "refresh"]) {
      case "off": cache = false
      case "refresh": refreshesCache = true
      default: break
      }
    case "dependson": dependsOn = setting.texts() ?? dependsOn
    case "code-fold":
      codeFold =
        setting.choice(["true": .folded, "false": .none, "show": .open]) ?? codeFold
    case "code-summary": codeSummary = setting.text() ?? codeSummary
    case "timeout": timeout = setting.seconds() ?? timeout
    case "memory": memory = setting.bytes() ?? memory
    case "seed": seed = setting.integer(expected: "a whole number") ?? seed
    case "inputs": inputs = setting.texts() ?? inputs
    case "tags": apply(tags: setting.texts() ?? [])
    default: return applyCaption(setting) || Self.acceptedNames.contains(setting.name)
    }
    return true
  }

  private mutating func applyCaption(_ setting: Setting) -> Bool {
    switch setting.name {
    case "fig-cap":
      // A list captions the parts, as in knitr.
      if setting.node.sequence == nil {
        figureCaption = setting.text() ?? figureCaption
      } else {
        figureSubcaptions = setting.texts() ?? figureSubcaptions
      }
    case "fig-subcap": figureSubcaptions = setting.texts() ?? figureSubcaptions
    case "fig-alt": figureAlt = setting.texts()?.joined(separator: " ") ?? figureAlt
    case "fig-width":
      figureWidth = setting.positiveNumber(expected: "a width in inches") ?? figureWidth
    case "fig-height":
      figureHeight = setting.positiveNumber(expected: "a height in inches") ?? figureHeight
    case "tbl-cap": tableCaption = setting.text() ?? tableCaption
    case "lst-cap": listingCaption = setting.text() ?? listingCaption
    case "lst-label": listingLabel = setting.text() ?? listingLabel
    default: return false
    }
    return true
  }

  /// Takes over tags as Jupyter means them.
  private mutating func apply(tags new: [String]) {
    tags = new
    for tag in new {
      switch tag {
      case "raises-exception": error = .show
      case "skip-execution": eval = false
      case "hide-input", "remove-input": echo = .hidden
      case "hide-output", "remove-output": output = .hidden
      case "hide-cell", "remove-cell": include = false
      case "remove-stderr": warning = false
      default: break
      }
    }
  }
}
