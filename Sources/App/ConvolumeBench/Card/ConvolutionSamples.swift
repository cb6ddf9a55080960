import CUDABackend
import Tensors

/// Some numbers of each pass of a convolution in double precision, as a yardstick for the card's.
struct ConvolutionSamples {
  let sizes: DeviceConvolution
  let input: [Float]
  let weight: [Float]
  let outputGradient: [Float]

  /// How many numbers of a pass are compared, at places a prime number apart.
  private static let count = 2_000
  private static let step = 7_919

  /// Draws the operands from the normal distribution; channels stand first, and there is one group.
  init(_ sizes: DeviceConvolution) {
    self.sizes = sizes
    func drawn(_ count: Int, seed: Int) -> [Float] {
      Tensor.normal(shape: [count], seed: seed).values
    }
    input = drawn(sizes.inputCount, seed: 1)
    weight = drawn(sizes.weightCount, seed: 2)
    outputGradient = drawn(sizes.outputCount, seed: 3)
  }

  /// How far what the card made of a pass is off: the root of the mean square of the differences, as a
  /// fraction of that of the numbers.
  func error(of found: [Float], _ pass: ConvolutionPass) -> Double {
    let places = (0..<Self.count).map { $0 * Self.step % found.count }
    let exact = [Double](unsafeUninitializedCapacity: places.count) { numbers, initialized in
      guard let start = numbers.baseAddress else { return }
      forEachPart(of: places.count, length: 16) { part in
        for each in part { (start + each).initialize(to: number(at: places[each], of: pass)) }
      }
      initialized = places.count
    }
    var (squares, all) = (0.0, 0.0)
    for (place, number) in zip(places, exact) {
      let off = Double(found[place]) - number
      squares += off * off
      all += number * number
    }
    return (squares / all).squareRoot()
  }

  private func number(at place: Int, of pass: ConvolutionPass) -> Double {
    let (c, taps) = (sizes, sizes.kernel * sizes.kernel)
    func split(_ place: Int, _ height: Int, _ width: Int, _ planes: Int) -> [Int] {
      let (plane, pixel) = place.quotientAndRemainder(dividingBy: height * width)
      return [plane / planes, plane % planes, pixel / width, pixel % width]
    }
    var sum = 0.0
    switch pass {
    case .forward:
      let at = split(place, c.outputHeight, c.outputWidth, c.filters)
      for tap in 0..<taps {
        let row = at[2] * c.stride + tap / c.kernel - c.top
        let column = at[3] * c.stride + tap % c.kernel - c.left
        guard 0..<c.height ~= row, 0..<c.width ~= column else { continue }
        for channel in 0..<c.channels {
          sum +=
            Double(weight[(at[1] * c.channels + channel) * taps + tap])
            * Double(sample(at[0], channel, row, column))
        }
      }
    case .inputGradient:
      let at = split(place, c.height, c.width, c.channels)
      for tap in 0..<taps {
        let (y, x) = (at[2] + c.top - tap / c.kernel, at[3] + c.left - tap % c.kernel)
        let (row, column) = (y / c.stride, x / c.stride)
        guard y >= 0, x >= 0, y % c.stride == 0, x % c.stride == 0, row < c.outputHeight,
          column < c.outputWidth
        else { continue }
        for filter in 0..<c.filters {
          sum +=
            Double(weight[(filter * c.channels + at[1]) * taps + tap])
            * Double(gradient(at[0], filter, row, column))
        }
      }
    case .weightGradient:
      let at = split(place, c.kernel, c.kernel, c.channels)
      for image in 0..<c.images {
        for y in 0..<c.outputHeight {
          let row = y * c.stride + at[2] - c.top
          guard 0..<c.height ~= row else { continue }
          for x in 0..<c.outputWidth {
            let column = x * c.stride + at[3] - c.left
            guard 0..<c.width ~= column else { continue }
            sum +=
              Double(gradient(image, at[0], y, x)) * Double(sample(image, at[1], row, column))
          }
        }
      }
    }
    return sum
  }

  private func sample(_ image: Int, _ channel: Int, _ row: Int, _ column: Int) -> Float {
    input[((image * sizes.channels + channel) * sizes.height + row) * sizes.width + column]
  }

  private func gradient(_ image: Int, _ filter: Int, _ row: Int, _ column: Int) -> Float {
    outputGradient[
      ((image * sizes.filters + filter) * sizes.outputHeight + row) * sizes.outputWidth + column]
  }
}
