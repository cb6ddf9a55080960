import MathTypesetting

/// A piece of running text in a report, with all references and values filled in.
package indirect enum ReportInline: Hashable, Codable, Sendable {
  case text(String)
  case emphasis([ReportInline])
  case strong([ReportInline])
  case strikethrough([ReportInline])
  case code(String)
  case math(MathFormula)
  case link(target: LinkTarget, content: [ReportInline])
  /// The mark of a note, with its number in the chapter.
  case footnote(Int)
  case softBreak
  case lineBreak

  package enum LinkTarget: Hashable, Codable, Sendable {
    case web(String)
    /// Something numbered in this book: the chapter it stands in, and its anchor there.
    case inside(chapter: String, anchor: String)
  }
}
