import NeuralNetworks
import Tensors
import Testing

@Suite struct Conv2DTests {
  let image = Tensor([1, 2, 3, 4, 5, 6, 7, 8, 9], shape: [1, 1, 3, 3])

  @Test func `weighs each window with the filter, not flipped`() {
    let layer = Conv2D(weight: Tensor([1, 0, 0, 10], shape: [1, 1, 2, 2]))
    #expect(layer(image) == Tensor([51, 62, 84, 95], shape: [1, 1, 2, 2]))
  }

  @Test func `adds the bias to every pixel`() {
    let layer = Conv2D(weight: Tensor([2], shape: [1, 1, 1, 1]), bias: Tensor([100]))
    #expect(layer(image) == image * 2 + 100)
  }

  @Test func `same padding keeps the size at stride 1, full padding lets it grow`() {
    let filter = Tensor(repeating: 1, shape: [1, 1, 3, 3])
    #expect(Conv2D(weight: filter, padding: .same)(image)[0, 0, 0, 0] == 12)
    #expect(Conv2D(weight: filter, padding: .same)(image).shape == [1, 1, 3, 3])
    #expect(Conv2D(weight: filter, padding: .full)(image).shape == [1, 1, 5, 5])
    #expect(Conv2D(weight: filter, padding: .valid)(image).shape == [1, 1, 1, 1])
  }

  @Test func `same padding of an even kernel puts the odd pixel to the right and bottom`() {
    let filter = Tensor([0, 0, 0, 1], shape: [1, 1, 2, 2])
    let output = Conv2D(weight: filter, padding: .same)(image)
    #expect(output == Tensor([5, 6, 0, 8, 9, 0, 0, 0, 0], shape: [1, 1, 3, 3]))
  }

  @Test func `each group of filters sees its own channels`() {
    let pair = Tensor([1, 2, 3, 4], shape: [1, 2, 1, 2])
    let layer = Conv2D(weight: Tensor([10, 100], shape: [2, 1, 1, 1]), groups: 2)
    #expect(layer(pair) == Tensor([10, 20, 300, 400], shape: [1, 2, 1, 2]))
  }

  @Test func `large images, laid out in blocks, give what a plain sum gives`() {
    let input = Tensor.normal(shape: [1, 8, 70, 70], seed: 1)
    let layer = Conv2D(from: 8, to: 2, kernel: 5, seed: 2)
    let output = layer(input)
    for (row, column, channel) in [(0, 0, 0), (33, 65, 1), (65, 12, 0), (65, 65, 1)] {
      var sum = 0.0
      for c in 0..<8 {
        for r in 0..<5 {
          for s in 0..<5 {
            sum +=
              Double(input[0, c, row + r, column + s]) * Double(layer.weight[channel, c, r, s])
          }
        }
      }
      sum += Double(layer.bias?[channel] ?? 0)
      #expect(abs(Double(output[0, channel, row, column]) - sum) < 1e-4)
    }
  }

  @Test func `an empty batch gives an empty batch`() {
    let output = Conv2D(from: 1, to: 2, kernel: 2)(Tensor(zeros: [0, 1, 3, 3]))
    #expect(output.shape == [0, 2, 2, 2])
  }

  @Test func `default weights are PyTorch's: uniform in ±1/√fanIn`() {
    let layer = Conv2D(from: 4, to: 50, kernel: 5, seed: 3)
    let limit: Float = 0.1
    #expect(layer.weight.max() < limit && layer.weight.min() >= -limit)
    #expect(abs(layer.weight.standardDeviation() - limit / 3.0.squareRootFloat) < 0.001)
    #expect(layer.weight == Conv2D(from: 4, to: 50, kernel: 5, seed: 3).weight)
    #expect(layer.weight != Conv2D(from: 4, to: 50, kernel: 5, seed: 4).weight)
  }

  @Test func `rejects a wrong number of channels with both numbers`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      _ = Conv2D(from: 3, to: 6, kernel: 5)(Tensor(zeros: [1, 1, 8, 8]))
    }
    #expect(
      text(result).contains(
        "Conv2D(from: 3, to: 6, kernel: 5): expected 3 channels, got 1 (input [1, 1, 8, 8])."))
  }

  @Test func `rejects groups that do not divide the channels`() async {
    await #expect(processExitsWith: .failure) {
      _ = Conv2D(from: 3, to: 6, kernel: 5, groups: 2)
    }
  }
}

extension Double {
  fileprivate var squareRootFloat: Float { Float(squareRoot()) }
}

/// What a process that exited wrote to its standard error.
func text(_ result: ExitTest.Result?) -> String {
  String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
}
