import ArgumentParser
import Caching
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

  /// Returns the renderers of these formats, with the figures' own files.
  ///
  /// - Parameters:
  ///   - templates: The folder with `html` and `pdf`.
  ///   - store: Where they keep what they made.
  /// - Returns: One for each format, in order.
  /// - Throws: A diagnostic for a template that cannot be read.
  func renderers(
    templates: String, keepingIn store: RenderStore
  ) throws -> [BookBuilder.NamedRenderer] {
    var renderers = try formats.map { format -> BookBuilder.NamedRenderer in
      switch format {
      case .html:
        BookBuilder.NamedRenderer(
          "HTML", of: .html,
          HTMLRenderer(
            templateFolder: templates + "/html", linksToPDF: formats.contains(.pdf),
            keepingIn: store))
      case .pdf:
        BookBuilder.NamedRenderer(
          "PDF", of: .pdf,
          PDFRenderer(
            theme: try PDFTheme(templateFolder: templates + "/pdf"), keepingIn: store))
      case .ipynb:
        BookBuilder.NamedRenderer(
          "notebooks", of: .ipynb, NotebookRenderer(keepingIn: store))
      }
    }
    let figures = FigureFileRenderer(keepingIn: store)
    renderers.append(BookBuilder.NamedRenderer("figures", figures))
    return renderers
  }
}
