import ArgumentParser
import Chapters
import FigureFiles
import HTMLReports
import Notebooks
import PDFReports
import Pipeline
import Reports

/// The formats of a render: the one place that knows all renderers.
struct Formats: ExpressibleByArgument {
  var formats: [ReportFormat]

  static let all = Formats(formats: ReportFormat.allCases)

  init(formats: [ReportFormat]) {
    self.formats = formats
  }

  init?(argument: String) {
    let names = argument.split(separator: ",").map { $0.trimmingPrefix(" ") }
    let formats = names.compactMap { ReportFormat(rawValue: String($0)) }
    guard !formats.isEmpty, formats.count == names.count else { return nil }
    self.formats = formats
  }

  var defaultValueDescription: String { formats.map(\.rawValue).joined(separator: ",") }

  /// The renderers of these formats, with the figures' own files; `templates` is the folder with
  /// `html` and `pdf`.
  ///
  /// - Throws: A diagnostic for a template that cannot be read.
  func renderers(templates: String) throws -> [BookBuilder.NamedRenderer] {
    var renderers = try formats.map { format -> BookBuilder.NamedRenderer in
      switch format {
      case .html:
        BookBuilder.NamedRenderer(
          "HTML", of: .html,
          HTMLRenderer(
            templateFolder: templates + "/html", linksToPDF: formats.contains(.pdf)))
      case .pdf:
        BookBuilder.NamedRenderer(
          "PDF", of: .pdf, PDFRenderer(theme: try PDFTheme(templateFolder: templates + "/pdf")))
      case .ipynb:
        BookBuilder.NamedRenderer("notebooks", of: .ipynb, NotebookRenderer())
      }
    }
    renderers.append(BookBuilder.NamedRenderer("figures", FigureFileRenderer()))
    return renderers
  }
}
