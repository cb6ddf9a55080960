import CellOutputs
import Chapters
import Execution
import FigureFiles
import Foundation
import HTMLReports
import Notebooks
import PDFReports
import Pipeline
import Plots
import Reports

/// A document as a reader and a worker see it, made from canned results: what an option must change
/// somewhere to be worth accepting.
struct Rendition {
  let chapter: Chapter

  /// Whether anything about this document differs from `other`, looking at the cheap parts first.
  func differs(from other: Rendition) async throws -> Bool {
    for look in Self.looks where try await look(self) != look(other) { return true }
    return false
  }

  private static let looks: [@Sendable (Rendition) async throws -> [String]] = [
    { $0.execution }, { try await $0.files(Self.html) },
    { try await $0.files(NotebookRenderer()) },
    { try await $0.files(FigureFileRenderer()) }, { try await $0.files(Self.pdf()) },
  ]

  private static let templates = URL(filePath: #filePath)
    .deletingLastPathComponent().appending(path: "../../../../templates").standardized.path

  private static let html = HTMLRenderer(templateFolder: templates + "/html", linksToPDF: false)

  private static func pdf() throws -> PDFRenderer {
    PDFRenderer(theme: try PDFTheme(templateFolder: templates + "/pdf"))
  }

  // MARK: What is run, and how

  /// What the worker is asked for, and what becomes of a failure and of an expectation.
  private var execution: [String] {
    let program = ChapterProgram(chapter)
    let cells = program.units.enumerated().map { index, unit in
      let options = unit.options
      let limits = WorkerLimits().applied(to: options)
      let failures = [CellFailure.Kind.compile, .throw, .trap].map {
        $0.isExpected(by: options.error)
      }
      return "\(unit.evaluates) \(options.cache) \(options.refreshesCache) \(limits) \(failures)"
        + " \(options.inputs) \(program.graph.needs[index]) \(options.workerSettings(program.seed))"
        + " \(options.seeds?.values(from: 1) ?? [])"
    }
    let unmet = executed.unmetExpectations.map(\.diagnostic.message)
    return cells + unmet + ["\(program.parameters)", "\(program.languageMode)"]
  }

  // MARK: What is shown

  private var executed: ReportBuilder.ExecutedChapter {
    ReportBuilder.ExecutedChapter(chapter, results: chapter.cells.map { _ in Self.result })
  }

  private func files(_ renderer: any ReportRenderer) async throws -> [String] {
    let builder = ReportBuilder(
      highlight: { source, _ in
        source.split(separator: "\n", omittingEmptySubsequences: false).map {
          [CodeToken(String($0), .plain)]
        }
      },
      readResource: { path in Array("/* \(path) */ p { color: red; }".utf8) })
    let (report, _) = builder.document(executed)
    return try await renderer.files(for: report).map { file in
      "\(file.path) \(file.bytes.count) \(file.bytes.hashValue)"
    }
  }

  /// What each cell makes: something printed on both streams, two figures, two tables, a value.
  private static let result = CellResult(
    outputs: [
      .printed("## printed\n", stream: .output), .printed("a warning\n", stream: .error),
      .figure(figure(1)), .printed("between\n", stream: .output), .figure(figure(2)),
      .table(table), .table(table), .value("0.9731"),
    ],
    recorded: [RecordedValue(name: "accuracy", content: .number(0.9731))])

  private static func figure(_ slope: Double) -> Figure {
    Plot { Line(x: [0.0, 1, 2], y: [0, slope, 2 * slope], name: "line") }.figure
  }

  private static let table = Table(
    columns: [.init("layer"), .init("weights", alignment: .right)],
    rows: [["Conv2D", "156"], ["Linear", "48120"]])
}
