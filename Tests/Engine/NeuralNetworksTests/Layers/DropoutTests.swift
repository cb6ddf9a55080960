import NeuralNetworks
import Tensors
import Testing

@Suite struct DropoutTests {
  let ones = Tensor(repeating: 1, shape: [100, 100])

  @Test func `changes nothing once the network is trained`() {
    #expect(Dropout(rate: 0.5)(ones) == ones)
  }

  @Test func `silences the given fraction and scales the rest up`() {
    let (output, _) = Dropout(rate: 0.25).forward(ones, in: .training(seed: 1))
    let silent = Double(output.values.count { $0 == 0 }) / 10_000
    #expect(abs(silent - 0.25) < 0.02)
    #expect(Set(output.values) == [0, 1 / 0.75])
  }

  @Test func `chooses anew in each epoch and layer, and alike for equal seeds`() {
    let layer = Dropout(rate: 0.5)
    func output(_ pass: Pass) -> Tensor { layer.forward(ones, in: pass).output }
    #expect(output(.training(seed: 1)) == output(.training(seed: 1)))
    #expect(output(.training(seed: 1)) != output(.training(seed: 1, epoch: 1)))
    #expect(output(.training(seed: 1)) != output(.training(seed: 2)))
    #expect(output(.training(seed: 1).inside(0)) != output(.training(seed: 1).inside(1)))
  }

  @Test func `chooses the same for an image wherever it stands in a batch`() {
    let layer = Dropout(rate: 0.5)
    let numbers = Tensor.uniform(shape: [4, 3, 5, 7], in: 1..<2, seed: 1)
    func output(_ images: [Int]) -> Tensor {
      layer.forward(
        numbers.elements(at: images), in: .training(seed: 3, epoch: 2, images: images)
      ).output
    }
    let together = output([0, 1, 2, 3])
    #expect(output([2, 0]) == together.elements(at: [2, 0]))
    #expect(output([3]) == together.elements(at: [3]))
    let silent = (0..<4).map { image in
      together.elements(at: [image]).values.indices.filter {
        together.elements(at: [image]).values[$0] == 0
      }
    }
    #expect(Set(silent).count == 4, "each image has choices of its own")
  }

  @Test func `rejects a rate of one`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Dropout(rate: 1) }
    #expect(text(result).contains("Dropout: the rate must be in 0..<1, got 1.0."))
  }
}
