/// What can keep a render from starting or from keeping its results.
package enum PipelineError: Error, Hashable, CustomStringConvertible {
  case noProject(startingAt: String)
  case noChapters(folder: String)
  case onlyDrafts(count: Int)
  case missingInput(String)
  case unreadable(path: String, reason: String)
  case unwritable(path: String, reason: String)
  case unwritableState(path: String, reason: String)
  case occupied(path: String, reason: String)
  case missingTemplates(besides: String)
  case unknownChapter(String, known: [String])
  case unknownProfile(String, known: [String])
  case unknownParameter(String, nearest: String?)
  case badParameter(name: String, value: String, expected: String)
  /// A mistake in a file of parameters, reported with its place.
  case badParameterFile(String)

  package var description: String {
    switch self {
    case .noProject(let start):
      "no project found at '\(start)' or above it: neither _convolume.yml nor a folder 'chapters'. "
        + "Run 'convolume create project book my-book' to make one, or name a Markdown file."
    case .noChapters(let folder):
      "no chapters in '\(folder)'. Write a Markdown file there, such as '\(folder)/01-first.md'."
    case .onlyDrafts(let count):
      "nothing to render: \(count == 1 ? "the only chapter is a draft" : "all \(count) chapters are drafts"). "
        + "Remove 'draft: true' from one, or name its file to render it by itself."
    case .missingInput(let path):
      "no such file: '\(path)'. Name a Markdown file (.md or .qmd), or a project's folder."
    case .unreadable(let path, let reason):
      "cannot read '\(path)': \(reason)."
    case .unwritable(let path, let reason):
      "cannot write '\(path)': \(reason). Check the folder's permissions and the free space, "
        + "or choose another one with --output-dir."
    case .unwritableState(let path, let reason):
      "cannot write '\(path)': \(reason). The results of cells are kept there between renders. "
        + "Check the folder's permissions and the free space; it may be removed as a whole."
    case .occupied(let path, let reason):
      "cannot make a book in '\(path)': \(reason). Name a folder that is absent or empty."
    case .missingTemplates(let own):
      "no templates found: neither in '\(own)' nor beside the program. "
        + "Run 'make install' again, or copy the folder 'templates' of a checkout into the project."
    case .unknownChapter(let name, let known):
      "there is no chapter '\(name)'. There are: \(known.joined(separator: ", "))."
    case .unknownProfile(let name, let known):
      known.isEmpty
        ? "no chapter declares a profile '\(name)'. Declare it in a chapter's front matter, "
          + "under 'profiles:'."
        : "no chapter declares a profile '\(name)'. Declared: \(known.joined(separator: ", "))."
    case .unknownParameter(let name, let nearest):
      "no chapter declares a parameter '\(name)'."
        + (nearest.map { " Did you mean '\($0)'?" } ?? " Declare it under 'params:' first.")
    case .badParameter(let name, let value, let expected):
      "parameter '\(name)' takes \(expected), got '\(value)'."
    case .badParameterFile(let mistake):
      mistake
    }
  }

  /// Whether the command line asks for something that the chapters do not have.
  package var isMistakeInArguments: Bool {
    switch self {
    case .unknownChapter, .unknownProfile, .unknownParameter, .badParameter, .badParameterFile: true
    default: false
    }
  }
}
