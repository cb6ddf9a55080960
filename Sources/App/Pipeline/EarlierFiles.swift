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
    // Every render draws all figures: where it made none, the book has none left.
    let renewed = Set(paths.map(Self.format)).union(["figures"])
    for file in listed where !written.contains(file.path) {
      if isOtherEdition || isWhole && renewed.contains(Self.format(of: file.path)) {
        stale.append(file)
      } else {
        remaining.append(file)
      }
    }
  }

  /// The folder that a format's files share: `html` for `html/01-pooling.html`.
  private static func format(of path: String) -> Substring {
    path.prefix { $0 != "/" }
  }
}
