import ArgumentParser
import NeuralNetworks

/// The networks that are measured, by their names on the command line.
package enum Network: String, ExpressibleByArgument, CaseIterable, Encodable {
  case lenet5, alexnet
  case smallAlexNet = "small-alexnet"

  /// `[channels, height, width]` of an image.
  package var imageShape: [Int] {
    switch self {
    case .lenet5: [1, 32, 32]
    case .alexnet: [3, 224, 224]
    case .smallAlexNet: [3, 32, 32]
    }
  }

  /// The network with its weights drawn.
  package func model(seed: Int) -> Sequential {
    switch self {
    case .lenet5: .leNet5(size: 32, pooling: AveragePool2D(window: 2), seed: seed)
    case .alexnet: .alexNet(seed: seed)
    case .smallAlexNet: .smallAlexNet(dropout: Recipe.smallAlexNetDropout, seed: seed)
    }
  }
}
