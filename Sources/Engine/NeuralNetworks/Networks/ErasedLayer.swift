import Tensors

/// How a chain speaks to a layer whose type, and so whose memory's type, it does not know.
extension Layer {
  func erasedForward(_ input: Tensor, in pass: Pass) -> (Tensor, any Sendable) {
    let (output, memory) = forward(input, in: pass)
    return (output, memory)
  }

  func erasedBackward(_ outputGradient: Tensor, memory: any Sendable) -> Tensor {
    backward(outputGradient, memory: own(memory))
  }

  func erasedGradients(_ outputGradient: Tensor, memory: any Sendable, toInput: Bool) -> Gradients {
    gradients(outputGradient, memory: own(memory), toInput: toInput)
  }

  mutating func erasedLearn(from memory: any Sendable) {
    updateRunningStatistics(from: own(memory))
  }

  func shapeResult(for input: [Int]) -> Result<ShapeStep, ShapeMismatch> {
    do throws(ShapeMismatch) {
      return .success(try outputShape(for: input))
    } catch {
      return .failure(error)
    }
  }

  private func own(_ memory: any Sendable) -> Memory {
    guard let memory = memory as? Memory else {
      fatalError("\(self): the memory of a forward pass went back to another layer.")
    }
    return memory
  }
}
