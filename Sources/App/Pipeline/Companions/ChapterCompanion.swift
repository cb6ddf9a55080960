import Chapters
import Foundation

/// The cells of a chapter as one Swift file, which an editor understands: it completes the engine's names,
/// shows what they mean, and marks mistakes.
///
/// The chapter is what counts. A companion holds what would be compiled of it, and is written again after a
/// change.
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
    for cell in chapter.cells {
      let source = cell.source.trimmingCharacters(in: .newlines)
      // What is not run, or is to fail in the compiler, would be marked as a mistake.
      let isCode = cell.options.eval && cell.options.error != .compile
      let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
      parts.append(
        "// MARK: - \(cell.name)\n\n"
          + (isCode ? source : lines.map { "// \($0)" }.joined(separator: "\n")))
    }
    text = parts.joined(separator: "\n\n") + "\n"
  }
}
