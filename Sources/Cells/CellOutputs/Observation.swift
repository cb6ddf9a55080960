/// Something from outside that a cell used, and what it found there.
///
/// A result is reused only where all that was observed is as it was, as build systems do with the
/// dependency files of a compiler.
package struct Observation: Hashable, Codable, Sendable {
  /// What was used.
  package enum Source: Hashable, Codable, Sendable {
    case parameter(String)
    /// The seed of the chapter's or the cell's options.
    case seed
    /// A file's content, by its path from the project's folder.
    case file(String)
    /// Whether a file is there, and what it is.
    case status(String)
    /// The names in a folder.
    case listing(String)
    /// A variable of the environment.
    case variable(String)
    /// All variables of the environment.
    case environment
    /// The engine.
    case engine
    /// What the engine computes with, such as `blas`.
    case machine(String)
    /// One file of a data set, wherever it was found: in the given folders, or, without any, where data
    /// sets are looked for.
    case data(set: String, file: String, folders: [String]?)
  }

  package var source: Source
  /// The value of a parameter or a variable as text, the SHA-256 of a file's content, or what a look at the
  /// system found (see `Finding`); `absent` where there is none.
  package var value: String
  /// Whether it was used only for what the cell displays at its end, which cells below do not see.
  package var isForDisplay: Bool

  package static let absent = "absent"

  package init(_ source: Source, value: String, isForDisplay: Bool = false) {
    self.source = source
    self.value = value
    self.isForDisplay = isForDisplay
  }
}

extension ParameterValue {
  /// The value as an observation keeps it: equal texts are equal values.
  package var observed: String {
    switch self {
    case .integer(let value): "integer \(value)"
    case .number(let value): "number \(value)"
    case .boolean(let value): "boolean \(value)"
    case .text(let value): "text \(value)"
    }
  }
}
