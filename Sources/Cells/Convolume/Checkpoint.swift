import Datasets
import Foundation
import NeuralNetworks

/// The file in which one training run is kept, from epoch to epoch.
///
///     bytes 0-63   the SHA-256 of all that follows, in hexadecimal
///     then         the number of batches, 8 bytes, little-endian
///     then         the loss of each batch, 8 bytes each
///     then         the state, as `TrainingState.bytes` writes it
package struct Checkpoint {
  package struct Content: Equatable {
    /// Of every batch so far.
    package var losses: [Double]
    package var state: TrainingState

    package init(losses: [Double], state: TrainingState) {
      self.losses = losses
      self.state = state
    }
  }

  package let file: URL

  package init(file: URL) { self.file = file }

  /// The file of a run in the folder that `CONVOLUME_CHECKPOINTS` names; `nil` without one.
  ///
  /// A run that nothing identifies is not stored, which is reported on standard error.
  static func forRun(of run: @autoclosure () -> TrainingRun) -> Checkpoint? {
    guard Session.usesCheckpoints,
      let folder = getenv("CONVOLUME_CHECKPOINTS").map({ String(cString: $0) }), !folder.isEmpty
    else { return nil }
    guard let key = run().key else {
      report(
        "this training run is not stored in \(folder): code from outside the engine takes part, and "
          + "only within a chapter is it known what that depends on.\n")
      return nil
    }
    return Checkpoint(file: URL(filePath: folder).appending(path: "\(key).training"))
  }

  /// What was stored, or `nil` when there is nothing, or nothing that can be used.
  ///
  /// A damaged file costs time, not correctness: it is reported on standard error, and the run
  /// starts over.
  func read(fitting model: some Layer) -> Content? {
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    do {
      let content = try Self.decode([UInt8](Data(contentsOf: file)))
      var trial = model
      try content.state.restore(&trial)
      return content
    } catch {
      Self.report("the checkpoint \(file.path) cannot be used (\(error)); training starts over.\n")
      return nil
    }
  }

  /// Stores a run: a reader finds the old content or the new, never a part.
  package func write(_ content: Content) throws {
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(Self.encode(content)).write(to: file, options: .atomic)
  }

  static func encode(_ content: Content) -> [UInt8] {
    var bytes: [UInt8] = []
    func append(_ word: UInt64) {
      withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
    }
    append(UInt64(content.losses.count))
    for loss in content.losses { append(loss.bitPattern) }
    bytes += content.state.bytes
    return Array(digest(of: bytes).utf8) + bytes
  }

  static func decode(_ bytes: [UInt8]) throws -> Content {
    let body = Array(bytes.dropFirst(64))
    guard body.count >= 8, Array(digest(of: body).utf8) == Array(bytes.prefix(64)) else {
      throw CheckpointError.damaged
    }
    func word(_ place: Int) -> UInt64 {
      body[place * 8..<place * 8 + 8].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
    let count = word(0)
    guard count < body.count / 8 else { throw CheckpointError.damaged }
    let losses = (0..<Int(count)).map { Double(bitPattern: word($0 + 1)) }
    let state = try TrainingState(bytes: Array(body.dropFirst(8 * (losses.count + 1))))
    return Content(losses: losses, state: state)
  }

  private static func report(_ message: String) {
    FileHandle.standardError.write(Data(message.utf8))
  }
}

enum CheckpointError: Error, CustomStringConvertible {
  case damaged

  var description: String { "its bytes do not agree with its SHA-256" }
}
