import Foundation

/// What a whole run of a chapter recorded, and with what: `chapters/results/<chapter>.json`.
///
/// The file lies beside the chapters and is kept with them, so that a short run can quote it, and that
/// anyone can tell whether the results still hold.
package struct RecordedResults: Hashable, Codable, Sendable {
  package struct Value: Hashable, Sendable {
    package var name: String
    package var content: RecordedValue.Content
    package var unit: String?
    /// How far another run may be from it; `nil` when it must be the same, or `basis` says how far.
    package var tolerance: Double?
    package var basis: RecordedValue.Basis?
    /// The name of the cell that recorded it.
    package var cell: String
    /// What the cell's random streams started from; of a cell with `seeds:`, the run that is shown.
    package var seed: Int?

    package init(
      _ value: RecordedValue, tolerance: Double?, cell: String, seed: Int?
    ) {
      name = value.name
      content = value.content
      unit = value.unit
      self.tolerance = tolerance
      basis = value.basis
      self.cell = cell
      self.seed = seed
    }
  }

  /// The chapter's path.
  package var chapter: String
  package var profile: String
  /// The parameters' values, as text.
  package var parameters: [String: String]
  /// The digest of the engine's sources.
  package var engine: String
  /// The processor, its matrix library and device, by name.
  package var machine: [String: String]
  /// The SHA-256 of each file of a data set that was read.
  package var data: [String: String]
  /// For how long the cells ran, in seconds of wall time; `nil` in files that do not say it.
  ///
  /// A training that went on from a checkpoint counts from there.
  package var seconds: Double?
  /// In the order in which they were recorded.
  package var values: [Value]

  package init(
    chapter: String, profile: String, parameters: [String: String], engine: String,
    machine: [String: String], data: [String: String], seconds: Double? = nil, values: [Value]
  ) {
    self.chapter = chapter
    self.profile = profile
    self.parameters = parameters
    self.engine = engine
    self.machine = machine
    self.data = data
    self.seconds = seconds
    self.values = values
  }

  /// The path of the file for a chapter at `path`: `chapters/results/03-lenet-5.json`.
  package static func path(forChapterAt path: String) -> String {
    var steps = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    let name = steps.popLast() ?? path
    let slug = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
    return (steps + ["results", "\(slug).json"]).joined(separator: "/")
  }

  /// Reads a file's bytes.
  ///
  /// - Throws: `DecodingError`.
  package init(json bytes: Data) throws {
    self = try JSONDecoder().decode(Self.self, from: bytes)
  }

  /// The file's bytes; the same for the same results, which took as long.
  package func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self) + Data("\n".utf8)
  }
}

extension RecordedResults.Value: Codable {
  private enum Key: String, CodingKey { case name, value, unit, tolerance, basis, cell, seed }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    name = try container.decode(String.self, forKey: .name)
    unit = try container.decodeIfPresent(String.self, forKey: .unit)
    tolerance = try container.decodeIfPresent(Double.self, forKey: .tolerance)
    basis = try container.decodeIfPresent(RecordedValue.Basis.self, forKey: .basis)
    cell = try container.decode(String.self, forKey: .cell)
    seed = try container.decodeIfPresent(Int.self, forKey: .seed)
    content = try container.decode(RecordedValue.Content.JSON.self, forKey: .value).content
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(name, forKey: .name)
    try container.encodeIfPresent(unit, forKey: .unit)
    try container.encodeIfPresent(tolerance, forKey: .tolerance)
    try container.encodeIfPresent(basis, forKey: .basis)
    try container.encode(cell, forKey: .cell)
    try container.encodeIfPresent(seed, forKey: .seed)
    try container.encode(RecordedValue.Content.JSON(content), forKey: .value)
  }
}
