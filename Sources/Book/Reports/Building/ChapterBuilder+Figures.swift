import CellOutputs
import Chapters
import Plots

extension ChapterBuilder {
  /// The figures of a cell: one, or several as parts (a), (b), (c) under one caption.
  mutating func figure(_ figures: [Figure], cell: Cell) -> ReportFigure {
    let options = cell.options
    let label = options.label.flatMap { NumberedKind(label: $0) == .figure ? $0 : nil }
    let number = number(.figure, label: label, hasCaption: options.figureCaption != nil)
    let caption = options.figureCaption.map { inlines(markdown: $0, at: cell.position) } ?? []
    let parts = figures.enumerated().map { index, figure in
      var figure = figure
      figure.width = options.figureWidth ?? figure.width
      figure.height = options.figureHeight ?? figure.height
      let own = options.figureSubcaptions
      let partCaption =
        own.indices.contains(index) ? inlines(markdown: own[index], at: cell.position) : []
      if let label, figures.count > 1, let number {
        addPart(index, of: label, number: number)
      }
      return ReportFigure.Part(
        content: .plot(figure),
        altText: options.figureAlt ?? figure.description,
        caption: partCaption,
        fileName: fileName(of: figure, part: index, count: figures.count, cell: cell))
    }
    return ReportFigure(
      parts: parts, anchor: label, number: number.map(NumberedKind.figure.title),
      caption: caption)
  }

  /// Makes part (b) known as `fig-name-b`, and as `fig-name-2` as Quarto does.
  private mutating func addPart(_ index: Int, of label: String, number: String) {
    let letter = PartLetter.text(index)
    for name in ["\(label)-\(letter)", "\(label)-\(index + 1)"] where targets[name] == nil {
      targets.add(
        name, title: [.text(NumberedKind.figure.title("\(number)\u{A0}(\(letter))"))],
        number: [.text("\(number)\u{A0}(\(letter))")], chapter: slug, anchor: label)
    }
  }

  private mutating func fileName(
    of figure: Figure, part index: Int, count: Int, cell: Cell
  ) -> String {
    if let label = cell.options.label {
      return FigureName.part(index, of: figureCount(of: cell), label: label)
    }
    guard isResolving else { return "" }
    do {
      return try FigureName.byContent(of: figure)
    } catch {
      report(.error, at: cell.position, "a figure of this cell cannot be written: \(error)")
      return cell.name
    }
  }

  /// A labelled cell whose figures stand apart still gives each file a name of its own.
  private func figureCount(of cell: Cell) -> Int {
    guard cell.index < results.count else { return 1 }
    return results[cell.index].outputs.count { output in
      if case .figure = output { true } else { false }
    }
  }

  /// A picture that was made elsewhere; `nil` when its file cannot be shown.
  mutating func figure(_ image: Block.Image) -> ReportFigure? {
    let label = image.attributes.label
    let number = number(.figure, label: label, hasCaption: !image.caption.isEmpty)
    let caption = inlines(image.caption)
    guard isResolving else { return nil }
    guard let mediaType = Self.mediaType(of: image.source) else {
      report(
        .error, at: image.position, length: image.source.count,
        "'\(image.source)' is no picture that reports can show",
        fix: "use a .png, .jpg or .svg file")
      return nil
    }
    do {
      let bytes = try environment.readResource(path(of: image.source))
      let part = ReportFigure.Part(
        content: .picture(bytes, mediaType: mediaType), altText: image.altText,
        fileName: label ?? FigureName.byContent(of: bytes), width: width(of: image))
      return ReportFigure(
        parts: [part], anchor: label, number: number.map(NumberedKind.figure.title),
        caption: caption)
    } catch {
      report(
        .error, at: image.position, length: image.source.count,
        "picture '\(image.source)' cannot be read: \(error)",
        fix: "the path is relative to the chapter's folder")
      return nil
    }
  }

  private mutating func width(of image: Block.Image) -> PictureWidth? {
    guard let written = image.attributes.values["width"] else { return nil }
    let width = PictureWidth(written)
    if width == nil {
      report(
        .warning, at: image.position, "width '\(written)' is not understood",
        fix: "write it as '50%', '3in', '8cm' or '300px'")
    }
    return width
  }

  /// The path of a file that the chapter names relative to its own folder.
  private func path(of source: String) -> String {
    guard !source.hasPrefix("/") else { return source }
    let folder = chapter.path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return (folder.map(String.init) + [source]).joined(separator: "/")
  }

  private static func mediaType(of source: String) -> String? {
    switch source.split(separator: ".").last?.lowercased() {
    case "png": "image/png"
    case "jpg", "jpeg": "image/jpeg"
    case "svg": "image/svg+xml"
    default: nil
    }
  }
}
