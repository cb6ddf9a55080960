import NeuralNetworks
import Tensors
import Testing

@Suite struct SequentialTests {
  @Test func `the mistake in the well-known LeNet listing is caught when the model is built`() async
  {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Sequential(input: [1, 32, 32], seed: 7) {
        Conv2D(from: 1, to: 6, kernel: 5)
        ReLU()
        MaxPool2D(window: 2)
        Conv2D(from: 6, to: 16, kernel: 5)
        ReLU()
        MaxPool2D(window: 2)
        Flatten()
        Linear(from: 16 * 4 * 4, to: 120)
      }
    }
    #expect(
      text(result).contains(
        """
        Sequential(input: [1, 32, 32]): layer 8, Linear(from: 256, to: 120), takes 256 features, \
        but layer 7, Flatten(), makes 400.
        How the shapes come about:
             input                               1×32×32
          1  Conv2D(from: 1, to: 6, kernel: 5)   6×28×28   (32 − 5) / 1 + 1 = 28
          2  ReLU()                              6×28×28
          3  MaxPool2D(window: 2)                6×14×14   (28 − 2) / 2 + 1 = 14
          4  Conv2D(from: 6, to: 16, kernel: 5)  16×10×10  (14 − 5) / 1 + 1 = 10
          5  ReLU()                              16×10×10
          6  MaxPool2D(window: 2)                16×5×5    (10 − 2) / 2 + 1 = 5
          7  Flatten()                           400       16×5×5 = 400
        16×5×5 = 400, not 256.
        Fix: Write Linear(from: 400, to: 120), or change the layers above it.
        """))
  }

  @Test func `a linear layer behind images asks for Flatten`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Sequential(input: [1, 8, 8]) { Linear(from: 64, to: 10) }
    }
    #expect(
      text(result).contains(
        "layer 1, Linear(from: 64, to: 10), takes a row of 64 features, but the input is 1×8×8."))
    #expect(text(result).contains("Fix: Place Flatten() before it."))
  }

  @Test func `a window larger than its image is caught, too`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Sequential(input: [1, 8, 8]) {
        MaxPool2D(window: 4)
        Conv2D(from: 1, to: 2, kernel: 5)
      }
    }
    #expect(text(result).contains("an image of at least 5×5 pixels, padding included"))
  }

  @Test func `equal seeds give equal weights, and each layer its own`() {
    func chain(_ seed: Int) -> Sequential {
      Sequential(seed: seed) {
        Linear(from: 4, to: 4)
        Linear(from: 4, to: 4)
      }
    }
    #expect(chain(1).weights(ofLayer: 0) == chain(1).weights(ofLayer: 0))
    #expect(chain(1).weights(ofLayer: 0) != chain(2).weights(ofLayer: 0))
    #expect(chain(1).weights(ofLayer: 0) != chain(1).weights(ofLayer: 1))
  }

  @Test func `weights of your own stay as they are`() {
    let filter = Tensor([1, -1], shape: [2, 1, 1, 1])
    let chain = Sequential(seed: 5) { Conv2D(weight: filter).named("edges") }
    #expect(chain.weights(of: "edges") == filter)
  }

  @Test func `layers are named by kind and number, or as reported`() {
    let chain = Sequential {
      Conv2D(from: 1, to: 1, kernel: 1).named("C1")
      ReLU()
      for _ in 0..<2 { ReLU() }
    }
    #expect(chain.names == ["C1", "ReLU 1", "ReLU 2", "ReLU 3"])
    #expect(chain.parameters.map(\.name) == ["C1.weight", "C1.bias"])
  }

  @Test func `activations are the outputs of all layers, the last one the network's`() {
    let model = Sequential.leNet5(seed: 1)
    let images = Tensor.normal(shape: [2, 1, 28, 28], seed: 2)
    let steps = model.activations(for: images)
    #expect(steps.map(\.name) == model.names)
    #expect(steps[2].output.shape == [2, 6, 14, 14])
    #expect(steps.last?.output == model(images))
  }

  @Test func `describes itself as it is written`() {
    let chain = Sequential {
      Conv2D(from: 3, to: 4, kernel: 3, stride: 2, padding: .same, dilation: 2)
      MaxPool2D(window: 3, stride: 2, padding: 1)
    }
    #expect(
      chain.description == """
        Sequential {
          Conv2D(from: 3, to: 4, kernel: 3, stride: 2, padding: .same, dilation: 2)
          MaxPool2D(window: 3, stride: 2, padding: 1)
        }
        """)
  }
}
