import Reports

/// The files of earlier renders that a new render does not write over.
struct EarlierFiles {
  /// Files that nothing makes any more, such as the page of a chapter that is gone.
  var stale: [Manifest.File] = []
  /// Files that stay and remain listed, such as the handouts when only pages were asked for.
  var remaining: [Manifest.File] = []

  /// No earlier files.
  init() {}

  /// Sorts the files that the last render listed.
  ///
  /// - Parameters:
  ///   - listed: What the last manifest lists and is still there.
  ///   - paths: What the new render made.
  ///   - isWhole: Whether all chapters ran to their end. If not, nothing is stale: a figure of theirs
  ///     may be missing only because a cell failed.
  ///   - isOtherEdition: Whether the last render made another edition; then nothing of it stays, so that
  ///     no solution is left among a student's pages.
  init(
    among listed: [Manifest.File], behind paths: [String], isWhole: Bool,
    isOtherEdition: Bool = false
  ) {
    let written = Set(paths)
    let renewed = Set(paths.map(Self.format))
    for file in listed where !written.contains(file.path) {
      // What is not made on demand is made by every render: if not by this one, the book has it no more.
      let format = Self.format(of: file.path)
      let isGone = renewed.contains(format) || !Self.formatsOnDemand.contains(format)
      if isOtherEdition || isWhole && isGone {
        stale.append(file)
      } else {
        remaining.append(file)
      }
    }
  }

  /// The folders of what is made when it is asked for.
  private static let formatsOnDemand: Set<Substring> = ["html", "pdf", "notebooks"]

  /// The folder that a format's files share: `html` for `html/01-pooling.html`.
  private static func format(of path: String) -> Substring {
    path.prefix { $0 != "/" }
  }
}
