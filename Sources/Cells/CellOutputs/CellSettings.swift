/// What a cell's options say to the worker that runs it.
package struct CellSettings: Hashable, Codable, Sendable {
  /// What cells read as `seed`; `nil` for 0.
  package var seed: Int?
  /// How many threads the engine computes on; `nil` for all cores.
  package var threads: Int?
  /// Whether training runs are kept, and read where they were kept before.
  package var usesCheckpoints: Bool
  /// What cells above recorded for each of their seeds, where the cell asks for it.
  package var seedRuns: [SeedRun]
  /// Where a whole run of the chapter recorded its results, relative to the folder in which cells begin.
  package var recordedResults: String?

  package init(
    seed: Int? = nil, threads: Int? = nil, usesCheckpoints: Bool = true, seedRuns: [SeedRun] = [],
    recordedResults: String? = nil
  ) {
    self.recordedResults = recordedResults
    self.seed = seed
    self.threads = threads
    self.usesCheckpoints = usesCheckpoints
    self.seedRuns = seedRuns
  }
}

/// What a cell with `seeds:` recorded when it ran with one of them.
package struct SeedRun: Hashable, Codable, Sendable {
  /// The cell's name.
  package var cell: String
  package var seed: Int
  package var recorded: [RecordedValue]

  package init(cell: String, seed: Int, recorded: [RecordedValue]) {
    self.cell = cell
    self.seed = seed
    self.recorded = recorded
  }
}
