import Tensors

// The format: eight letters, then every value in a fixed order. Numbers are little-endian; counts and
// extents take 8 bytes, samples 4, measurements 8. A tensor is its rank, its extents, its samples; a
// list is its count, then its elements; an absent measurement is the quiet NaN.
extension TrainingState {
  private static let signature = Array("CVLMTRN1".utf8)

  /// The state as the content of a file.
  public var bytes: [UInt8] {
    var writer = StateWriter()
    writer.bytes = Self.signature
    writer.write(parameters)
    writer.write(statistics)
    writer.write(optimizer.steps)
    writer.write(optimizer.slots.count)
    for slot in optimizer.slots { writer.write(slot) }
    writer.write(history.epochs.count)
    for epoch in history.epochs {
      writer.write(epoch.epoch)
      for value in [
        epoch.trainingLoss, epoch.trainingAccuracy, epoch.validationLoss ?? .nan,
        epoch.validationAccuracy ?? .nan, epoch.learningRate, epoch.seconds,
      ] { writer.write(value) }
    }
    return writer.bytes
  }

  /// Reads a state from the content of a file.
  ///
  /// - Parameter bytes: What `bytes` returned.
  /// - Throws: `TrainingError.unreadableState` when they are cut short or something else.
  public init(bytes: [UInt8]) throws {
    guard bytes.starts(with: Self.signature) else {
      throw TrainingError.unreadableState(offset: 0, reason: "it does not begin as one")
    }
    var reader = StateReader(bytes: bytes, offset: Self.signature.count)
    let parameters = try reader.tensors()
    let statistics = try reader.tensors()
    var optimizer = OptimizerMemory()
    optimizer.steps = try reader.count()
    for _ in 0..<(try reader.count()) { optimizer.slots.append(try reader.tensors()) }
    var history = History()
    for _ in 0..<(try reader.count()) {
      let number = try reader.count()
      var values = [Double]()
      for _ in 0..<6 { values.append(Double(bitPattern: try reader.word())) }
      history.epochs.append(
        History.Epoch(
          epoch: number, trainingLoss: values[0], trainingAccuracy: values[1],
          validationLoss: values[2].isNaN ? nil : values[2],
          validationAccuracy: values[3].isNaN ? nil : values[3], learningRate: values[4],
          seconds: values[5]))
    }
    guard reader.offset == bytes.count else {
      throw TrainingError.unreadableState(
        offset: reader.offset, reason: "\(bytes.count - reader.offset) bytes are left over")
    }
    self.init(
      parameters: parameters, statistics: statistics, optimizer: optimizer, history: history)
  }
}

private struct StateWriter {
  var bytes = [UInt8]()

  mutating func write(_ count: Int) { write(word: UInt64(count)) }
  mutating func write(_ value: Double) { write(word: value.bitPattern) }

  private mutating func write(word: UInt64) {
    withUnsafeBytes(of: word.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func write(_ tensors: [Tensor]) {
    write(tensors.count)
    for tensor in tensors {
      write(tensor.rank)
      for extent in tensor.shape { write(extent) }
      tensor.withValues { values in
        for value in values {
          withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes.append(contentsOf: $0) }
        }
      }
    }
  }
}

private struct StateReader {
  let bytes: [UInt8]
  var offset: Int

  mutating func word() throws -> UInt64 {
    try require(8)
    defer { offset += 8 }
    return bytes.withUnsafeBytes {
      UInt64(littleEndian: $0.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }
  }

  mutating func count() throws -> Int {
    let start = offset
    let word = try word()
    guard word < 1 << 40 else {
      throw TrainingError.unreadableState(offset: start, reason: "\(word) cannot be a count")
    }
    return Int(word)
  }

  mutating func tensors() throws -> [Tensor] {
    var list = [Tensor]()
    for _ in 0..<(try count()) {
      var shape = [Int]()
      for _ in 0..<(try count()) { shape.append(try count()) }
      // Checked before memory is reserved: a damaged extent may ask for anything.
      var samples = 1
      for extent in shape {
        let (product, overflow) = samples.multipliedReportingOverflow(by: extent)
        guard !overflow, product <= bytes.count else { try require(.max); break }
        samples = product
      }
      try require(4 * samples)
      let start = offset
      list.append(
        Tensor(shape: shape) { values in
          bytes.withUnsafeBytes { bytes in
            for index in 0..<samples {
              let pattern = bytes.loadUnaligned(
                fromByteOffset: start + 4 * index, as: UInt32.self)
              values[index] = Float(bitPattern: UInt32(littleEndian: pattern))
            }
          }
        })
      offset += 4 * samples
    }
    return list
  }

  private func require(_ length: Int) throws {
    guard length <= bytes.count - offset else {
      throw TrainingError.unreadableState(offset: offset, reason: "the bytes end too early")
    }
  }
}
