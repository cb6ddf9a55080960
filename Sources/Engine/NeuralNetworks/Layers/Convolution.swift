import CKernels
import Tensors

/// The arithmetic of a convolution, as matrix products.
///
/// The windows of an image, laid side by side as columns, make a matrix; the filters, one a row, make
/// another; their product is the output. Only a block of windows that fits the processor's cache is
/// laid out at a time, and the backward pass lays it out again: memory is dearer than the copy.
///
/// - SeeAlso: Chellapilla, Puri and Simard, *High Performance Convolutional Neural Networks for
///   Document Processing*, 2006.
struct Convolution {
  let geometry: convolume_window
  let groups: Int

  private var pixels: Int { Int(geometry.height * geometry.width) }
  private var outputWidth: Int { Int(geometry.output_width) }
  private var outputHeight: Int { Int(geometry.output_height) }
  private var outputPixels: Int { outputWidth * outputHeight }
  private var taps: Int { Int(geometry.kernel * geometry.kernel) }

  /// Numbers of window samples to lay out at once: 512 kB.
  private static let blockSize = 1 << 17

  /// Images are divided into this many parts, each of which adds up its own weight gradient.
  private static let gradientParts = 8

  private func rowsPerBlock(depth: Int) -> Int {
    min(outputHeight, max(1, Self.blockSize / max(1, depth * outputWidth)))
  }

  /// Returns `weight × windows + bias` for each image.
  func output(of input: Tensor, weight: Tensor, bias: Tensor?) -> Tensor {
    let (batch, inputs, outputs) = (input.shape[0], input.shape[1] / groups, weight.shape[0])
    let (depth, filters) = (inputs * taps, outputs / groups)
    let rows = rowsPerBlock(depth: depth)
    let blocks = (outputHeight + rows - 1) / rows
    return Tensor(shape: [batch, outputs, outputHeight, outputWidth]) { output in
      withAddresses(input, weight, output) { input, weight, output in
        let work = batch * outputs * outputPixels * depth
        forEachTask(batch * blocks, work: work) { task in
          let (image, block) = task.quotientAndRemainder(dividingBy: blocks)
          let first = block * rows
          let count = min(rows, outputHeight - first)
          withScratch(depth * count * outputWidth) { columns in
            for group in 0..<groups {
              let channel = image * groups + group
              gatherWindows(
                input + channel * inputs * pixels, channels: inputs, first, count, into: columns)
              multiply(
                MatrixView(weight + group * filters * depth, rowStride: depth),
                MatrixView(columns, rowStride: count * outputWidth),
                into: output + channel * filters * outputPixels + first * outputWidth,
                resultStride: outputPixels, rows: filters, columns: count * outputWidth,
                depth: depth)
            }
          }
          guard let bias else { return }
          for channel in 0..<outputs {
            convolume_add_constant(
              output + (image * outputs + channel) * outputPixels + first * outputWidth,
              bias.values[channel], Int64(count * outputWidth))
          }
        }
      }
    }
  }

  /// Returns the gradient of the input: `weightᵀ × outputGradient`, each number added to its pixel.
  func inputGradient(_ outputGradient: Tensor, weight: Tensor, input shape: [Int]) -> Tensor {
    let (batch, inputs, outputs) = (shape[0], shape[1] / groups, weight.shape[0])
    let (depth, filters) = (inputs * taps, outputs / groups)
    let rows = rowsPerBlock(depth: depth)
    return Tensor(shape: shape) { gradient in
      withAddresses(outputGradient, weight, gradient) { outputGradient, weight, gradient in
        let work = batch * outputs * outputPixels * depth
        forEachTask(batch * groups, work: work) { task in
          let group = task % groups
          let target = gradient + task * inputs * pixels
          target.update(repeating: 0, count: inputs * pixels)
          withScratch(depth * rows * outputWidth) { columns in
            for first in stride(from: 0, to: outputHeight, by: rows) {
              let count = min(rows, outputHeight - first)
              multiply(
                MatrixView(
                  weight + group * filters * depth, rowStride: depth, isTransposed: true),
                MatrixView(
                  outputGradient + task * filters * outputPixels + first * outputWidth,
                  rowStride: outputPixels),
                into: columns, resultStride: count * outputWidth,
                rows: depth, columns: count * outputWidth, depth: filters)
              convolume_scatter_windows(
                columns, Int64(count * outputWidth), Int64(inputs), geometry, Int64(first),
                Int64(count), target)
            }
          }
        }
      }
    }
  }

  /// Returns the gradient of the filters: `outputGradient × windowsᵀ`, summed over the images.
  func weightGradient(_ outputGradient: Tensor, input: Tensor, weight shape: [Int]) -> Tensor {
    let (batch, inputs, outputs) = (input.shape[0], input.shape[1] / groups, shape[0])
    let (depth, filters) = (inputs * taps, outputs / groups)
    let rows = rowsPerBlock(depth: depth)
    let parts = max(1, min(batch, Self.gradientParts))
    let size = outputs * depth
    var sums = Tensor(zeros: [parts] + shape)
    sums.withMutableValues { sums in
      withAddresses(outputGradient, input, sums) { outputGradient, input, sums in
        let work = batch * outputs * outputPixels * depth
        forEachTask(parts, work: work) { part in
          withScratch(depth * rows * outputWidth) { columns in
            for image in (part * batch / parts)..<((part + 1) * batch / parts) {
              for group in 0..<groups {
                let channel = image * groups + group
                for first in stride(from: 0, to: outputHeight, by: rows) {
                  let count = min(rows, outputHeight - first)
                  gatherWindows(
                    input + channel * inputs * pixels, channels: inputs, first, count,
                    into: columns)
                  multiply(
                    MatrixView(
                      outputGradient + channel * filters * outputPixels + first * outputWidth,
                      rowStride: outputPixels),
                    MatrixView(columns, rowStride: count * outputWidth, isTransposed: true),
                    into: sums + part * size + group * filters * depth, resultStride: depth,
                    rows: filters, columns: depth, depth: count * outputWidth,
                    accumulating: true)
                }
              }
            }
          }
        }
        // The parts are added in order, each thread taking a range of the weights.
        forEachPart(of: size, length: 16_384, work: Work.moving(2 * parts * size)) { range in
          for part in 1..<max(parts, 1) {
            convolume_add(
              sums + range.lowerBound, sums + part * size + range.lowerBound, Int64(range.count))
          }
        }
      }
    }
    return sums.elements(in: 0..<1).reshaped(to: shape)
  }

  private func gatherWindows(
    _ image: UnsafePointer<Float>, channels: Int, _ first: Int, _ count: Int,
    into columns: UnsafeMutablePointer<Float>
  ) {
    convolume_gather_windows(
      image, Int64(channels), geometry, Int64(first), Int64(count), columns,
      Int64(count * outputWidth))
  }
}

/// Returns the sum of each channel over batch, rows and columns, shape `[channels]`.
func channelSums(of images: Tensor) -> Tensor {
  let (batch, channels) = (images.shape[0], images.shape[1])
  let pixels = images.shape[2] * images.shape[3]
  return Tensor(shape: [channels]) { sums in
    images.withValues { images in
      guard let start = images.baseAddress else { return sums.update(repeating: 0) }
      forEachTask(channels, work: Work.moving(images.count)) { channel in
        var sum: Float = 0
        for image in 0..<batch {
          sum += convolume_sum(start + (image * channels + channel) * pixels, Int64(pixels))
        }
        sums[channel] = sum
      }
    }
  }
}
