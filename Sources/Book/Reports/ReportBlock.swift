import CellOutputs
import Chapters
import Graphics
import MathTypesetting
import Plots

/// A block of a report, with its number and its anchor.
package indirect enum ReportBlock: Encodable, Sendable {
  case heading(ReportHeading)
  case paragraph([ReportInline])
  case list(start: Int?, isTight: Bool, items: [[ReportBlock]])
  case code(CodeListing)
  /// What one cell shows: its code, unless that is hidden, and then its outputs.
  case cell([ReportBlock])
  /// What a cell printed, or the description of a value it displayed.
  case output(String, isError: Bool)
  case figure(ReportFigure)
  case table(ReportTable)
  case equation(ReportEquation)
  case callout(Callout)
  /// An exercise, a solution, a theorem: a part with a title of its own, such as "Exercise 2.1".
  case division(
    kind: DivisionKind, anchor: String?, title: [ReportInline], content: [ReportBlock])
  /// A cell's failure, shown in its place.
  case failure(title: String, message: String)
  case quote([ReportBlock])
  case rule
}

/// A box beside the text, which says what kind of remark it holds.
package struct Callout: Encodable, Sendable {
  package enum Kind: String, Hashable, Codable, Sendable {
    case note, tip, important, warning, caution
  }

  package var kind: Kind
  package var title: [ReportInline]
  package var content: [ReportBlock]
  package var anchor: String?
  /// Whether it opens and closes on a page; paper shows all of it.
  package var folding: CellOptions.Folding

  package init(
    kind: Kind, title: [ReportInline], content: [ReportBlock], anchor: String? = nil,
    folding: CellOptions.Folding = .none
  ) {
    self.kind = kind
    self.title = title
    self.content = content
    self.anchor = anchor
    self.folding = folding
  }
}

package enum DivisionKind: String, Hashable, Encodable, Sendable {
  case exercise
  /// The answer to an exercise, which a reader may want to look away from at first.
  case solution
  /// The sources that a chapter cites: a numbered list, or a paragraph for each.
  case references
  case plain
}

package struct ReportHeading: Codable, Sendable {
  /// 1 is the chapter's title; sections start at 2.
  package var level: Int
  /// Such as `"3.2"`; `nil` when unnumbered.
  package var number: String?
  package var content: [ReportInline]
  package var anchor: String
  /// Whether it stands on top of a page where there are pages.
  package var startsPage = false

  package init(level: Int, number: String?, content: [ReportInline], anchor: String) {
    self.level = level
    self.number = number
    self.content = content
    self.anchor = anchor
  }
}

/// Code to show, split into coloured tokens.
package struct CodeListing: Encodable, Sendable {
  /// The tokens of each line; joined, a line's texts are the line.
  package var lines: [[CodeToken]]
  package var language: String?
  package var anchor: String?
  /// "Listing 2", when it has a label or a caption, or is folded.
  package var number: String?
  package var caption: [ReportInline]
  /// Whether a page folds it; what is folded there stands at the chapter's end on paper.
  package var folding: CellOptions.Folding
  package var summary: String?
  /// What is done with lines that are wider than the page.
  package var overflow: CellOptions.Overflow = .scroll
  package var numbersLines = false
  package var captionPlace: CellOptions.CaptionPlace = .top
  /// Names for a style sheet.
  package var classes: [String] = []
  /// The cell's tags, for notebooks.
  package var tags: [String] = []

  package init(
    lines: [[CodeToken]], language: String? = nil, anchor: String? = nil, number: String? = nil,
    caption: [ReportInline] = [], folding: CellOptions.Folding = .none,
    summary: String? = nil
  ) {
    self.lines = lines
    self.language = language
    self.anchor = anchor
    self.number = number
    self.caption = caption
    self.folding = folding
    self.summary = summary
  }
}

