import ArgumentParser
import FigureFiles
import HTMLReports
import Notebooks
import PDFReports
import Pipeline
import Reports

/// The formats of a render: the one place that knows all renderers.
struct Formats: ExpressibleByArgument {
  enum Format: String, CaseIterable { case html, pdf, ipynb }

  var formats: [Format]

  static let all = Formats(formats: Format.allCases)

  init(formats: [Format]) {
    self.formats = formats
  }

  init?(argument: String) {
    let names = argument.split(separator: ",").map { $0.trimmingPrefix(" ") }
    let formats = names.compactMap { Format(rawValue: String($0)) }
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
          "HTML",
          HTMLRenderer(
            templateFolder: templates + "/html", linksToPDF: formats.contains(.pdf)))
      case .pdf:
        BookBuilder.NamedRenderer(
          "PDF", PDFRenderer(theme: try PDFTheme(templateFolder: templates + "/pdf")))
      case .ipynb:
        BookBuilder.NamedRenderer("notebooks", NotebookRenderer())
      }
    }
    renderers.append(BookBuilder.NamedRenderer("figures", FigureFileRenderer()))
    return renderers
  }
}
