/// The files beside a chapter that it names.
extension Chapter {
  /// Returns the path, seen from the project, of a file that the chapter names as seen from its own folder.
  package func path(of source: String) -> String {
    guard !source.hasPrefix("/") else { return source }
    let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast()
    return (folder.map(String.init) + [source]).joined(separator: "/")
  }

  /// The files that the chapter's text in an edition cannot do without: the pictures that it shows, and what
  /// its cells say they read, as seen from the project.
  ///
  /// - Parameters:
  ///   - edition: The edition.
  ///   - written: Markdown that cells handed over, by `Cell.index`.
  /// - Returns: Paths, in no order; what only solutions name is not among them.
  package func filesNamed(
    in edition: Edition, writtenByCells written: [Int: [String]]
  ) -> Set<String> {
    var files: Set<String> = []
    func note(_ block: Block) {
      switch block {
      case .image(let image): files.insert(path(of: image.source))
      case .cell(let cell):
        files.formUnion(cell.options.inputs)
        for text in written[cell.index] ?? [] {
          let fragment = MarkdownFragment(text, file: path, position: cell.position)
          for block in fragment.blocks { block.forEachBlock(note) }
        }
      default: break
      }
    }
    for block in blocks { block.forEachBlock(in: edition, note) }
    return files
  }
}
