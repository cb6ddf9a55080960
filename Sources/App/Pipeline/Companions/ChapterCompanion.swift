import Chapters
import Execution
import Foundation

/// The cells of a chapter as one Swift file, which an editor understands: it completes the engine's names,
/// shows what they mean, and marks mistakes.
///
/// The chapter is what counts. A companion holds what would be compiled of it, and is written again after a
/// change. A name that a cell takes over from one above stands in one of the two by another name.
package struct ChapterCompanion: Sendable {
  /// The path from the project's folder, such as `cells/01-pooling.swift`.
  package var path: String
  package var text: String

  /// The folder of all companions.
  static let folder = "cells"

  /// Gathers the cells of a chapter, its exercises as they are run.
  package init(of chapter: Chapter) {
    let chapter = chapter.settingExercises
    path = "\(Self.folder)/\(chapter.slug).swift"
    var parts = [
      """
      // The cells of \(chapter.path), for an editor.
      // Written by 'convolume cells --export': change the chapter, and write it again.

      import Convolume
      """
    ]
    let parameters = chapter.frontMatter.parameters
    if !parameters.isEmpty {
      let properties = parameters.map { "  let `\($0.name)` = \($0.value.swiftLiteral)" }
      parts.append(
        """
        struct ChapterParameters {
        \(properties.joined(separator: "\n"))
        }
        let params = ChapterParameters()
        """)
    }
    let joined = JoinedCells(chapter.cells.map { $0.isCode ? $0.source : "" })
    for (cell, part) in zip(chapter.cells, joined.parts) {
      parts.append("// MARK: - \(cell.name)")
      if !part.renamed.isEmpty { parts.append(Self.note(on: part.renamed)) }
      let source = (cell.isCode ? part.source : cell.source).trimmingCharacters(in: .newlines)
      let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
      parts.append(cell.isCode ? source : lines.map { "// \($0)" }.joined(separator: "\n"))
    }
    text = parts.joined(separator: "\n\n") + "\n"
  }

  private static func note(on renamed: [String: String]) -> String {
    let names = renamed.sorted { $0.key < $1.key }.map { "'\($0.key)' is '\($0.value)' here" }
    return "// Another cell gives the name another meaning: \(names.joined(separator: ", "))."
  }
}

extension Cell {
  /// Whether it is compiled: what is not run, or is to fail in the compiler, would be marked as a mistake.
  fileprivate var isCode: Bool { options.eval && options.error != .compile }
}
