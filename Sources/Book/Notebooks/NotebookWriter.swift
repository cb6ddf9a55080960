import FigureFiles
import Foundation
import Plots
import Reports

/// Turns the blocks of one chapter into the cells of a notebook.
///
/// A cell that was run becomes a code cell with its outputs, unless its code is hidden; everything
/// else becomes Markdown, gathered into one cell up to the next code.
struct NotebookWriter {
  private let markdown: MarkdownWriter
  private let drawings: FigureDrawings
  private var cells: [Notebook.Cell] = []
  private var usedNames: Set<String> = []
  private var runs = 0
  private var texts = 0
  /// The Markdown that is not in a cell yet.
  private var pending: [String] = []
  private var pictures: [String: [String: [String]]] = [:]

  init(slug: String, words: ReportWords, drawings: FigureDrawings) {
    self.drawings = drawings
    markdown = MarkdownWriter(slug: slug, words: words)
  }

  /// Returns the chapter as a notebook.
  ///
  /// - Throws: `CairoError` when a figure cannot be drawn.
  mutating func notebook(of chapter: ReportChapter) async throws -> Notebook {
    addHeader(of: chapter)
    for block in chapter.blocks { try await add(block) }
    for (index, note) in chapter.footnotes.enumerated() {
      pending.append("<a id=\"note-\(index + 1)\"></a>\n\(index + 1). \(markdown.item(note))")
    }
    endText()
    var notebook = Notebook(cells: cells)
    notebook.metadata.title = chapter.title.plainText
    notebook.metadata.keywords = chapter.keywords.isEmpty ? nil : chapter.keywords
    return notebook
  }

  private mutating func addHeader(of chapter: ReportChapter) {
    let number = chapter.number.map { "\($0) " } ?? ""
    pending.append("# \(number)\(markdown.text(chapter.title))")
    if let subtitle = chapter.subtitle { pending.append("*\(markdown.escaped(subtitle))*") }
    if !chapter.authors.isEmpty {
      pending.append(markdown.escaped(chapter.authors.joined(separator: ", ")))
    }
    if let abstract = chapter.abstract { pending.append("> \(markdown.escaped(abstract))") }
  }

  private mutating func add(_ block: ReportBlock) async throws {
    switch block {
    case .cell(let content): try await addCell(content)
    case .division(let kind, let name, let title, let content) where block.holdsCell:
      // The code of an exercise or a solution is a cell like any other.
      let heading = markdown.block(
        .division(kind: kind, anchor: name, title: title, content: []))
      let trimmed = heading.trimmingCharacters(in: .whitespacesAndNewlines)
      if !trimmed.isEmpty { pending.append(trimmed) }
      for block in content { try await add(block) }
    default: try await addText(block)
    }
  }

  private mutating func addCell(_ content: [ReportBlock]) async throws {
    var rest = content[...]
    while let block = rest.popFirst() {
      guard case .code(let listing) = block else {
        try await addText(block)
        continue
      }
      var outputs: [Notebook.Output] = []
      while let next = rest.first, let more = try await self.outputs(of: next) {
        outputs += more
        rest.removeFirst()
      }
      addCode(listing, outputs: outputs)
    }
  }

  private mutating func addCode(_ listing: CodeListing, outputs: [Notebook.Output]) {
    endText()
    runs += 1
    let source = listing.lines.map { $0.map(\.text).joined() }.joined(separator: "\n")
    cells.append(
      Notebook.Cell(
        kind: .code, id: uniqueName(listing.anchor ?? "cell-\(runs)"),
        metadata: Notebook.CellMetadata(
          isSourceHidden: listing.folding == .folded,
          areOutputsHidden: listing.tags.contains("remove-cell"), tags: listing.tags),
        source: source.notebookLines, executionCount: runs, outputs: outputs))
  }

