import CellOutputs
import Datasets
@preconcurrency import Foundation
import Synchronization
import Tensors

/// The worker's side of a run: where a cell's outputs go, and what the host gave it to read.
///
/// The worker sets it up before the first cell. Outside a worker (a cell's code pasted into a
/// program of one's own) outputs are printed as text.
package enum Session {
  /// Starts framing reports into standard output; called once, before any cell runs.
  package static func begin(marker: String) {
    setvbuf(stdout, nil, _IONBF, 0)
    state.withLock {
      $0.marker = marker
      $0.startFolder = FileManager.default.currentDirectoryPath
      $0.temporaryFolder = FileManager.default.temporaryDirectory.standardizedFileURL.path + "/"
    }
    DataUse.onUse { use in
      observe(.data(set: use.set, file: use.file, folders: use.folders), value: use.content)
    }
  }

  /// Says what the device is that cells compute on, with all that its results depend on.
  package static func use(device: String) {
    state.withLock { $0.device = device }
  }

  package static func prepare(parameters: [String: ParameterValue], seed: Int?) {
    state.withLock {
      $0.parameters = parameters
      $0.seed = seed
    }
  }

  /// Begins a cell, whose state depends on what `context` is a digest of.
  package static func enter(context: String) {
    use.withLock { $0 = CellUse(context: context) }
  }

  /// Takes over what the options of the next cell say.
  package static func apply(_ settings: CellSettings) {
    state.withLock {
      $0.seed = settings.seed
      $0.usesCheckpoints = settings.usesCheckpoints
      $0.seedRuns = settings.seedRuns
      $0.recordedResults = settings.recordedResults
    }
    Parallelism.threads = settings.threads ?? Parallelism.availableCores
  }

  /// Hands over one output of the cell that runs.
  package static func emit(_ output: CellOutput) {
    if marker == nil {
      print(output)
    } else {
      send(.output(output))
    }
  }

  package static func record(_ value: RecordedValue) {
    if marker == nil {
      print(value)
    } else {
      send(.recorded(value))
    }
  }

  /// Notes that the cell displays its last expression from here on.
  package static func beginDisplay() {
    use.withLock { $0.isForDisplay = true }
  }

  /// Notes that the cell used something from outside, and tells the host, once for each thing.
  package static func observe(_ source: Observation.Source, value: String) {
    if let observation = use.withLock({ $0.note(source, value: value) }) {
      send(.observed(observation))
    }
  }

  /// Notes that the cell read a file, and what it found there: `nil` when there was none.
  package static func observe(fileAt path: String, content: Data?) {
    let name = name(ofFileAt: path)
    guard !use.withLock({ $0.isOwn(name) }) else { return }
    observe(.file(name), value: content.map { digest(of: [UInt8]($0)) } ?? Observation.absent)
  }

  /// Notes that the cell asked what a file is, and whether it is there.
  package static func observe(statusOfFileAt path: String) {
    let name = name(ofFileAt: path)
    // The project's folder and those above it are there, as is the one for temporary files.
    guard name != ".", !isAbove(name), !use.withLock({ $0.isOwn(name) }) else {
      return
    }
    observe(.status(name), value: Finding.status(of: path))
  }

  /// Notes that the cell listed a folder.
  package static func observe(folderAt path: String) {
    let name = name(ofFileAt: path)
    guard !use.withLock({ $0.isOwn(name) }) else { return }
    observe(.listing(name), value: Finding.listing(of: path))
  }

  /// Notes that the cell read a variable of the environment, or all of them.
  package static func observe(variable name: String?) {
    guard let name else {
      let changed = state.withLock { $0.variables }
      let environment = ProcessInfo.processInfo.environment.filter { !changed.contains($0.key) }
      return observe(.environment, value: Finding.text(of: environment))
    }
    guard Finding.isInput(name), !state.withLock({ $0.variables.contains(name) }) else { return }
    observe(.variable(name), value: getenv(name).map { String(cString: $0) } ?? Observation.absent)
  }

  /// Notes that a cell set a variable, which is then the chapter's own work for as long as this process
  /// lives.
  package static func noteSet(variable name: String) {
    state.withLock { _ = $0.variables.insert(name) }
  }

  /// Notes that the cell wrote, made or removed a file, which is its own work when it looks at it again.
  package static func noteWritten(fileAt path: String) {
    let name = name(ofFileAt: path)
    if use.withLock({ $0.noteWritten(name) }) { send(.made(path: name)) }
  }

  /// Notes that a file that the cell wrote has another name now.
  package static func noteRenamed(fileAt path: String, to target: String) {
    let old = name(ofFileAt: path)
    if use.withLock({ $0.isOwn(old) }) { noteWritten(fileAt: target) }
  }

  /// A file's path from the folder in which cells begin, so that a project may be moved.
  private static func name(ofFileAt path: String) -> String {
    let startFolder = state.withLock { $0.startFolder }
    let whole = URL(filePath: path).standardizedFileURL.path
    if whole == startFolder { return "." }
    return whole.hasPrefix(startFolder + "/")
      ? String(whole.dropFirst(startFolder.count + 1)) : whole
  }

  private static func isAbove(_ folder: String) -> Bool {
    let start = folder.hasSuffix("/") ? folder : folder + "/"
    return state.withLock {
      $0.startFolder.hasPrefix(start) || $0.temporaryFolder.hasPrefix(start)
    }
  }

  /// A digest of all that the cell depends on at this moment, for a training run that depends on it.
  ///
  /// - Parameter run: A digest of all else that identifies the run. Cells are deterministic: the second
  ///   run of the same properties in a cell is the second one the next time as well.
  /// - Returns: `nil` outside a worker.
  package static func moment(of run: String) -> String? {
    use.withLock { $0.moment(of: run) }
  }

  /// Says which of several runs those that follow belong to; `nil` for a run of its own.
  static func enter(run: String?) {
    state.withLock { $0.run = run }
  }

  /// Tells the terminal how far a training run has come; at most ten times a second.
  package static func report(_ progress: TrainingProgress) {
    let now = ContinuousClock.now
    let isLast = progress.batch == progress.batches
    var progress = progress
    progress.run = state.withLock { $0.run }
    let isDue = state.withLock { state in
      if let last = state.lastProgress, !isLast, now - last < .milliseconds(100) { return false }
      state.lastProgress = now
      return true
    }
    if isDue { send(.progress(progress)) }
  }

  /// Sends a report to the host, in order with what was printed.
  package static func send(_ reply: WorkerReply) {
    guard let marker else { return }
    let payload: [UInt8]
    do {
      payload = try WireCoding.encode(reply)
    } catch {
      fatalError("An output could not be written: \(error)")
    }
    let frame = WorkerStream.frame(payload, marker: marker)
    // The lock is the one that print takes: no thread's text can land inside the frame.
    flockfile(stdout)
    fwrite(frame, 1, frame.count, stdout)
    fflush(stdout)
    funlockfile(stdout)
    // The same point in the error stream, so that the host can put the two in order.
    let barrier = WorkerStream.frame(WorkerStream.barrier(of: reply), marker: marker)
    fwrite(barrier, 1, barrier.count, stderr)
    fflush(stderr)
  }

  package static var parameters: [String: ParameterValue] { state.withLock { $0.parameters } }
  /// The seed that the cell's or the chapter's options give.
  package static var seed: Int? {
    let seed = state.withLock { $0.seed }
    observe(.seed, value: seed.map(String.init) ?? Observation.absent)
    return seed
  }
  /// The device as `use(device:)` told it; `nil` outside a worker.
  static var device: String? { state.withLock { $0.device } }
  /// Whether training runs are kept and read.
  package static var usesCheckpoints: Bool { state.withLock { $0.usesCheckpoints } }
  /// What cells above recorded for each of their seeds.
  package static var seedRuns: [SeedRun] { state.withLock { $0.seedRuns } }
  /// The file of what a whole run of the chapter recorded; `nil` outside a worker.
  static var pathOfRecordedResults: String? {
    state.withLock { state in state.recordedResults.map { "\(state.startFolder)/\($0)" } }
  }
  private static var marker: String? { state.withLock { $0.marker } }

  private struct State {
    var marker: String?
    /// Where cells begin.
    var startFolder = ""
    /// Ends with a slash.
    var temporaryFolder = ""
    /// The variables of the environment that cells have set.
    var variables: Set<String> = []
    var device: String?
    var parameters: [String: ParameterValue] = [:]
    var seed: Int?
    var usesCheckpoints = true
    var seedRuns: [SeedRun] = []
    var recordedResults: String?
    var lastProgress: ContinuousClock.Instant?
    /// Which of several training runs is on.
    var run: String?
  }

  // The worker's main thread writes it before a cell runs; the cell's tasks read it on any thread.
  private static let state = Mutex(State())
  private static let use = Mutex(CellUse())
}
