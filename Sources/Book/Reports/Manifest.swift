/// What a render was made from and how: `output/manifest.json`.
///
/// Two renders of the same sources on the same machine have the same manifest.
package struct Manifest: StableJSON, Hashable, Sendable {
  /// A file, and the digest of its content.
  package struct File: Hashable, Codable, Sendable {
    /// Relative to the project, or to the output folder.
    package var path: String
    /// In hexadecimal.
    package var sha256: String

    package init(path: String, sha256: String) {
      self.path = path
      self.sha256 = sha256
    }
  }

  package struct Cell: Hashable, Codable, Sendable {
    package var name: String
    /// The line of the chapter on which its code begins.
    package var line: Int
    /// The named parts of the cell's key: source, options, engine, toolchain, inputs ….
    package var key: [String: String]

    package init(name: String, line: Int, key: [String: String]) {
      self.name = name
      self.line = line
      self.key = key
    }
  }

  package struct Chapter: Hashable, Codable, Sendable {
    package var source: File
    package var cells: [Cell]

    package init(source: File, cells: [Cell]) {
      self.source = source
      self.cells = cells
    }
  }

  package var title: String
  /// The profile that was rendered, such as `quick`.
  package var profile: String?
  /// `student`, for an edition without solutions.
  package var edition: String?
  package var chapters: [Chapter]
  /// Data and other files that the cells read.
  package var inputs: [File]
  /// The files of the report, relative to the output folder.
  package var outputs: [File]
  /// The machine and its software, such as the toolchain and the BLAS core.
  package var facts: [Report.Fact]

  package init(
    title: String, profile: String? = nil, edition: String? = nil, chapters: [Chapter],
    inputs: [File] = [],
    outputs: [File] = [], facts: [Report.Fact] = []
  ) {
    self.title = title
    self.profile = profile
    self.edition = edition
    self.chapters = chapters
    self.inputs = inputs
    self.outputs = outputs
    self.facts = facts
  }
}
