extension Chapter {
  /// Reads a chapter's file.
  ///
  /// What is wrong with it is reported in `diagnostics`.
  ///
  /// ```swift
  /// let chapter = Chapter.parse(bytes, path: "chapters/03-lenet-5.md", defaults: book.defaults)
  /// ```
  ///
  /// - Parameters:
  ///   - bytes: The file, in UTF-8.
  ///   - path: The path as the user knows it.
  ///   - defaults: The settings of the book, which the chapter's front matter may change.
  /// - Returns: The chapter; without blocks when the bytes are not UTF-8.
  package static func parse(
    _ bytes: [UInt8], path: String, defaults: FrontMatter = FrontMatter()
  ) -> Chapter {
    do {
      return parse(try SourceText(bytes, path: path), defaults: defaults)
    } catch {
      return Chapter(
        path: path, slug: slug(of: path), lines: [], frontMatter: defaults, blocks: [],
        diagnostics: [error])
    }
  }

  /// Reads a chapter's text.
  package static func parse(
    _ text: String, path: String, defaults: FrontMatter = FrontMatter()
  ) -> Chapter {
    parse(SourceText(text, path: path), defaults: defaults)
  }

  /// Reads the settings on top of a chapter's file, and nothing of its text.
  ///
  /// - Returns: The chapter without blocks and without what is wrong with it.
  package static func head(
    _ bytes: [UInt8], path: String, defaults: FrontMatter = FrontMatter()
  ) -> Chapter {
    guard let source = try? SourceText(bytes, path: path) else {
      return parse(bytes, path: path, defaults: defaults)
    }
    let (frontMatter, _) = FrontMatter.read(
      source, defaults: defaults, reporting: Findings(source))
    return Chapter(
      path: path, slug: slug(of: path), lines: source.lines, frontMatter: frontMatter, blocks: [],
      diagnostics: [])
  }

  private static func parse(_ source: SourceText, defaults: FrontMatter) -> Chapter {
    let findings = Findings(source)
    let (frontMatter, frontMatterEnd) = FrontMatter.read(
      source, defaults: defaults, reporting: findings)
    // Cut off by empty lines, so that cmark's line numbers are the file's.
    let body =
      String(repeating: "\n", count: frontMatterEnd)
      + source.lines.dropFirst(frontMatterEnd).joined(separator: "\n") + "\n"
    let outline = BlockOutline(body, lineCount: source.lines.count)
    reportUnclosedFences(outline, to: findings)
    let masked = DialectScanner.mask(
      source, frontMatterEnd: frontMatterEnd, outline: outline,
      citesSources: !frontMatter.bibliography.isEmpty, reporting: findings)
    let blocks = BlockBuilder.blocks(
      of: masked, cellDefaults: frontMatter.cellDefaults, reporting: findings)
    if blocks.isEmpty, findings.diagnostics.isEmpty {
      findings.error(at: nil, "the chapter is empty", fix: "write its text, or remove the file")
    }
    var chapter = Chapter(
      path: source.path, slug: slug(of: source.path), lines: source.lines,
      frontMatter: frontMatter, blocks: blocks, diagnostics: findings.sorted)
    chapter.diagnostics += Label.duplicates(in: [chapter])
    return chapter
  }

  private static func slug(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? path
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }

  private static func reportUnclosedFences(_ outline: BlockOutline, to findings: Findings) {
    for fence in outline.fences {
      guard let opening = findings.source.line(fence.lowerBound) else { continue }
      let column = opening.prefix { $0 != "`" && $0 != "~" }.count
      let mark = opening.dropFirst(column).prefix { $0 == opening.dropFirst(column).first }
      let last = findings.source.line(fence.upperBound) ?? ""
      let closing = last.drop { $0 == " " || $0 == "\t" || $0 == ">" }
      let isClosed =
        fence.count > 1 && closing.hasPrefix(mark)
        && closing.trimmingSuffix().allSatisfy { $0 == mark.first }
      if !isClosed {
        findings.error(
          at: SourcePosition(line: fence.lowerBound, column: column + 1), length: mark.count,
          "this code block is never closed", fix: "add a line '\(mark)' where it ends")
      }
    }
  }
}
