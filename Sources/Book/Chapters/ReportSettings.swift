/// How a whole report looks and where it goes: settings of a book, or of a document by itself.
package struct ReportSettings: Hashable, Encodable, Sendable {
  /// `format`: those that are made when the command line names none.
  package var formats: [ReportFormat]?
  /// `output-file` of a document: the name of its files, without extension.
  package var fileName: String?
  /// `theme: light` or `theme: dark`: what pages show until their reader chooses; `nil` follows the
  /// reader's system.
  package var theme: CellOptions.Rendering?
  /// `css`: style sheets behind the template's own, relative to the project.
  package var styleSheets: [String] = []
  /// `code-copy: false` leaves out the buttons that copy code.
  package var copiesCode = true
  package var paper: Paper?
  /// `fontsize`: the size of the PDF's text, in points.
  package var fontSize: Double?
  /// `mainfont`: the family of the PDF's text.
  package var mainFont: String?
  /// `linkcolor`: the colour of the PDF's links, as `0xRRGGBB`.
  package var linkColor: UInt32?

  package enum Paper: String, Hashable, Encodable, Sendable { case a4, letter }

  package init() {}
}
