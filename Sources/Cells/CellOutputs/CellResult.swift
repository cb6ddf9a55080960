/// All that became of a cell.
public struct CellResult: Hashable, Codable, Sendable {
  public var outputs: [CellOutput]
  public var recorded: [RecordedValue]
  /// The text of each inline expression that follows the cell, by its source.
  public var inlineValues: [String: String]
  public var failure: CellFailure?
  /// Wall time of the run, compilation excluded, in seconds.
  public var seconds: Double
  /// Processor time of all threads, in seconds.
  public var cpuSeconds: Double
  /// The most memory that the worker held while the cell ran, in bytes.
  public var peakMemory: Int

  public init(
    outputs: [CellOutput] = [], recorded: [RecordedValue] = [],
    inlineValues: [String: String] = [:], failure: CellFailure? = nil, seconds: Double = 0,
    cpuSeconds: Double = 0, peakMemory: Int = 0
  ) {
    self.outputs = outputs
    self.recorded = recorded
    self.inlineValues = inlineValues
    self.failure = failure
    self.seconds = seconds
    self.cpuSeconds = cpuSeconds
    self.peakMemory = peakMemory
  }
}

/// Why a cell did not end well, and where in the chapter.
public struct CellFailure: Hashable, Codable, Sendable {
  public enum Kind: String, Hashable, Codable, Sendable {
    case compile
    case `throw`
    case trap
    case timeout
    case memory
    /// It had too many processes at once.
    case processes
    /// A cell above it failed, so this one was not run.
    case skipped
  }

  public var kind: Kind
  public var message: String
  /// In the chapter, from 1; `nil` when no line is known.
  public var line: Int?
  public var column: Int?
  /// How to repair it, when that is known.
  public var fix: String?

  public init(
    kind: Kind, message: String, line: Int? = nil, column: Int? = nil, fix: String? = nil
  ) {
    self.kind = kind
    self.message = message
    self.line = line
    self.column = column
    self.fix = fix
  }
}
