/// What can be numbered and referred to; the raw value is what its labels begin with.
package enum NumberedKind: String, CaseIterable, Sendable {
  case figure = "fig"
  case table = "tbl"
  case listing = "lst"
  case equation = "eq"
  case section = "sec"
  case exercise = "exr"
  case solution = "sol"
  case theorem = "thm"
  case lemma = "lem"
  case corollary = "cor"
  case proposition = "prp"
  case conjecture = "cnj"
  case definition = "def"
  case example = "exm"
  case remark = "rem"
  case algorithm = "alg"

  /// The kind of thing that `label` names, such as a figure for `fig-shapes`.
  package init?(label: String) {
    guard let hyphen = label.firstIndex(of: "-") else { return nil }
    self.init(rawValue: String(label[..<hyphen]))
  }

  /// The English word, for messages: "Figure".
  package var word: String { "\(self)".prefix(1).uppercased() + "\(self)".dropFirst() }

  /// The number as it stands in running text: equations alone wear parentheses.
  package func shown(_ number: String) -> String {
    self == .equation ? "(\(number))" : number
  }
}
