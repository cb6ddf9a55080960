import Graphics

/// A block of a chapter: what stands by itself between empty lines.
package indirect enum Block: Hashable, Sendable {
  case heading(Heading)
  case paragraph([Inline])
  case list(List)
  /// A fenced block that is only shown.
  case code(Code)
  /// A block fenced with `{swift}`: shown, compiled and run.
  case cell(Cell)
  /// `$$ … $$`, with the label that follows as `{#eq-…}`; `position` is where the TeX begins.
  case math(tex: String, label: String?, position: SourcePosition)
  case table(Table)
  case quote([Block])
  /// `::: {…}`: a callout, an exercise, a solution, or any other named part.
  case division(Division)
  /// A picture alone in its paragraph: a figure made elsewhere.
  case image(Image)
  case rule

  package struct Heading: Hashable, Sendable {
    /// 1 for `#`.
    package var level: Int
    package var content: [Inline]
    package var attributes: Attributes
    package var position: SourcePosition

    package init(
      level: Int, content: [Inline], attributes: Attributes, position: SourcePosition
    ) {
      self.level = level
      self.content = content
      self.attributes = attributes
      self.position = position
    }
  }

  package struct List: Hashable, Sendable {
    /// The first item's number; `nil` for a bulleted list.
    package var start: Int?
    package var isTight: Bool
    package var items: [[Block]]

    package init(start: Int?, isTight: Bool, items: [[Block]]) {
      self.start = start
      self.isTight = isTight
      self.items = items
    }
  }

  package struct Code: Hashable, Sendable {
    package var text: String
    /// The first word behind the fence, such as `swift`.
    package var language: String?
    package var attributes: Attributes
    /// Where the first line of `text` stands in the chapter.
    package var position: SourcePosition
    /// How it is shown.
    package var options: CellOptions

    package init(
      text: String, language: String?, attributes: Attributes = Attributes(),
      position: SourcePosition, options: CellOptions = CellOptions()
    ) {
      self.options = options
      self.text = text
      self.language = language
      self.attributes = attributes
      self.position = position
    }
  }

  package struct Table: Hashable, Sendable {
    package var alignments: [HorizontalAlignment]
    package var header: [[Inline]]
    package var rows: [[[Inline]]]
    /// The paragraph `: Caption {#tbl-label}` under the table.
    package var caption: [Inline]
    package var label: String?
    package var position: SourcePosition
    /// The widths of the columns beside each other; `nil` leaves them to the page.
    package var columnWidths: [Double]?
    /// Names for a style sheet.
    package var classes: [String] = []

    package init(
      alignments: [HorizontalAlignment], header: [[Inline]], rows: [[[Inline]]],
      caption: [Inline] = [],
      label: String? = nil, position: SourcePosition
    ) {
      self.alignments = alignments
      self.header = header
      self.rows = rows
      self.caption = caption
      self.label = label
      self.position = position
    }
  }

  package struct Division: Hashable, Sendable {
    package var attributes: Attributes
    package var content: [Block]
    package var position: SourcePosition
    /// How the parts of a figure stand together.
    package var layout: PanelLayout
    /// Whether a callout opens and closes on a page.
    package var folding: CellOptions.Folding
    /// For whom the division is; `nil` for everyone.
    package var condition: ContentCondition?
    /// The line of the `:::` that closes it; `nil` where none does.
    package var lastLine: Int?

    package init(
      attributes: Attributes, content: [Block], position: SourcePosition,
      layout: PanelLayout = PanelLayout(), folding: CellOptions.Folding = .none,
      condition: ContentCondition? = nil, lastLine: Int? = nil
    ) {
      self.attributes = attributes
      self.content = content
      self.position = position
      self.layout = layout
      self.folding = folding
      self.condition = condition
      self.lastLine = lastLine
    }
  }

  package struct Image: Hashable, Sendable {
    /// The file, relative to the chapter.
    package var source: String
    package var altText: String
    package var caption: [Inline]
    package var attributes: Attributes
    package var position: SourcePosition

    package init(
      source: String, altText: String, caption: [Inline], attributes: Attributes,
      position: SourcePosition
    ) {
      self.source = source
      self.altText = altText
      self.caption = caption
      self.attributes = attributes
      self.position = position
    }
  }
}

/// `{#label .class key=value}` behind a heading, a fence or a division.
package struct Attributes: Hashable, Sendable {
  package var label: String?
  package var classes: [String]
  package var values: [String: String]

  package init(label: String? = nil, classes: [String] = [], values: [String: String] = [:]) {
    self.label = label
    self.classes = classes
    self.values = values
  }
}
