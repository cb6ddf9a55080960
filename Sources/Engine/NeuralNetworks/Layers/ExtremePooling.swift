import CKernels
import Tensors

/// Where each output of a largest- or smallest-value pooling was found.
public struct PoolingMemory: Sendable {
  let shape: [Int]
  /// For each output, the pixel inside its own channel.
  let positions: [Int32]
}

/// What max and min pooling share: an output is one of the samples of its window, and the gradient
/// goes to that sample alone.
enum ExtremePooling {
  /// Returns the largest (`sign` 1) or smallest (`sign` −1) sample of each window.
  static func forward(
    _ input: Tensor, window: SlidingWindow, sign: Float
  ) -> (output: Tensor, memory: PoolingMemory) {
    let pooling = WindowedChannels(input.shape, window: window)
    var positions = [Int32]()
    let output = Tensor(shape: pooling.outputShape) { output in
      positions = [Int32](unsafeUninitializedCapacity: output.count) { positions, count in
        count = output.count
        guard let positions = positions.baseAddress else { return }
        withAddresses(input, output) { input, output in
          pooling.forEachChannel { channel in
            convolume_pool_extreme(
              input + channel * pooling.pixels, pooling.geometry, sign,
              output + channel * pooling.outputPixels, positions + channel * pooling.outputPixels)
          }
        }
      }
    }
    return (output, PoolingMemory(shape: input.shape, positions: positions))
  }

  static func backward(
    _ outputGradient: Tensor, memory: PoolingMemory, window: SlidingWindow
  ) -> Tensor {
    let pooling = WindowedChannels(memory.shape, window: window)
    return Tensor(shape: memory.shape) { gradient in
      gradient.update(repeating: 0)
      memory.positions.withUnsafeBufferPointer { positions in
        withAddresses(outputGradient, gradient) { outputGradient, gradient in
          pooling.forEachChannel { channel in
            let target = gradient + channel * pooling.pixels
            for place in 0..<pooling.outputPixels {
              let output = channel * pooling.outputPixels + place
              let position = Int(positions[output])
              if position >= 0 { target[position] += outputGradient[output] }
            }
          }
        }
      }
    }
  }
}
