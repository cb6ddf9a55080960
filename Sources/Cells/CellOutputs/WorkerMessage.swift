/// What the host asks of a worker: one line of JSON each, on the worker's standard input.
package enum WorkerRequest: Hashable, Codable, Sendable {
  /// Sets what cells read as `params`, and the chapter's seed.
  case prepare(parameters: [String: ParameterValue], seed: Int?)
  /// Sets what the options of the cells that run next say.
  case set(CellSettings)
  /// Loads a library that has nothing to run, so that later libraries find its symbols.
  case load(library: String)
  /// Loads a cell's library and calls its entry function.
  ///
  /// `context` is a digest of all that the cell's state depends on: its code, and the code of the cells
  /// that it needs, with what they used.
  case run(library: String, entry: String, context: String)
  /// Keeps the state as it is now, to come back to it.
  case snapshot
  /// Goes back to the snapshot of that number, from 0, and forgets those that were taken after it.
  case goBack(to: Int)
}

/// What a worker tells the host, framed within its standard output (see `WorkerStream`).
package enum WorkerReply: Hashable, Codable, Sendable {
  case output(CellOutput)
  case recorded(RecordedValue)
  case inlineValue(expression: String, text: String)
  case progress(TrainingProgress)
  /// The cell used something that may be another one tomorrow.
  case observed(Observation)
  /// The cell made or removed the file at this path: what is found there is its own work from now on, also
  /// when it had asked before whether the file is there.
  case made(path: String)
  /// The request is done. `failure` tells what was thrown, and at which place of the cell.
  case done(seconds: Double, cpuSeconds: Double, peakMemory: Int, failure: ThrownError?)
  /// The library could not be loaded, which no cell is to blame for.
  case unloadable(reason: String)
  /// The process goes on from the last of its snapshots, as the process with this number.
  ///
  /// `death` is how the process before it ended, in the system's words (`wait(2)`), when it was not asked to.
  case resumed(process: Int32, snapshots: Int, death: Int32?)
  /// No snapshot can be taken.
  case unsafe(reason: String)

  package struct ThrownError: Hashable, Codable, Sendable {
    package var message: String
    /// From 1, within the cell.
    package var line: Int
    /// From 1, in UTF-8 bytes, as the compiler counts.
    package var column: Int

    package init(message: String, line: Int, column: Int) {
      self.message = message
      self.line = line
      self.column = column
    }
  }
}

/// A parameter's value, as front matter or the command line gave it.
package enum ParameterValue: Hashable, Codable, Sendable {
  case integer(Int)
  case number(Double)
  case boolean(Bool)
  case text(String)
}