  private mutating func addText(_ block: ReportBlock) async throws {
    guard case .figure(let figure) = block else {
      pending.append(markdown.block(block))
      return
    }
    // A figure without code before it travels as attachments of the Markdown cell.
    for part in figure.parts {
      let picture = try await picture(of: part)
      let name = uniqueName(part.fileName) + "." + picture.fileExtension
      pictures[name] = [picture.mediaType: [picture.base64]]
      pending.append("![\(markdown.escaped(part.altText))](attachment:\(name))")
      if !part.caption.isEmpty { pending.append(markdown.text(part.caption)) }
    }
    if let caption = markdown.caption(number: figure.number, figure.caption) {
      pending.append(caption)
    }
  }

  private mutating func endText() {
    guard !pending.isEmpty else { return }
    texts += 1
    cells.append(
      Notebook.Cell(
        kind: .markdown, id: uniqueName("text-\(texts)"),
        source: pending.joined(separator: "\n\n").notebookLines,
        attachments: pictures.isEmpty ? nil : pictures))
    pending = []
    pictures = [:]
  }

  /// Returns what `block` is among the outputs of a code cell; `nil` when it is none.
  private func outputs(of block: ReportBlock) async throws -> [Notebook.Output]? {
    switch block {
    case .output(let text, let isError):
      return [.stream(name: isError ? "stderr" : "stdout", text: text.notebookLines)]
    case .failure(let title, let message):
      return [
        .error(
          name: title, value: message,
          traceback: message.split(separator: "\n", omittingEmptySubsequences: false).map(
            String.init)
        )
      ]
    case .table:
      return [.display(["text/markdown": markdown.block(block).notebookLines])]
    case .figure(let figure):
      guard figure.parts.allSatisfy(\.isPlot) else { return nil }
      var displayed: [Notebook.Output] = []
      for part in figure.parts { displayed.append(.display(try await forms(of: part))) }
      let caption = markdown.caption(number: figure.number, figure.caption)
      return displayed + (caption.map { [.display(["text/markdown": $0.notebookLines])] } ?? [])
    default:
      return nil
    }
  }

  /// Returns a part in every form that a notebook may show, its description as the plain text.
  private func forms(of part: ReportFigure.Part) async throws -> [String: [String]] {
    if case .drawn(let figure) = part.content {
      return try await OutputForms(drawings: drawings).forms(
        of: figure, altText: part.altText, pngScale: part.pngScale
      ).mapValues(\.notebookLines)
    }
    let picture = try await picture(of: part)
    return ["text/plain": part.altText.notebookLines, picture.mediaType: [picture.base64]]
  }

  private func picture(
    of part: ReportFigure.Part
  ) async throws -> (mediaType: String, fileExtension: String, base64: String) {
    switch part.content {
    case .drawn(let figure):
      let png = try await drawings.png(of: figure, scale: part.pngScale)
      return ("image/png", "png", Data(png).base64EncodedString())
    case .picture(let bytes, let mediaType):
      let kind = mediaType.split(separator: "/").last.map(String.init) ?? "png"
      let fileExtension = kind == "svg+xml" ? "svg" : kind
      return (mediaType, fileExtension, Data(bytes).base64EncodedString())
    }
  }

  /// Returns `name` as an id that nothing else in the notebook has.
  private mutating func uniqueName(_ name: String) -> String {
    let longest = 56
    let allowed = name.unicodeScalars.map { scalar -> Character in
      let isPlain =
        scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil)
      return isPlain || scalar == "-" || scalar == "_" ? Character(scalar) : "-"
    }
    let base = allowed.isEmpty ? "cell" : String(allowed.prefix(longest))
    var candidate = base
    var count = 1
    while !usedNames.insert(candidate).inserted {
      count += 1
      candidate = "\(base)-\(count)"
    }
    return candidate
  }
}

extension ReportBlock {
  /// Whether it is a cell, or a division that has one.
  fileprivate var holdsCell: Bool {
    switch self {
    case .cell: true
    case .division(_, _, _, let content): content.contains(where: \.holdsCell)
    default: false
    }
  }
}

extension ReportFigure.Part {
  fileprivate var isPlot: Bool {
    if case .drawn = content { true } else { false }
  }
}
