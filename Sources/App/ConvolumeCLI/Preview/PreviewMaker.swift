import Caching
import Chapters
import Execution
import Foundation
import HTMLReports
import PDFReports
import Pipeline
import Preview

/// Opens the project anew for each render of a preview, and keeps what does not depend on it.
actor PreviewMaker {
  private let command: PreviewCommand
  private let display: ProgressDisplay
  private var store: RenderStore?

  init(command: PreviewCommand, display: ProgressDisplay) {
    self.command = command
    self.display = display
  }

  /// Returns what makes the pages of the project as it is now.
  ///
  /// - Parameter changed: What has changed since the last call.
  /// - Returns: The makers.
  /// - Throws: `PipelineError`, or a diagnostic for templates.
  func makers(having changed: Set<String>) throws -> PreviewSession.Makers {
    let (project, _) = try Project.previewed(command.input)
    command.parameters.noteInputs(of: project)
    // A store knows its makers, fonts and templates among them, from when it was opened.
    let chapters = Set(project.chapterPaths.map { project.root.appending(path: $0).path })
    if !changed.isSubset(of: chapters) { store = nil }
    let store = store ?? RenderCommand.store(of: project)
    self.store = store
    let options = RenderOptions(
      parameters: try command.parameters.overrides(), usesCache: command.cache)
    let templates = try Templates.folder(of: project)
    let makesPDF = command.to?.formats.contains(.pdf) ?? false
    let toolchain = try Toolchain.find()
    let environment = RenderEnvironment.ofThisMachine { [display] in display.say("warning: \($0)") }
    func builder(_ renderer: BookBuilder.NamedRenderer) -> BookBuilder {
      BookBuilder(
        project: project, options: options, toolchain: toolchain, renderers: [renderer],
        environment: environment)
    }
    let pages = HTMLRenderer(
      templateFolder: templates + "/html", linksToPDF: makesPDF, keepingIn: store)
    var makers = PreviewSession.Makers(pages: builder(.init("HTML", of: .html, pages)))
    if makesPDF {
      let theme = try PDFTheme(templateFolder: templates + "/pdf")
      makers.others = builder(
        .init("PDF", of: .pdf, PDFRenderer(theme: theme, keepingIn: store)))
    }
    return makers
  }
}
