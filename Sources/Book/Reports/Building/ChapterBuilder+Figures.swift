import CellOutputs
import Chapters
import Graphics
import Plots

extension ChapterBuilder {
  /// The figures of a cell: one, or several as parts (a), (b), (c) under one caption.
  ///
  /// - Parameters:
  ///   - figures: What stands under one caption.
  ///   - first: The place of the first of them among all figures of the cell.
  ///   - cell: Where they come from.
  /// - Returns: The figure.
  mutating func figure(_ figures: [Figure], from first: Int = 0, cell: Cell) -> ReportFigure {
    let options = cell.options
    let label = options.label.flatMap { NumberedKind(label: $0) == .figure ? $0 : nil }
    let number = number(.figure, label: label, hasCaption: options.figureCaption != nil)
    let caption = caption(
      options.figureCaption.map { inlines(markdown: $0, at: cell.position) } ?? [],
      of: [cell.index])
    let parts = figures.enumerated().map { index, figure in
      let figure = figure.sized(by: options)
      let own = options.figureSubcaptions
      let partCaption =
        own.indices.contains(index) ? inlines(markdown: own[index], at: cell.position) : []
      if let label, figures.count > 1, let number {
        addPart(index, of: label, number: number)
      }
      var part = ReportFigure.Part(
        content: .plot(figure),
        altText: options.altText(of: first + index) ?? figure.description,
        caption: partCaption,
        fileName: fileName(of: figure, part: first + index, cell: cell),
        width: options.outWidth)
      part.height = options.outHeight
      part.link = options.figureLink
      part.format = options.figureFormat ?? part.format
      part.dpi = options.figureDPI
      part.renderings = options.renderings ?? part.renderings
      return part
    }
    var report = ReportFigure(
      parts: parts, anchor: label, number: number.map { words.caption(.figure, $0) },
      caption: caption)
    report.arrangement = ReportFigure.Arrangement(options, parts: parts.count)
    return report
  }

  /// Makes part (b) known as `fig-name-b`, and as `fig-name-2` as Quarto does.
  private mutating func addPart(_ index: Int, of label: String, number: String) {
    let letter = PartLetter.text(index)
    for name in ["\(label)-\(letter)", "\(label)-\(index + 1)"] where targets[name] == nil {
      targets.add(
        name, title: [.text(words.reference(.figure, "\(number)\u{A0}(\(letter))"))],
        number: [.text("\(number)\u{A0}(\(letter))")], chapter: slug, anchor: label)
    }
  }

  private mutating func fileName(
    of figure: Figure, part index: Int, cell: Cell
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
    let known = ["width", "height", "fig-align", "fig-alt", "alt"]
    for name in image.attributes.values.keys.sorted() where !known.contains(name) {
      report(
        .warning, at: image.position, "attribute '\(name)' of a picture has no effect",
        fix: nearestName(to: name, among: known).map { "did you mean '\($0)'?" }
          ?? "write \(known.joined(separator: ", "))")
    }
    guard let mediaType = Self.mediaType(of: image.source) else {
      report(
        .error, at: image.position, length: image.source.count,
        "'\(image.source)' is no picture that reports can show",
        fix: "use a .png, .jpg or .svg file")
      return nil
    }
    do {
      let bytes = try environment.readResource(chapter.path(of: image.source))
      var part = ReportFigure.Part(
        content: .picture(bytes, mediaType: mediaType),
        altText: image.attributes.values["fig-alt"] ?? image.altText,
        fileName: label ?? FigureName.byContent(of: bytes),
        width: length("width", of: image))
      part.height = length("height", of: image)
      var figure = ReportFigure(
        parts: [part], anchor: label, number: number.map { words.caption(.figure, $0) },
        caption: caption)
      figure.arrangement.horizontal = alignment(of: image)
      return figure
    } catch {
      report(
        .error, at: image.position, length: image.source.count,
        "picture '\(image.source)' cannot be read: \(error)",
        fix: "the path is relative to the chapter's folder")
      return nil
    }
  }

  private mutating func length(_ name: String, of image: Block.Image) -> PictureWidth? {
    guard let written = image.attributes.values[name] else { return nil }
    let length = PictureWidth(written)
    if length == nil {
      report(
        .warning, at: image.position, "\(name) '\(written)' is not understood",
        fix: "write it as '50%', '3in', '8cm' or '300px'")
    }
    return length
  }

  private mutating func alignment(of image: Block.Image) -> HorizontalAlignment? {
    guard let written = image.attributes.values["fig-align"] else { return nil }
    let alignment = HorizontalAlignment(rawValue: written)
    if alignment == nil {
      report(
        .warning, at: image.position, "fig-align '\(written)' is not understood",
        fix: "write left, center or right")
    }
    return alignment
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

extension CellOptions {
  /// The author's description of figure `index` of the cell: one of a list, or the one for all.
  package func altText(of index: Int) -> String? {
    guard figureAlts.count > 1 else { return figureAlts.first }
    return figureAlts.indices.contains(index) ? figureAlts[index] : nil
  }
}

extension ReportFigure.Arrangement {
  /// What the options of a cell say of a figure with so many parts.
  fileprivate init(_ options: CellOptions, parts count: Int) {
    self.init()
    rows = options.layout.slots(for: count)
    horizontal = options.figureAlign ?? options.layout.horizontal
    vertical = options.layout.vertical
    captionPlace = options.figureCaptionPlace ?? .bottom
    keepsPlace = options.keepsFigurePlace
    isWide = options.column == .page
    classes = options.classes
    if options.figureShow == .animate, count > 1 {
      secondsPerPicture = options.animationInterval ?? 1
    }
  }
}
