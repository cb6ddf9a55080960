import ArgumentParser
import Caching
import CairoGraphics
import CUDABackend
import Chapters
import Execution
import Foundation
import PDFReports
import Pipeline

struct RenderCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Run the chapters and write pages and handouts.",
    usage: "convolume render [<input>] [<options>]",
    discussion: """
      Runs the cells that need it, and writes HTML, PDF, notebooks, figures and results. \
      Without an input, renders the project that the current folder lies in. With a Markdown file, \
      renders that file by itself, as FILE.html and FILE.pdf.

      A cell whose code, parameters, inputs and engine have not changed is not run again.

      A mistake that is seen before any cell is run, such as a label that stands twice, ends the render, \
      and nothing is written. Where a cell fails, or a reference or picture leads nowhere, all chapters are \
      written, and the place shows it. A render with a mistake exits with 1, or with 2 where it is one in \
      the arguments.

      EXAMPLES:
        convolume render                         the whole book, into output/
        convolume render --profile full          every experiment at full length
        convolume render --edition student       without solutions
        convolume render -P epochs:3 --to pdf    with one parameter set otherwise
        convolume render --dry-run --explain     what would be run, and why
        convolume render notes.md --to html,pdf --output-dir made
      """)

  @Argument(help: "A Markdown file, or a project's folder.", completion: .file())
  var input: String?

  @Option(
    name: [.customShort("t"), .long],
    help: ArgumentHelp(
      "Of html, pdf and ipynb, with commas; else what 'format:' names, or all.",
      valueName: "formats"))
  var to: Formats?

  @Option(
    help: ArgumentHelp(
      "Where the results go: output/, or beside a single file.", valueName: "folder"),
    completion: .directory)
  var outputDir: String?

  @Option(
    help: ArgumentHelp(
      "Of instructor, with solutions, and student, without; that goes into output/student/.",
      valueName: "edition"))
  var edition = Edition.instructor

  @OptionGroup var parameters: ParameterArguments

  @Flag(inversion: .prefixedNo, help: "Reuse the results of cells that have not changed.")
  var cache = true

  @Flag(help: "Let warnings fail the render too.")
  var strict = false

  @Option(help: ArgumentHelp("How many chapters are run at once.", valueName: "count"))
  var jobs = 1

  @Flag(
    help: """
      Run cells under bubblewrap: without network, and with a scratch folder as the only place to \
      write.
      """)
  var sandbox = false

  @Flag(
    help: "End at the first cell that fails, and leave the results of the last render as they are.")
  var failFast = false

  @Flag(help: "Say of each cell whether its result is used again, and if not, what has changed.")
  var explain = false

  @Flag(help: "Run no cell and write nothing; with --explain, say what would be run.")
  var dryRun = false

  @Option(
    help: ArgumentHelp(
      "Write what each cell cost, in time and memory, as JSON; and print it as a table.",
      valueName: "file"), completion: .file(extensions: ["json"]))
  var report: String?

  @Flag(help: "Print nothing but errors and warnings.")
  var quiet = false

  @Flag(help: "Print errors and warnings as JSON, one object a line, and nothing else.")
  var jsonErrors = false

  func validate() throws {
    guard jobs >= 1 else { throw ValidationError("--jobs takes a number from 1 on, got \(jobs).") }
  }

  func run() async throws {
    _ = Machine.mappedFiles
    let terminal = TerminalText()
    let display = ProgressDisplay(terminal: terminal, isQuiet: quiet || jsonErrors)
    func tell(_ diagnostic: Diagnostic) throws {
      display.say(jsonErrors ? try diagnostic.json() : terminal.format(diagnostic))
    }
    func tell(_ message: String) throws {
      guard jsonErrors else { return display.say("convolume render: \(message)") }
      try tell(Diagnostic(.error, file: input ?? ".", message))
    }
    let clock = ContinuousClock()
    let start = clock.now
    do {
      let outcome = try await Interruption.cancelling {
        try await build(display)
      }
      for diagnostic in outcome.diagnostics { try tell(diagnostic) }
      if let report, !dryRun {
        try CellCost.write(outcome.costs, to: report)
        if !quiet, !jsonErrors { display.say(CellCost.table(outcome.costs)) }
      }
      let seconds = start.duration(to: clock.now)
      try conclude(outcome, display: display, seconds: seconds / .seconds(1))
    } catch let error as PipelineError {
      try tell(error.description)
      throw ExitCode(error.isMistakeInArguments ? 2 : 1)
    } catch let error as UnknownDevice {
      try tell(error.description)
      throw ExitCode(2)
    } catch let error as CUDAError {
      try tell(error.description)
      throw ExitCode(1)
    } catch let missing as Toolchain.Missing {
      try tell(missing.description)
      throw ExitCode(1)
    } catch let missing as Sandbox.Missing {
      try tell(missing.description)
      throw ExitCode(1)
    } catch let diagnostic as Diagnostic {
      try tell(diagnostic)
      throw ExitCode(1)
    } catch is CancellationError {
      if !jsonErrors { display.say("interrupted; what was rendered before is as it was") }
      throw ExitCode(130)
    }
  }

  private func build(_ display: ProgressDisplay) async throws -> RenderOutcome {
    try DeviceChoice.check()
    let project = try Project.named(input)
    // Whoever asks why cells are run, or what they cost, is to hear it.
    let isToBeTold = explain || dryRun || report != nil
    let options = RenderOptions(
      outputFolder: outputFolder(of: project),
      parameters: try parameters.overrides(), edition: edition,
      usesCache: cache, jobs: jobs, stopsAtFirstFailure: failFast, isSandboxed: sandbox,
      arguments: isToBeTold ? nil : Array(CommandLine.arguments.dropFirst()))
    parameters.noteInputs(of: project)
    let builder = BookBuilder(
      project: project, options: options, toolchain: try Toolchain.find(),
      renderers: try formats(of: project).renderers(
        templates: Templates.folder(of: project), keepingIn: Self.store(of: project)),
      environment: .ofThisMachine { if !jsonErrors { display.say("warning: \($0)") } })
    let isExplained = explain
    let explain: @Sendable (ChapterForecast) -> Void = { forecast in
      // On standard output: it was asked for, and may be searched or compared.
      if isExplained { print(forecast) }
    }
    return dryRun
      ? try await builder.forecast(explaining: explain)
      : try await builder.build(
        watching: { display.show($0) }, explaining: isExplained ? explain : nil)
  }

  /// Where drawings, pages and documents are kept.
  static func store(of project: Project) -> RenderStore {
    let folder = project.stateFolder.appending(path: "cache/rendered").path
    let themes = (try? Templates.folder(of: project)).map { URL(filePath: $0 + "/pdf") }
    return RenderStore(folder: folder) {
      var files = Machine.mappedFiles + (await Fonts.sources())
      for folder in [hyphenation, themes].compactMap(\.self) {
        let names = FileManager.default.enumerator(atPath: folder.path)?.allObjects as? [String]
        files += (names ?? []).map { folder.appending(path: $0).path }
      }
      return FileStatus.digest(of: files) + settingsOfDrawing
    }
  }

  /// The variables that choose fonts and what libraries draw with, one a line.
  private static var settingsOfDrawing: String {
    let prefixes = ["CAIRO", "FC_", "FONTCONFIG", "FREETYPE", "G_", "HB_", "LANG", "LC_", "PANGO"]
    let variables = ProcessInfo.processInfo.environment.filter { variable in
      prefixes.contains { variable.key.hasPrefix($0) }
    }
    return variables.map { "\n\($0.key)=\($0.value)" }.sorted().joined()
  }

  static let hyphenation = URL(filePath: PDFTheme.englishPatterns)
    .deletingLastPathComponent()

  /// What is made: `--to`, else what the book or the document names under `format:`, else all.
  private func formats(of project: Project) throws -> Formats {
    if let to { return to }
    let settings =
      project.isSingleFile
      ? try project.chapters().first?.frontMatter.report : project.configuration.defaults.report
    return settings?.formats.map { Formats(formats: $0) } ?? .all
  }

  /// Where results go: `--output-dir`, else beside a single file, else where the project says.
  private func outputFolder(of project: Project) -> URL? {
    if let outputDir { return URL(filePath: outputDir) }
    guard project.isSingleFile, let input else { return nil }
    let folder = URL(filePath: (input as NSString).deletingLastPathComponent)
    return edition == .instructor ? folder : folder.appending(path: edition.rawValue)
  }

  private func conclude(_ outcome: RenderOutcome, display: ProgressDisplay, seconds: Double) throws
  {
    let errors = outcome.diagnostics.count { $0.severity == .error }
    let warnings = outcome.diagnostics.count - errors
    if !quiet, !jsonErrors, !dryRun {
      let time = ProgressDisplay.duration(seconds)
      let summary = outcome.unchangedCells.map { "0 cells run, \($0) unchanged" } ?? display.summary
      display.say("\(summary), in \(time)")
      for path in outcome.entryPoints { display.say("  \(path)") }
    }
    guard errors == 0, !(strict && warnings > 0) else {
      if jsonErrors { throw ExitCode(1) }
      let found = [(errors, "error"), (strict ? warnings : 0, "warning")].filter { $0.0 > 0 }
        .map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: " and ")
      display.say("convolume render: \(found)")
      throw ExitCode(1)
    }
  }
}

extension Edition: ExpressibleByArgument {}
