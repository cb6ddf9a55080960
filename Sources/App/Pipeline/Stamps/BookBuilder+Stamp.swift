import BinaryCoding
import Caching
import CellOutputs
import Digests
import Foundation
import Reports

/// A render that would change nothing ends at once.
///
/// - SeeAlso: `RenderStamp`.
extension BookBuilder {
  /// Looks whether a render would write anything else than what the last one with these options left.
  ///
  /// - Returns: What that one came to; `nil` when something has changed or nothing is known.
  func unchanged() async -> RenderOutcome? {
    guard let file = stampFile, options.usesCache else { return nil }
    // Before any file is looked at: what changes from now on is not part of the stamp.
    guard let now = FileStatus.clock(at: stampClock) else { return nil }
    guard let old = try? file.content(),
      let stamp = try? BinaryCoding.decode(RenderStamp.self, from: old),
      stamp.circumstances == circumstances,
      let renewed = stamp.unchangedFiles(at: now), areUnchanged(stamp.uses)
    else { return nil }
    // What is used stays young: cached results are not to go while they stand on the pages.
    let isOld = (file.age ?? 0) > Self.hour
    if isOld { for path in stamp.used { utimensat(AT_FDCWD, path, nil, 0) } }
    // Files that the last render had just written are known by their status from now on.
    if isOld || !stamp.isSettled, let bytes = try? BinaryCoding.encode(renewed) {
      try? file.write(bytes)
    }
    var outcome = RenderOutcome(diagnostics: stamp.diagnostics, entryPoints: stamp.entryPoints)
    outcome.unchangedCells = stamp.cells
    return outcome
  }

  /// Notes all that a render depended on and left, for the next one.
  ///
  /// - Parameters:
  ///   - outcome: What the render came to.
  ///   - executed: Its chapters.
  ///   - files: What it wrote, or found already in its place.
  ///   - folder: Where they lie.
  ///   - time: Before it looked at its outputs, by the clock of the file system.
  ///   - used: The files of the cache that it used.
  ///   - drawingFiles: The fonts, and what says which fonts there are.
  func stamp(
    _ outcome: RenderOutcome, of executed: [Executed], files: [MadeFile], in folder: URL,
    at time: Int?, using used: [String], drawnWith drawingFiles: [String]
  ) {
    guard let file = stampFile, let time, options.usesCache,
      executed.allSatisfy(\.outcome.isRepeatable),
      !outcome.diagnostics.contains(where: { $0.severity == .error }),
      let inputs = inputs(readBefore: time),
      let machine = machine(asOf: time, drawnWith: drawingFiles)
    else { return }
    let outputs = files.map {
      $0.inPlace
        ?? StampedFile(folder.appending(path: $0.entry.path).path, digest: $0.entry.sha256)
    }
    let keys = zip(files, outputs).compactMap { file, output in
      file.key.map { (output.path, $0) }
    }
    let stamp = RenderStamp(
      circumstances: circumstances, inputs: inputs + machine,
      uses: executed.flatMap(\.outcome.uses), outputs: outputs,
      keys: Dictionary(keys) { _, last in last }, time: time, used: used,
      cells: executed.reduce(0) { $0 + $1.cellCount },
      diagnostics: outcome.diagnostics, entryPoints: outcome.entryPoints)
    do {
      try file.write(try BinaryCoding.encode(stamp))
      try forgetOldStamps()
    } catch {
      // Without a stamp, the next render looks at everything, which only costs time.
    }
  }

  /// The clock of the file system on which the project lies; `nil` where no stamp is to be made.
  var fileSystemTime: Int? {
    guard stampFile != nil else { return nil }
    try? FileManager.default.createDirectory(
      atPath: stampFolder, withIntermediateDirectories: true)
    return FileStatus.clock(at: stampClock)
  }

  // MARK: Parts

  var stampFile: ChecksummedFile? {
    guard let arguments = options.arguments else { return nil }
    let folder = FileManager.default.currentDirectoryPath
    let command = ([folder] + arguments).joined(separator: "\0")
    let name = SHA256.hexadecimal(of: command.utf8).prefix(16)
    return ChecksummedFile(path: "\(stampFolder)/\(name)", name: "stamp \(name)")
  }

  private var stampFolder: String {
    project.stateFolder.appending(path: "cache/stamps").path
  }

  private var stampClock: String { "\(stampFolder)/clock" }

  private static let hour = 3600.0

  /// Keeps the stamps of the last few commands.
  private func forgetOldStamps() throws {
    let manager = FileManager.default
    let stamps = try manager.contentsOfDirectory(atPath: stampFolder).map {
      ChecksummedFile(path: "\(stampFolder)/\($0)", name: $0)
    }
    for old in stamps.sorted(by: { $0.age ?? 0 < $1.age ?? 0 }).dropFirst(Self.mostStamps) {
      try manager.removeItem(atPath: old.path)
    }
  }

