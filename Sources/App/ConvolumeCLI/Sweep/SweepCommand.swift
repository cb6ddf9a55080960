import ArgumentParser
import CUDABackend
import Chapters
import FigureFiles
import Foundation
import HTMLReports
import Pipeline
import Reports

struct SweepCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run the chapters with several values of their parameters, and compare.",
    usage: "convolume sweep -P <name:values> ... [<input>] [<options>]",
    discussion: """
      Combines all values with each other, runs each variant, and writes one page with a plot and a \
      table of every value that the chapters record: output/sweep/index.html, and the numbers as \
      output/sweep/sweep.json. Values behind a parameter named 'seed' become a median and a range.

      Cells that do not read what is varied run once; variants of an earlier sweep do not run again.

      Exits with 1 when a cell fails in any variant, and with 2 on a mistake in the arguments.

      EXAMPLES:
        convolume sweep -P lr:0.01,0.1 -P seed:1..5      ten variants
        convolume sweep notes.md -P kernel:3,5,7 -P epochs:2
      """)

  @OptionGroup var chapters: ChapterArguments

  @OptionGroup var parameters: ParameterArguments

  @Option(
    help: ArgumentHelp("Where the page goes: output/sweep.", valueName: "folder"),
    completion: .directory)
  var outputDir: String?

  @Flag(inversion: .prefixedNo, help: "Reuse the results of cells that have not changed.")
  var cache = true

  @Flag(help: "Print nothing but errors and warnings.")
  var quiet = false

  func validate() throws { _ = try grid() }

  func run() async throws {
    let terminal = TerminalText()
    let display = ProgressDisplay(terminal: terminal, isQuiet: quiet)
    try await CommandFailure.reported(by: "sweep", on: display) {
      let grid = try grid()
      try DeviceChoice.check()
      let project = try chapters.project()
      var overrides = ParameterOverrides(profile: parameters.profile)
      if let file = parameters.executeParams { try overrides.read(file: file) }
      let builder = try chapters.builder(
        for: project, parameters: overrides, usesCache: cache, display: display)
      let outcome = try await Interruption.cancelling {
        try await builder.sweep(
          over: grid,
          begin: { index, values in
            guard !quiet else { return }
            let pairs = zip(grid.axes, values).map { "\($0.name)=\($1)" }
            let place = "[\(index + 1)/\(grid.variants.count)]"
            display.say("\(place) \(pairs.joined(separator: " "))")
          },
          watching: { display.show($0) })
      }
      display.clear()
      for diagnostic in outcome.diagnostics { display.say(terminal.format(diagnostic)) }
      if !outcome.sweep.variants.isEmpty { try await write(outcome, of: project, display) }
      if outcome.diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
    }
  }

  private func grid() throws -> SweepGrid {
    guard !parameters.parameters.isEmpty else {
      throw ValidationError(
        "a sweep needs values to try. Name them as -P lr:0.01,0.1 or -P seed:1..5.")
    }
    do {
      return try SweepGrid(
        parameters.parameters.map { try SweepGrid.Axis(name: $0.name, written: $0.value) })
    } catch let mistake as SweepGrid.Mistake {
      throw ValidationError(mistake.description)
    }
  }

  private func write(
    _ outcome: SweepOutcome, of project: Project, _ display: ProgressDisplay
  ) async throws {
    let folder =
      outputDir.map { URL(filePath: $0) } ?? project.outputFolder.appending(path: "sweep")
    let settings = project.configuration
    let report = outcome.sweep.report(
      title: settings.title ?? project.chapterPaths.first ?? "Sweep",
      language: settings.defaults.language ?? "en", provenance: outcome.provenance)
    let renderer = HTMLRenderer(
      templateFolder: try Templates.folder(of: project) + "/html", linksToPDF: false)
    var files = try await renderer.files(for: report)
    files.append(RenderedFile(path: "sweep.json", bytes: try outcome.sweep.json()))
    try OutputFolder(at: folder).write(files)
    if !quiet {
      display.say("\(display.summary)")
      display.say("  \(folder.relativePath)/index.html")
    }
  }
}
