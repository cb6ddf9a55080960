import Datasets

/// Images of bytes made larger, a batch of 64, as LeNet-5 takes MNIST and AlexNet takes CIFAR-10: first
/// wider, then higher.
enum ResamplingKernels {
  static var all: [KernelBenchmark] {
    let sizes = [(1, 28, 32), (3, 32, 224)].map { (planes: 64 * $0, from: $1, to: $2) }
    return sizes.map { widen(planes: $0.planes, from: $0.from, to: $0.to) }
      + sizes.map { heighten(planes: $0.planes, from: $0.from, to: $0.to) }
  }

  private static func widen(planes: Int, from side: Int, to newSide: Int) -> KernelBenchmark {
    let rows = planes * side
    return KernelBenchmark(
      "resample columns", "\(planes)×\(side), \(side)→\(newSide)",
      .bytes(Double(rows * (side + newSide)))
    ) {
      let weights = ResampleWeights(from: side, to: newSide)
      let (input, output) = (Bytes(rows * side), Bytes(rows * newSide))
      return { weights.resampleColumns(input.start, rows: rows, into: output.start) }
    }
  }

  private static func heighten(planes: Int, from side: Int, to newSide: Int) -> KernelBenchmark {
    KernelBenchmark(
      "resample rows", "\(planes)×\(newSide), \(side)→\(newSide)",
      .bytes(Double(planes * newSide * (side + newSide)))
    ) {
      let weights = ResampleWeights(from: side, to: newSide)
      let (input, output) = (Bytes(planes * side * newSide), Bytes(planes * newSide * newSide))
      return {
        weights.resampleRows(input.start, planes: planes, width: newSide, into: output.start)
      }
    }
  }
}
