extension BookConfiguration {
  /// Returns an error for each parameter that the book's profiles set and that neither the book nor
  /// one of its chapters declares.
  package func undeclaredParameters(in chapters: [Chapter]) -> [Diagnostic] {
    let declared = Set(chapters.flatMap { $0.frontMatter.parameters.map(\.name) })
    return profileParameters.filter { !declared.contains($0.name) }.map(\.ifUndeclared)
  }
}

extension Chapter {
  /// Returns a warning for each setting that a chapter of a book cannot have for itself, such as the
  /// size of the paper.
  package var settingsOfWholeReports: [Diagnostic] {
    frontMatter.reportSettingPlaces.sorted { $0.value.line < $1.value.line }.map { name, place in
      Diagnostic(
        .warning, file: path, at: place, length: name.count,
        "setting '\(name)' has no effect in a chapter of a book",
        sourceLine: lines.indices.contains(place.line - 1) ? lines[place.line - 1] : nil,
        why: "it says something of the whole report", fix: "write it in _convolume.yml")
    }
  }
}
