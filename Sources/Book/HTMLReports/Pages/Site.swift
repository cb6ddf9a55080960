import Reports

/// Where the pages of a report lie, and how they reach each other.
struct Site {
  let report: Report
  let linksToPDF: Bool

  static let indexName = "index.html"

  /// Returns where a page belongs in the output folder.
  func path(ofPage name: String) -> String {
    switch report.kind {
    case .book: "html/\(name)"
    case .document: name
    }
  }

  /// Returns the name of a chapter's page in its folder; all pages of a report share one folder.
  func pageName(of chapter: ReportChapter) -> String {
    let isAlone = report.kind == .document && report.chapters.count == 1
    return "\(isAlone ? report.fileName : chapter.slug).html"
  }

  /// Returns the address of `target` as a link on the page of a chapter writes it.
  func address(of target: ReportInline.LinkTarget, from page: ReportChapter) -> String {
    switch target {
    case .web(let address): return address
    case .inside(let slug, let anchor):
      guard slug != page.slug, let chapter = report.chapters.first(where: { $0.slug == slug })
      else { return "#\(anchor)" }
      return "\(pageName(of: chapter))#\(anchor)"
    }
  }

  /// Returns the address of a chapter's PDF from any page; `nil` when none is made.
  func pdfAddress(of chapter: ReportChapter) -> String? {
    guard linksToPDF else { return nil }
    let isAlone = report.kind == .document && report.chapters.count == 1
    switch report.kind {
    case .book: return "../pdf/\(chapter.slug).pdf"
    case .document: return "\(isAlone ? report.fileName : chapter.slug).pdf"
    }
  }

  /// The address of the whole book's PDF from the index; `nil` when none is made.
  var bookPDFAddress: String? { linksToPDF ? "../pdf/\(report.fileName).pdf" : nil }
}
