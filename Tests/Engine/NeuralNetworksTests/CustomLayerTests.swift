import NeuralNetworks
import Tensors
import Testing

/// A reader's own layer, as short as the protocol allows.
private struct Square: Layer {
  func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Tensor) {
    (input * input, input)
  }

  func backward(_ outputGradient: Tensor, memory input: Tensor) -> Tensor {
    outputGradient * input * 2
  }

  func outputShape(for input: [Int]) -> ShapeStep { ShapeStep(input) }
}

@Suite struct CustomLayerTests {
  @Test func `a new layer is one new type, and stands in a chain like any other`() {
    let chain = Sequential(input: [3], seed: 1) {
      Linear(from: 3, to: 2)
      Square()
    }
    let error = FiniteDifferences(chain, input: .normal(shape: [2, 3], seed: 1)).largestError()
    #expect(error < 5e-3)
    #expect(chain.names == ["Linear 1", "Square 1"])
    #expect("\(Square())" == "Square()")
  }

  @Test func `a layer refuses the memory of another`() async {
    let result = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) {
      let one = Sequential { ReLU() }
      let other = Sequential { Flatten() }
      let (output, memory) = one.forward(Tensor(zeros: [1, 2]))
      _ = other.backward(output, memory: memory)
    }
    #expect(
      text(result).contains("Flatten(): the memory of a forward pass went back to another layer."))
  }
}
