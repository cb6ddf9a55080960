import NeuralNetworks
import Tensors
import Testing

@Suite struct IdentityTests {
  private func network(_ middle: [any Layer]) -> Sequential {
    Sequential {
      Conv2D(weight: Tensor.normal(shape: [4, 1, 3, 3], seed: 1), padding: .same)
      middle
      ReLU()
      Flatten()
      Linear(weight: Tensor.normal(shape: [3, 4 * 6 * 6], seed: 2))
    }
  }
  private let images = Tensor.normal(shape: [20, 1, 6, 6], seed: 3)

  @Test func `a network with it computes the same bits as without, one by one and interleaved`() {
    let with = network([Identity()])
    let without = network([])
    #expect(with(images) == without(images))
    #expect(with(images.prefix(1)) == without(images.prefix(1)))
    #expect(with.forward(images).output == without.forward(images).output)
  }

  @Test func `it learns as a network without it, to the same bits`() throws {
    func trained(_ middle: [any Layer]) throws -> [Tensor] {
      var model = network(middle)
      try train(
        &model, on: LabeledBatch(images: images, labels: (0..<20).map { $0 % 3 }),
        optimizer: SGD(learningRate: 0.1), epochs: 2, batch: 20)
      return model.parameters.map(\.value)
    }
    #expect(try trained([Identity()]) == trained([]))
  }

  @Test func `alone it hands on what it is given, and costs nothing`() {
    let alone = Sequential(input: [1, 6, 6]) { Identity() }
    #expect(alone(images) == images)
    let (_, memory) = alone.forward(images)
    #expect(alone.backward(images, memory: memory) == images)
    let row = alone.summary(input: [1, 6, 6]).rows[0]
    #expect(row.parameters == 0 && row.multiplyAccumulates == 0 && row.outputShape == [1, 6, 6])
  }
}
