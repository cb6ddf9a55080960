/// An engine of cuDNN with its settings, by the numbers that they have in the library.
///
/// It is written `67 2=19 25=1`: the engine, then each setting (knob) and its value.
package struct ConvolutionAlgorithm: Hashable, Sendable {
  package struct Knob: Hashable, Sendable {
    package var type: Int
    package var value: Int

    package init(type: Int, value: Int) {
      self.type = type
      self.value = value
    }
  }

  package var engine: Int
  package var knobs: [Knob]

  package init(engine: Int, knobs: [Knob] = []) {
    self.engine = engine
    self.knobs = knobs.sorted { $0.type < $1.type }
  }

  /// Reads what `description` writes; nil for anything else.
  package init?(_ text: String) {
    let words = text.split(separator: " ")
    guard let engine = words.first.flatMap({ Int($0) }) else { return nil }
    var knobs: [Knob] = []
    for word in words.dropFirst() {
      let sides = word.split(separator: "=").compactMap { Int($0) }
      guard sides.count == 2, word.contains("=") else { return nil }
      knobs.append(Knob(type: sides[0], value: sides[1]))
    }
    self.init(engine: engine, knobs: knobs)
  }
}

extension ConvolutionAlgorithm: CustomStringConvertible {
  package var description: String {
    (["\(engine)"] + knobs.map { "\($0.type)=\($0.value)" }).joined(separator: " ")
  }
}

/// What cuDNN says of an engine that it recommends.
package struct AlgorithmOffer: Equatable, Sendable {
  package var algorithm: ConvolutionAlgorithm
  package var notes: Set<CuDNN.Note>

  package init(algorithm: ConvolutionAlgorithm, notes: Set<CuDNN.Note>) {
    self.algorithm = algorithm
    self.notes = notes
  }

  /// Whether a convolution may use it: the same bits at each run, and operands rounded only to TF32, and
  /// only where they may be.
  package func suits(_ convolution: DeviceConvolution) -> Bool {
    let never: Set<CuDNN.Note> = [.changesBits, .convertsOperandsDown, .sumsWithLessPrecision]
    guard notes.isDisjoint(with: never) else { return false }
    return convolution.precision == .tf32 || !notes.contains(.usesMatrixUnits)
  }
}
