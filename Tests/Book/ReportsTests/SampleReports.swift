import CellOutputs
import Chapters
import Plots
import Reports

/// Colours nothing, and reads the path of a file as its content.
let builder = ReportBuilder(
  highlight: { source, _ in
    source.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      [CodeToken(String(line), .plain)]
    }
  },
  readResource: { path in
    guard !path.contains("missing") else { throw MissingFile() }
    return Array(path.utf8)
  })

/// What a cell drew.
let curve = Figure(.plot(Plot("Loss") { Line(x: [1, 2], y: [3, 4]) }))

struct MissingFile: Error, CustomStringConvertible {
  var description: String { "there is no such file" }
}

/// Builds a book titled "Networks" of chapters given as slug, text and results.
func book(
  _ chapters: [(slug: String, text: String, results: [CellResult])]
) -> (report: Report, diagnostics: [Diagnostic]) {
  var configuration = BookConfiguration()
  configuration.title = "Networks"
  return builder.book(
    configuration,
    chapters: chapters.map { slug, text, results in
      .init(Chapter.parse(text, path: "chapters/\(slug).md"), results: results)
    })
}

func document(
  _ text: String, results: [CellResult] = [], path: String = "notes.md"
) -> (report: Report, diagnostics: [Diagnostic]) {
  builder.document(.init(Chapter.parse(text, path: path), results: results))
}

func outline(_ chapters: [(slug: String, text: String, results: [CellResult])]) -> String {
  OutlineRenderer().outline(of: book(chapters).report)
}

func documentOutline(_ text: String, results: [CellResult] = []) -> String {
  OutlineRenderer().outline(of: document(text, results: results).report)
}

/// The figures of a report's first chapter, those of cells included.
func figures(of report: Report) -> [ReportFigure] {
  figures(in: report.chapters[0].blocks)
}

private func figures(in blocks: [ReportBlock]) -> [ReportFigure] {
  blocks.flatMap { block -> [ReportFigure] in
    switch block {
    case .figure(let figure): [figure]
    case .cell(let content): figures(in: content)
    default: []
    }
  }
}
