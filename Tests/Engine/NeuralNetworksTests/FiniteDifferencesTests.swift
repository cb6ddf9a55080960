import NeuralNetworks
import Tensors
import Testing

/// Every layer's backward pass against finite differences of its forward pass.
@Suite struct FiniteDifferencesTests {
  /// Of the largest gradient; the differences themselves are good to about a thousandth.
  let tolerance: Float = 5e-3
  let image = Tensor.normal(shape: [2, 2, 5, 4], seed: 1)
  let features = Tensor.normal(shape: [3, 4], seed: 2)

  /// Distinct numbers, 0.1 apart: a step of 0.01 changes no maximum and crosses no zero.
  let spacedImage: Tensor = {
    var stream = RandomStream(seed: 3, purpose: "spaced")
    let order = stream.permutation(of: 80)
    return Tensor(order.map { Float($0) * 0.1 - 3.95 }, shape: [2, 2, 5, 4])
  }()

  private func error(
    _ layer: some Layer, _ input: Tensor, pass: Pass = .inference
  ) -> Float {
    FiniteDifferences(layer, input: input, pass: pass).largestError()
  }

  @Test(arguments: PaddingMode.allCases)
  func `convolution, with every kind of border`(mode: PaddingMode) {
    let layer = Conv2D(from: 2, to: 3, kernel: 3, padding: .explicit(2), mode: mode, seed: 1)
    #expect(error(layer, image) < tolerance)
  }

  @Test func `convolution with stride, dilation and groups`() {
    #expect(error(Conv2D(from: 2, to: 2, kernel: 2, stride: 2), image) < tolerance)
    let dilated = Conv2D(from: 2, to: 4, kernel: 2, padding: .same, dilation: 2, groups: 2)
    #expect(error(dilated, image) < tolerance)
    #expect(
      error(Conv2D(from: 2, to: 1, kernel: 3, padding: .full, bias: false), image) < tolerance)
  }

  @Test(arguments: PaddingMode.allCases)
  func `padding`(mode: PaddingMode) {
    let amount = PaddingAmount(top: 1, bottom: 2, left: 3, right: 0)
    #expect(error(Pad2D(by: amount, mode: mode), image) < tolerance)
  }

  @Test func `pooling`() {
    #expect(error(MaxPool2D(window: 3, stride: 2, padding: 1), spacedImage) < tolerance)
    #expect(error(MinPool2D(window: 2, stride: 1), spacedImage) < tolerance)
    #expect(error(AveragePool2D(window: 3, stride: 2, padding: 1), image) < tolerance)
    #expect(error(L2Pool2D(window: 2, stride: 1), image) < tolerance)
    #expect(error(GlobalAveragePool2D(), image) < tolerance)
  }

  @Test func `activations`() {
    #expect(error(ReLU(), spacedImage) < tolerance)
    #expect(error(Tanh(), image) < tolerance)
    #expect(error(Sigmoid(), image) < tolerance)
    #expect(error(Softmax(), features) < tolerance)
  }

  @Test func `linear, flatten and dropout`() {
    #expect(error(Linear(from: 4, to: 3), features) < tolerance)
    #expect(error(Flatten(), image) < tolerance)
    #expect(error(Dropout(rate: 0.4), image, pass: .training(seed: 1, epoch: 3)) < tolerance)
  }

  @Test func `normalization`() {
    let responses = LocalResponseNormalization(size: 3, factor: 0.5, exponent: 0.75, offset: 2)
    #expect(error(responses, .normal(shape: [2, 5, 2, 3], seed: 4)) < tolerance)
    var layer = BatchNorm2D(channels: 2)
    layer.weight = Tensor([1.5, -0.5])
    #expect(error(layer, image, pass: .training(seed: 1)) < tolerance)
    #expect(error(layer, image) < tolerance)
  }

  @Test func `chains and residual blocks`() {
    let chain = Sequential(input: [2, 5, 4], seed: 5) {
      Conv2D(from: 2, to: 3, kernel: 3, padding: .same)
      Tanh()
      Residual {
        Conv2D(from: 3, to: 3, kernel: 3, padding: .same)
        Sigmoid()
      }
      Residual {
        Conv2D(from: 3, to: 2, kernel: 1)
      } _: {
        Conv2D(from: 3, to: 2, kernel: 3, padding: .same)
      }
      AveragePool2D(window: 2)
      Flatten()
      Linear(from: 8, to: 3)
    }
    #expect(error(chain, image) < tolerance)
  }

  @Test func `losses`() {
    let labels = [2, 0, 3]
    for loss in [CrossEntropy(), MeanSquaredError()] as [any Loss] {
      let own = loss.measure(features, labels: labels).gradient
      let found = features.values.indices.map { index in
        var (above, below) = (features.values, features.values)
        above[index] += 0.01
        below[index] -= 0.01
        let rise =
          loss.measure(Tensor(above, shape: [3, 4]), labels: labels).value
          - loss.measure(Tensor(below, shape: [3, 4]), labels: labels).value
        return Float(rise / Double(above[index] - below[index]))
      }
      #expect(distance(own, Tensor(found, shape: [3, 4])) < 1e-3)
    }
  }
}