/// A figure with its number and caption: one drawing, or several under (a), (b), (c).
package struct ReportFigure: Encodable, Sendable {
  package enum Content: Encodable, Sendable {
    case drawn(DigestedFigure)
    /// A picture file made elsewhere: its bytes and media type, such as `image/png`.
    case picture([UInt8], mediaType: String)

    package static func plot(_ figure: Figure) -> Content { .drawn(DigestedFigure(figure)) }

    /// What is drawn; `nil` for a picture.
    package var figure: Figure? {
      if case .drawn(let drawn) = self { drawn.figure } else { nil }
    }
  }

  package struct Part: Encodable, Sendable {
    package var content: Content
    package var altText: String
    package var caption: [ReportInline]
    /// The file name without extension under `output/figures/<chapter>/`.
    package var fileName: String
    /// The width that the author asked for; `nil` for the content's own.
    package var width: PictureWidth?
    package var height: PictureWidth?
    /// Where a click on it leads.
    package var link: String?
    package var format: CellOptions.FigureFormat = .svg
    /// Pixels per inch of its PNG file; `nil` for two pixels per CSS pixel.
    package var dpi: Double?
    /// The themes for which a page holds a drawing.
    package var renderings: [CellOptions.Rendering] = [.light, .dark]

    package init(
      content: Content, altText: String, caption: [ReportInline] = [], fileName: String,
      width: PictureWidth? = nil
    ) {
      self.width = width
      self.content = content
      self.altText = altText
      self.caption = caption
      self.fileName = fileName
    }
  }

  /// How the figure stands on the page, where its author said so.
  package struct Arrangement: Hashable, Encodable, Sendable {
    /// The rows in which its parts stand; `nil` leaves that to the page.
    package var rows: [[PanelLayout.Slot]]?
    package var horizontal: HorizontalAlignment?
    package var vertical: PanelLayout.VerticalAlignment?
    package var captionPlace = CellOptions.CaptionPlace.bottom
    /// Whether it stays where the text has it when pages are divided.
    package var keepsPlace = false
    /// Whether it may reach beyond the text on both sides.
    package var isWide = false
    /// The time for which each part is shown, where the parts are pictures of an animation.
    package var secondsPerPicture: Double?
    /// Names for a style sheet.
    package var classes: [String] = []

    package init() {}
  }

  package var parts: [Part]
  package var arrangement = Arrangement()
  package var anchor: String?
  /// "Figure 3.2"; `nil` when the figure has no label and no caption.
  package var number: String?
  package var caption: [ReportInline]

  package init(
    parts: [Part], anchor: String? = nil, number: String? = nil, caption: [ReportInline] = []
  ) {
    self.parts = parts
    self.anchor = anchor
    self.number = number
    self.caption = caption
  }
}

package struct ReportTable: Encodable, Sendable {
  package var alignments: [HorizontalAlignment]
  package var header: [[ReportInline]]
  package var rows: [[[ReportInline]]]
  /// Rows that sum up the ones above, set apart by a line.
  package var totals: [[[ReportInline]]]
  package var anchor: String?
  /// "Table 3.1".
  package var number: String?
  package var caption: [ReportInline]
  /// What one table of several under a number shows, behind its letter.
  package var subcaption: [ReportInline] = []
  package var captionPlace = CellOptions.CaptionPlace.top
  /// The share of the width that each column takes; `nil` leaves that to the page.
  package var columnWidths: [Double]?
  /// Whether it may reach beyond the text on both sides.
  package var isWide = false
  /// Names for a style sheet.
  package var classes: [String] = []

  package init(
    alignments: [HorizontalAlignment], header: [[ReportInline]], rows: [[[ReportInline]]],
    totals: [[[ReportInline]]] = [], anchor: String? = nil, number: String? = nil,
    caption: [ReportInline] = []
  ) {
    self.alignments = alignments
    self.header = header
    self.rows = rows
    self.totals = totals
    self.anchor = anchor
    self.number = number
    self.caption = caption
  }
}

package struct ReportEquation: Encodable, Sendable {
  package var math: MathFormula
  package var anchor: String?
  /// "(3.1)"; `nil` when the equation has no label.
  package var number: String?

  package init(math: MathFormula, anchor: String? = nil, number: String? = nil) {
    self.math = math
    self.anchor = anchor
    self.number = number
  }
}
