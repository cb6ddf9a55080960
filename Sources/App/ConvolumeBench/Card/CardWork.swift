import EngineBenchmarks
import NeuralNetworks

/// Something that is timed on the card and in PyTorch, under the same name in both.
struct CardWork {
  enum Mode: String { case train, infer }

  var name: String
  var network: Network
  var mode: Mode
  var precision: Precision

  /// In the order of `Benchmarks/Peers/torch_gpu.py`.
  static let all = [
    CardWork(name: "lenet5-train", network: .lenet5, mode: .train, precision: .float32),
    CardWork(name: "lenet5-infer", network: .lenet5, mode: .infer, precision: .float32),
    CardWork(
      name: "alexnet-train-default", network: .alexnet, mode: .train, precision: .tf32Convolutions),
    CardWork(name: "alexnet-train-tf32", network: .alexnet, mode: .train, precision: .tf32),
    CardWork(name: "alexnet-train-float32", network: .alexnet, mode: .train, precision: .float32),
    CardWork(
      name: "alexnet-infer-default", network: .alexnet, mode: .infer, precision: .tf32Convolutions),
    CardWork(name: "alexnet-infer-tf32", network: .alexnet, mode: .infer, precision: .tf32),
    CardWork(name: "alexnet-infer-float32", network: .alexnet, mode: .infer, precision: .float32),
  ]
}
