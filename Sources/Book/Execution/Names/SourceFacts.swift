/// What is known of a source once it has been parsed, so that it need not be parsed again.
package struct SourceFacts: Hashable, Codable, Sendable {
  package var names: CellNames
  package var outline: SourceOutline
  /// The names of a last expression that is displayed; `nil` where there is none.
  package var displayed: CellNames?

  package init(_ source: String) {
    let program = CellProgram(source)
    names = CellNames(parsing: source)
    outline = SourceOutline(parsing: source, as: program)
    if case .displayed(let fragment)? = program.parts.last {
      displayed = CellNames(parsing: fragment.text)
    }
  }
}
