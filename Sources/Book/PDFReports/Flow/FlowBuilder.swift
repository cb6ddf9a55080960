import CairoGraphics
import DrawingThreads
import Graphics
import MathTypesetting
import Reports

/// Sets the blocks of a chapter into one long column of boxes, which the paginator then divides.
@DrawingActor
final class FlowBuilder {
  /// Where a block is set: its edges within the column, its text, and what it lies in.
  struct Frame {
    var left = 0.0
    var width: Double
    var style: TextStyle
    var lineHeight: Double
    var element: StructureElement
    /// How much of the usual space stands between blocks: less in tight lists and notes.
    var spacing = 1.0
  }

  let theme: PDFTheme
  let inlines: InlineTypesetter
  let chapter: ReportChapter
  private(set) var boxes: [FlowBox] = []
  private var pendingSpace = 0.0
  private var pendingDestinations: [String] = []
  /// Whether the text above ends in a colon.
  private(set) var isAnnounced = false

  init(theme: PDFTheme, inlines: InlineTypesetter, chapter: ReportChapter) {
    self.theme = theme
    self.inlines = inlines
    self.chapter = chapter
  }

  /// The frame of the chapter's own text.
  var body: Frame {
    Frame(
      width: theme.page.measure, style: theme.text, lineHeight: theme.fonts.lineHeight,
      element: StructureElement(in: nil))
  }

  /// Adds a box below the others.
  func add(_ box: FlowBox) {
    box.glueAbove = max(box.glueAbove, pendingSpace)
    box.destinations += pendingDestinations
    pendingSpace = 0
    pendingDestinations = []
    isAnnounced = false
    boxes.append(box)
  }

  /// Leaves at least `points` before the next box; spaces do not add up.
  func space(_ points: Double) { pendingSpace = max(pendingSpace, points) }

  /// Makes the next box the place that links to `anchor` lead to.
  func mark(_ anchor: String?) {
    guard let anchor else { return }
    pendingDestinations.append(Destination.name(chapter: chapter.slug, anchor: anchor))
  }

  func add(_ blocks: [ReportBlock], in frame: Frame) throws {
    for block in blocks { try add(block, in: frame) }
  }

  func add(_ block: ReportBlock, in frame: Frame) throws {
    switch block {
    case .heading(let heading): addHeading(heading, in: frame)
    case .paragraph(let content):
      space(0.5 * frame.lineHeight * frame.spacing)
      let lines = addParagraph(inlines.spans(content, style: frame.style), in: frame)
      // What a colon announces should not have to be looked for overleaf, nor behind other text.
      if content.plainText.hasSuffix(":") {
        lines.last?.penalty = 80
        isAnnounced = true
      }
      space(0.5 * frame.lineHeight * frame.spacing)
    case .list(let start, let isTight, let items):
      try addList(items, start: start, isTight: isTight, in: frame)
    case .code(let listing): addCode(listing, in: frame)
    case .cell(let content): try addCell(content, in: frame)
    case .output(let text, let isError): addOutput(text, isError: isError, in: frame)
    case .figure(let figure): try addFigure(figure, in: frame)
    case .table(let table): addTable(table, in: frame)
    case .equation(let equation): addEquation(equation, in: frame)
    case .callout(let callout): try addCallout(callout, in: frame)
    case .division(.references, let anchor, _, let content):
      try addReferences(content, anchor: anchor, in: frame)
    case .division(_, let anchor, let title, let content):
      try addDivision(anchor: anchor, title: title, content: content, in: frame)
    case .failure(let title, let message): addFailure(title: title, message: message, in: frame)
    case .quote(let content): try addQuote(content, in: frame)
    case .rule: addRule(in: frame)
    }
  }
}
