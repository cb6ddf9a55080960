import CellOutputs

/// Puts together what a worker prints and reports, in the order in which the cell did it.
struct OutputCollector {
  private(set) var outputs: [CellOutput] = []
  private(set) var recorded: [RecordedValue] = []
  private(set) var inlineValues: [String: String] = [:]
  /// What the cell used, in the order in which it did.
  private(set) var observations: [Observation] = []
  /// Bytes of text not yet made into an output, all of one stream.
  private var open: (stream: CellOutput.Stream, bytes: [UInt8])?
  private var printedCount = 0
  /// Told of printed text as it comes.
  private let tell: @Sendable ([UInt8], CellOutput.Stream) -> Void

  init(telling tell: @escaping @Sendable ([UInt8], CellOutput.Stream) -> Void = { _, _ in }) {
    self.tell = tell
  }

  /// How much text of one cell is kept, in bytes; an endless loop may print without end.
  static let printedLimit = 1 << 20

  mutating func print(_ bytes: [UInt8], to stream: CellOutput.Stream) {
    if let open, open.stream != stream { close() }
    let room = max(0, Self.printedLimit - printedCount)
    printedCount += bytes.count
    var added = Array(bytes.prefix(room))
    if room > 0, bytes.count >= room {
      added += Array("\n… (the rest of the printed text is left out)\n".utf8)
    }
    if !added.isEmpty { tell(added, stream) }
    open = (stream, (open?.bytes ?? []) + added)
  }

  /// Takes a report; returns whether it was an output worth telling a watcher.
  mutating func take(_ reply: WorkerReply) {
    switch reply {
    case .output(let output):
      close()
      outputs.append(output)
    case .recorded(let value):
      recorded.removeAll { $0.name == value.name }
      recorded.append(value)
    case .inlineValue(let expression, let text): inlineValues[expression] = text
    case .observed(let observation): observations.append(observation)
    case .made(let path): observations.removeAll { $0.source == .status(path) }
    case .progress, .done, .unloadable, .resumed, .unsafe: break
    }
  }

  /// Makes an output of the text printed so far.
  mutating func close() {
    guard let text = open, !text.bytes.isEmpty else { return }
    outputs.append(.printed(String(decoding: text.bytes, as: UTF8.self), stream: text.stream))
    open = nil
  }

  /// Takes off what a dying program wrote last to its error stream, which becomes the failure.
  mutating func removeLastWords() -> String {
    close()
    var words = ""
    for index in outputs.indices.reversed() {
      guard case .printed(let text, .error) = outputs[index] else { continue }
      words = text
      let kept = CrashReport.withoutLastWords(text)
      if kept.isEmpty {
        outputs.remove(at: index)
      } else {
        outputs[index] = .printed(kept, stream: .error)
      }
      break
    }
    return words
  }
}
