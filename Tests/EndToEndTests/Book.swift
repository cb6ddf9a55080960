import Foundation
import TestSupport

/// A small book in a folder of its own, rendered by the real command.
final class Book {
  let folder: TemporaryFolder
  static let convolume = Tool.product("convolume")

  /// Makes a book of the given chapters: file name to text.
  init(_ chapters: [String: String]) throws {
    folder = try TemporaryFolder()
    try folder.write(
      "project:\n  type: book\nbook:\n  title: A small book\n  output-file: book\n",
      to: "_convolume.yml")
    for (name, text) in chapters {
      try folder.write(text, to: "chapters/\(name)")
    }
  }

  func convolume(_ arguments: String..., environment: [String: String] = [:]) throws
    -> Tool.Outcome
  {
    try Book.convolume.run(arguments, in: folder.url, environment: environment)
  }

  func render(_ arguments: String...) throws -> Tool.Outcome {
    try Book.convolume.run(["render"] + arguments, in: folder.url)
  }
}

/// A chapter whose one cell prints, with `more` behind it.
func chapter(_ title: String, _ more: String = "") -> String {
  """
  ---
  title: "\(title)"
  ---

  ## A section {#sec-\(title.lowercased())}

  ```{swift}
  print("hello from \(title)")
  ```

  \(more)
  """
}
