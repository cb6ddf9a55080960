import Convolume
import Foundation
import NeuralNetworks
import Tensors
import TestSupport
import Testing

/// The network of `small` in `Golden/weights.py`.
func smallNetwork(seed: Int = 1) -> Sequential {
  Sequential(input: [1, 6, 6], seed: seed) {
    Conv2D(from: 1, to: 2, kernel: 3)
    BatchNorm2D(channels: 2)
    ReLU()
    Residual(shortcut: { Conv2D(from: 2, to: 3, kernel: 1) }) {
      Conv2D(from: 2, to: 3, kernel: 3, padding: .same, bias: false)
      BatchNorm2D(channels: 3)
    }
    Flatten()
    Linear(from: 3 * 4 * 4, to: 3)
  }
}

@Suite struct WeightsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func path(_ name: String) -> String { folder.url.appending(path: name).path }

  /// A file that `Golden/weights.py` recorded with PyTorch and the `safetensors` package.
  private func recorded(_ name: String) -> URL {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Golden/\(name).safetensors")
  }

  @Test func `a network that PyTorch trained computes the same scores here`() throws {
    var network = smallNetwork()
    try network.loadWeights(from: recorded("network").path)
    let example = try SafeTensors(Data(contentsOf: recorded("example")))
    let (images, scores) = (
      try #require(example.tensor("images")), try #require(example.tensor("scores"))
    )
    #expect((network(images) - scores).magnitudes().max() < 1e-5)
  }

  @Test func `the bytes are those that Python's package writes`() throws {
    var network = smallNetwork()
    try network.loadWeights(from: recorded("network").path)
    try network.saveWeights(to: path("network.safetensors"))
    #expect(
      try folder.bytes(of: "network.safetensors") == Data(contentsOf: recorded("uncounted")))
  }

  @Test func `reads back what it wrote, to the bit`() throws {
    let saved = smallNetwork(seed: 1)
    try saved.saveWeights(to: path("weights"))
    var loaded = smallNetwork(seed: 2)
    #expect(loaded.parameters.map(\.value) != saved.parameters.map(\.value))
    try loaded.loadWeights(from: path("weights"))
    #expect(loaded.parameters.map(\.value) == saved.parameters.map(\.value))
    #expect(loaded.statistics.map(\.value) == saved.statistics.map(\.value))
    #expect(folder.files() == ["weights"])
  }

  @Test func `names are PyTorch's, by place or as given`() {
    let network = Sequential {
      Conv2D(from: 1, to: 1, kernel: 1).named("C1")
      ReLU()
      Conv2D(from: 1, to: 1, kernel: 1, bias: false)
      BatchNorm2D(channels: 1)
      Residual {
        Conv2D(from: 1, to: 1, kernel: 1, bias: false).named("inner")
        Conv2D(from: 1, to: 1, kernel: 1, bias: false)
      }
      Conv2D(from: 1, to: 1, kernel: 1, bias: false)
    }
    #expect(
      network.weightNames.parameters == [
        "C1.weight", "C1.bias", "2.weight", "3.weight", "3.bias", "4.branch.inner.weight",
        "4.branch.1.weight", "5.weight",
      ])
    #expect(network.weightNames.statistics == ["3.running_mean", "3.running_var"])
    #expect(Linear(from: 1, to: 1).weightNames.parameters == ["weight", "bias"])
  }

  @Test func `weights of another network are refused, with every difference`() throws {
    let saved = Sequential {
      Linear(from: 3, to: 4)
      ReLU()
      Linear(from: 4, to: 2).named("scores")
    }
    try saved.saveWeights(to: path("other"))
    var network = Sequential(seed: 5) {
      Linear(from: 3, to: 5)
      ReLU()
      Linear(from: 5, to: 2)
    }
    let before = network.parameters.map(\.value)
    let error = #expect(throws: WeightsError.self) { try network.loadWeights(from: path("other")) }
    #expect(
      error?.description.replacing(path("other"), with: "other") == """
        other: these are not the weights of this network:
          '0.weight' is [5, 3] here, [4, 3] in the file
          '0.bias' is [5] here, [4] in the file
          '2.weight' [2, 5] is not in the file
          '2.bias' [2] is not in the file
          'scores.bias' [2] is in the file only
          'scores.weight' [2, 4] is in the file only
        Build the network that they were saved from; layers may be given the names of the file with \
        named(_:).
        """)
    #expect(network.parameters.map(\.value) == before)
  }

  @Test func `a place that cannot be read or written is named`() {
    var network = smallNetwork()
    let missing = path("missing.safetensors")
    let unread = #expect(throws: WeightsError.self) { try network.loadWeights(from: missing) }
    #expect(unread?.description.hasPrefix("\(missing): cannot be read: ") == true)
    let unwritten = #expect(throws: WeightsError.self) {
      try network.saveWeights(to: path("no/such/folder"))
    }
    #expect(unwritten?.description.contains("cannot be written: ") == true)
  }

  @Test func `two tensors of one name stop the program`() async {
    await #expect(processExitsWith: .failure) {
      let network = Sequential {
        Linear(from: 1, to: 1).named("1")
        Linear(from: 1, to: 1)
      }
      try network.saveWeights(to: "/nowhere/weights")
    }
  }
}