  private static let mostStamps = 32

  /// What a render depends on besides files.
  var circumstances: [String: String] {
    var circumstances = surroundings
    circumstances["arguments"] = (options.arguments ?? []).joined(separator: "\0")
    circumstances["output"] = outputFolder.path
    return circumstances
  }

  /// What all programs that a render starts inherit or depend on besides files.
  var surroundings: [String: String] {
    // These tell terminals apart, and nothing that a render looks at; what a cell looks at is observed.
    let volatile: Set = ["_", "OLDPWD", "SHLVL", "WINDOWID", "TERM_SESSION_ID"]
    let variables = ProcessInfo.processInfo.environment.filter { !volatile.contains($0.key) }
      .map { "\($0.key)=\($0.value)" }.sorted().joined(separator: "\0")
    return [
      "form": "1",
      "folder": FileManager.default.currentDirectoryPath,
      "environment": SHA256.hexadecimal(of: variables.utf8),
      // Not only where they lie: a link may lead to another compiler than it did.
      "compiler": toolchain.compiler, "programs": programs.joined(separator: "\0"),
      // After a start of the machine, or on another one, its hardware may be another.
      "start of the machine": Machine.start,
      "device": environment.device(),
      "time zone": Finding.status(of: "/etc/localtime"),
    ]
  }

  /// The files that were read, and those that are not there; `nil` when one may have changed meanwhile.
  private func inputs(readBefore time: Int) -> [StampedFile]? {
    let (read, lookedFor) = project.inputs.all
    // The file system's clock may run behind this machine's.
    let now = Int(Date().timeIntervalSince1970 * 1e9)
    let start = project.inputs.start + min(0, time - now)
    var files: [StampedFile] = []
    for path in read.union(lookedFor).sorted() {
      guard let file = StampedFile(path, readSince: start),
        file.status != nil || !read.contains(path)
      else { return nil }
      files.append(file)
    }
    return files
  }

  /// The programs, libraries and fonts of this machine; `nil` when one was just installed.
  private func machine(asOf time: Int, drawnWith drawingFiles: [String]) -> [StampedFile]? {
    func stamped(_ paths: [String], before start: Int) -> [StampedFile]? {
      let files = Set(paths).sorted().map { StampedFile($0, digest: nil) }
      return files.allSatisfy { $0.status?.isSettled(before: start) ?? true } ? files : nil
    }
    let start = min(project.inputs.start, time)
    // This program and its libraries were opened a moment before the render noted its start.
    let second = 1_000_000_000
    // By the last, cells write times; see `World.conventions`.
    let shared = programs + drawingFiles + ["/etc/localtime"]
    guard let own = stamped(Machine.mappedFiles, before: start - 2 * second),
      let others = stamped(shared, before: start)
    else { return nil }
    return own + others
  }

  /// The programs that a render starts.
  var programs: [String] {
    let compiler = URL(filePath: toolchain.compiler).resolvingSymlinksInPath()
    let frontend = compiler.deletingLastPathComponent().appending(path: "swift-frontend")
    return [compiler.path, frontend.path, toolchain.worker, toolchain.supervisor]
  }

  /// Whether cells would find what they found.
  private func areUnchanged(_ uses: [CacheKey.Part]) -> Bool {
    let world = World(
      root: project.root, files: fileDigests(), data: environment.dataDigest,
      environment: ProcessInfo.processInfo.environment)
    return uses.allSatisfy(world.isCurrent)
  }
}

extension CacheKey.Part {
  /// The word before the name of a file that a cell's options name.
  private static let input = "input "

  /// Whether it is about something from outside of the chapters, which may change by itself.
  var isUse: Bool {
    switch Observation.Source(name: name) {
    // The programs of the engine, and the machine, are parts of a stamp of their own.
    case .parameter, .seed, .engine, .machine: false
    case nil: name.hasPrefix(Self.input)
    default: true
    }
  }

  /// The path of a file that a cell's options name; `nil` for other parts.
  var input: String? {
    name.hasPrefix(Self.input) ? String(name.dropFirst(Self.input.count)) : nil
  }
}

extension World {
  /// Whether something that was used is as it was found.
  func isCurrent(_ part: CacheKey.Part) -> Bool { currentPart(like: part) == part }

  /// The part of a key as it would be now.
  ///
  /// - Parameter part: One that was observed, or that a cell's options name as an input.
  /// - Returns: `nil` when it cannot be found out.
  fileprivate func currentPart(like part: CacheKey.Part) -> CacheKey.Part? {
    if let input = part.input {
      return CacheKey.Part(name: part.name, content: digest(ofInput: input))
    }
    guard let source = Observation.Source(name: part.name), let value = value(of: source) else {
      return nil
    }
    return CacheKey.Part(name: part.name, content: value)
  }
}
