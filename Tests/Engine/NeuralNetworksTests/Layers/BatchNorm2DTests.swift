import NeuralNetworks
import Tensors
import Testing

@Suite struct BatchNorm2DTests {
  @Test func `brings each channel to mean 0 and variance 1 while training`() {
    let image = Tensor([1, 3, 10, 30, 5, 7, 50, 70], shape: [2, 2, 1, 2])
    let (output, _) = BatchNorm2D(channels: 2, epsilon: 0).forward(
      image, in: .training(seed: 0))
    for channel in 0..<2 {
      let values = [0, 1].flatMap { output.element(at: $0).element(at: channel).values }
      #expect(abs(Tensor(values).mean()) < 1e-6)
      #expect(abs(Tensor(values).standardDeviation() - 1) < 1e-5)
    }
  }

  @Test func `learns running averages that the trained network uses`() {
    var layer = BatchNorm2D(channels: 1, epsilon: 0, momentum: 1)
    let image = Tensor([2, 4], shape: [1, 1, 1, 2])
    let (_, memory) = layer.forward(image, in: .training(seed: 0))
    layer.updateRunningStatistics(from: memory)
    #expect(layer.runningMean == Tensor([3]))
    #expect(layer.runningVariance == Tensor([2]))
    #expect(distance(layer(image), Tensor([-0.7071, 0.7071], shape: [1, 1, 1, 2])) < 1e-4)
  }
}
