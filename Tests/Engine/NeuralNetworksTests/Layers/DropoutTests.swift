import NeuralNetworks
import Tensors
import Testing

@Suite struct DropoutTests {
  let ones = Tensor(repeating: 1, shape: [100, 100])

  @Test func `changes nothing once the network is trained`() {
    #expect(Dropout(rate: 0.5)(ones) == ones)
  }

  @Test func `silences the given fraction and scales the rest up`() {
    let (output, _) = Dropout(rate: 0.25).forward(ones, in: .training(seed: 1, step: 0))
    let silent = Double(output.values.count { $0 == 0 }) / 10_000
    #expect(abs(silent - 0.25) < 0.02)
    #expect(Set(output.values) == [0, 1 / 0.75])
  }

  @Test func `chooses anew at each step and place, and alike for equal seeds`() {
    let layer = Dropout(rate: 0.5)
    func output(_ pass: Pass) -> Tensor { layer.forward(ones, in: pass).output }
    #expect(output(.training(seed: 1, step: 0)) == output(.training(seed: 1, step: 0)))
    #expect(output(.training(seed: 1, step: 0)) != output(.training(seed: 1, step: 1)))
    #expect(output(.training(seed: 1, step: 0)) != output(.training(seed: 2, step: 0)))
    #expect(
      output(.training(seed: 1, step: 0).inside(0)) != output(.training(seed: 1, step: 0).inside(1))
    )
  }

  @Test func `rejects a rate of one`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Dropout(rate: 1) }
    #expect(text(result).contains("Dropout: the rate must be in 0..<1, got 1.0."))
  }
}
