import Datasets
import NeuralNetworks
import Tensors

/// All that the result of a training run depends on.
struct TrainingRun {
  /// Raised whenever the engine is changed so that the same run ends with other bits.
  static let engineVersion = "3"

  let description: String

  init(
    model: some Layer, data: LabeledImages, validation: LabeledImages?, optimizer: some Optimizer,
    loss: any Loss, epochs: Int, batch: Int, transforms: [any ImageTransform], seed: Int
  ) {
    // Other kernels add in another order, which shows in the last bits.
    var lines = [
      "engine: \(Self.engineVersion)", "kernels: \(InstructionSet.current), \(BLASLibrary.core)",
      "model: \(model)", "weights: \(Self.weights(of: model))",
    ]
    lines += ["data: \(Self.identity(of: data))"]
    lines += ["validation: \(validation.map(Self.identity) ?? "none")"]
    lines += ["optimizer: \(optimizer)", "loss: \(loss)", "epochs: \(epochs)", "batch: \(batch)"]
    lines += transforms.map { "transform: \($0.summary)" }
    lines += ["seed: \(seed)"]
    description = lines.joined(separator: "\n")
  }

  /// The SHA-256 of the description, in hexadecimal.
  var key: String { Datasets.digest(of: Array(description.utf8)) }

  private static func identity(of images: LabeledImages) -> String {
    "\(images.digest) \(images.normalization.summary)"
  }

  /// The SHA-256 of the names, shapes and numbers with which training starts.
  private static func weights(of model: some Layer) -> String {
    var bytes: [UInt8] = []
    for (name, tensor) in model.parameters + model.statistics {
      bytes += Array("\(name) \(tensor.shape) ".utf8)
      tensor.withValues { values in
        bytes.append(contentsOf: UnsafeRawBufferPointer(values))
      }
    }
    return Datasets.digest(of: bytes)
  }
}
