import Chapters

extension Chapter {
  /// Returns an error for every chapter whose pages would take the place of other pages of the book.
  ///
  /// Names are compared as a disk that does not tell `A` from `a` would.
  static func clashes(among chapters: [Chapter], handout: String) -> [Diagnostic] {
    var taken = ["index": "the book's first page"]
    taken[handout.lowercased()] = "the handout of the whole book"
    var paths: Set<String> = []
    return chapters.compactMap { chapter in
      guard paths.insert(chapter.path).inserted else {
        return Diagnostic(
          .error, file: chapter.path, "the chapter is listed twice",
          fix: "remove one of the two lines from the list of chapters")
      }
      let name = chapter.slug.lowercased()
      guard let owner = taken[name] else {
        taken[name] = "'\(chapter.path)'"
        return nil
      }
      return Diagnostic(
        .error, file: chapter.path, "the chapter's pages would take the place of \(owner)",
        why: "pages are named after their file, without its folder and ending",
        fix: "give the file another name")
    }
  }
}
