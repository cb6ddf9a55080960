import ArgumentParser
import CUDABackend
import CellOutputs
import Chapters
import Foundation
import Pipeline

struct VerifyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify",
    abstract: "Compare recorded results of whole runs with what the chapters give now.",
    usage: "convolume verify [<input>] [<options>]",
    discussion: """
      With --record, runs the chapters and writes what their cells record into \
      chapters/results/, with seeds, digests of the data, engine, machine and time. Keep these files \
      with the chapters: prose quotes them with `{swift} recorded("test accuracy")`.

      Without it, compares each recorded value with the one that the chapters give now. Results that \
      are kept of earlier renders are read; nothing is run but with --rerun. A value may be as far off \
      as its cell states now: record("test accuracy", x, tolerance: 0.002), or 'expect:'. Where it \
      states nothing, what the file states counts, and without a tolerance it must be the same; times \
      are not compared. What comparison.record keeps may be two points of accuracy off, or as far as \
      the recorded seeds are apart; a verdict as far as its interval is wide.

      Exits with 3 when a value differs, and with 1 when a cell fails or nothing is recorded.

      EXAMPLES:
        convolume verify --record                run all at full length, and record
        convolume verify                         compare with what is kept
        convolume verify --rerun -c 03-lenet-5   run one chapter again, and compare
      """)

  @OptionGroup var chapters: ChapterArguments

  @Option(
    help: ArgumentHelp(
      "Whose values the parameters take: 'full' where chapters declare it.", valueName: "name"))
  var profile: String?

  @Flag(help: "Write the results into chapters/results/ instead.")
  var record = false

  @Flag(help: "Run every cell again.")
  var rerun = false

  @Flag(help: "Print nothing but results and what is wrong.")
  var quiet = false

  func run() async throws {
    let terminal = TerminalText()
    let display = ProgressDisplay(terminal: terminal, isQuiet: quiet)
    try await CommandFailure.reported(by: "verify", on: display) {
      try DeviceChoice.check()
      let project = try chapters.project()
      let builder = try chapters.builder(
        for: project,
        parameters: ParameterOverrides(profile: try profile ?? Self.longest(of: project)),
        usesCache: !rerun, display: display)
      if record {
        let (diagnostics, files) = try await Interruption.cancelling {
          try await builder.recordResults { display.show($0) }
        }
        try tell(diagnostics, on: display, terminal)
        for file in files {
          let time = ProgressDisplay.duration(file.seconds)
          print("wrote \(file.path), whose cells ran for \(time)")
        }
        if files.isEmpty { print("no cell records a value") }
      } else {
        let verification = try await Interruption.cancelling {
          try await builder.verify(running: rerun) { display.show($0) }
        }
        try tell(verification.diagnostics, on: display, terminal)
        try conclude(verification, on: display)
      }
    }
  }

  /// The profile of whole runs, where a chapter declares it.
  private static func longest(of project: Project) throws -> String {
    let isDeclared = try project.chapters().contains {
      $0.frontMatter.profiles[FrontMatter.fullProfile] != nil
    }
    return isDeclared ? FrontMatter.fullProfile : FrontMatter.defaultProfile
  }

  private func tell(
    _ diagnostics: [Diagnostic], on display: ProgressDisplay, _ terminal: TerminalText
  ) throws {
    display.clear()
    for diagnostic in diagnostics { display.say(terminal.format(diagnostic)) }
    if diagnostics.contains(where: { $0.severity == .error }) { throw ExitCode(1) }
  }

  private func conclude(_ verification: Verification, on display: ProgressDisplay) throws {
    guard verification.files > 0 else {
      display.say(
        "convolume verify: nothing is recorded: there is no file in 'results' beside the chapters. "
          + "Run 'convolume verify --record', and keep the files that it writes with the chapters.")
      throw ExitCode(1)
    }
    let comparisons = verification.comparisons
    for line in Self.table(of: comparisons).lines { print(line) }
    for note in verification.notes { print(note) }
    let differing = comparisons.count(where: \.verdict.isDifference)
    let unknown = comparisons.count { $0.verdict == .notRun }
    let held = comparisons.count { [.same, .within, .otherWord].contains($0.verdict) }
    let values = comparisons.count == 1 ? "value" : "values"
    print("\(held) of \(comparisons.count) \(values) as recorded")
    if unknown > 0 {
      print(
        "\(unknown) not compared: no result of their cells is kept. "
          + "'convolume render --profile \(profile ?? FrontMatter.fullProfile)' or "
          + "'convolume verify --rerun' runs them.")
    }
    guard differing > 0 else { return }
    print(
      "\(differing) \(differing == 1 ? "differs" : "differ"): find out why, "
        + "or accept the new values with 'convolume verify --record'")
    throw ExitCode(3)
  }

  private static func table(of comparisons: [ResultComparison]) -> TextTable {
    var table = TextTable(
      heading: ["chapter", "value", "recorded", "now", "difference", "tolerance", "verdict"],
      numbers: [2, 3, 4, 5])
    for item in comparisons {
      table.append([
        URL(filePath: item.chapter).deletingPathExtension().lastPathComponent, item.name,
        item.recorded?.content.text.short ?? "-", item.now?.text.short ?? "-",
        item.difference.map(Self.text) ?? "-", item.tolerance.map(Self.text) ?? "-",
        item.verdict.rawValue,
      ])
    }
    return table
  }

  /// A difference with as many digits as tell anything.
  private static func text(_ number: Double) -> String {
    number == 0 ? "0" : String(format: "%.3g", number)
  }
}

extension String {
  /// A list of numbers is longer than a table has room for.
  fileprivate var short: String { count <= 20 ? self : prefix(19) + "…" }
}
