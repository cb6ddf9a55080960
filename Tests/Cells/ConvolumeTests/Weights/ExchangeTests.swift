import Convolume
import Foundation
import NeuralNetworks
import Tensors
import Testing

/// Both directions with PyTorch itself, by `make exchange`.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["CONVOLUME_EXCHANGE"] != nil))
struct ExchangeTests {
  private let folder = ProcessInfo.processInfo.environment["CONVOLUME_EXCHANGE"] ?? ""

  private func file(_ name: String) -> String { "\(folder)/\(name).safetensors" }

  @Test(arguments: ["small", "lenet"])
  func `networks compute the same scores on both sides`(_ name: String) throws {
    var network = name == "small" ? smallNetwork() : .leNet5()
    try network.loadWeights(from: file("\(name)-there"))
    let there = try SafeTensors(Data(contentsOf: URL(filePath: file("\(name)-there-example"))))
    let images = try #require(there.tensor("images"))
    let scores = try #require(there.tensor("scores"))
    #expect(
      (network(images) - scores).magnitudes().max() < 2e-5 * scores.magnitudes().max())

    network = name == "small" ? smallNetwork(seed: 3) : .leNet5(seed: 3)
    let labels = (0..<images.shape[0]).map { $0 % 3 }
    try train(
      &network, on: LabeledBatch(images: images, labels: labels), optimizer: Adam(), epochs: 5,
      batch: 20)
    try network.saveWeights(to: file("\(name)-here"))
    try SafeTensors.bytes(of: [("images", images), ("scores", network(images))])
      .write(to: URL(filePath: file("\(name)-here-example")))
  }
}
