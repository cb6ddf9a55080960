import CKernels
import Tensors

/// The convolution of one layer in three ways: by the definition and by Winograd's scheme in single
/// precision, and in double precision.
struct ConvolutionErrors {
  /// Differences from double precision.
  struct Difference {
    /// The largest, as a fraction of the largest number.
    var largest: Double
    /// The root mean square, as a fraction of that of the numbers.
    var rms: Double
  }

  typealias Both = (definition: Difference, winograd: Difference)

  private let size: LayerSize
  /// The samples, `[inputs][height][width][16]`.
  private let input: [Float]
  /// The filters, `[outputs][inputs][kernel][kernel]`.
  private let weight: [Float]
  /// The upstream gradient, `[outputs][height][width][16]`.
  private let upstream: [Float]

  /// Images and filters are compared only in part, since double precision takes its time.
  private static let comparedImages = 2
  private static let comparedFilters = 8

  init(_ size: LayerSize) {
    self.size = size
    func drawn(_ count: Int, seed: Int) -> [Float] {
      Tensor.normal(shape: [count], seed: seed).values
    }
    input = drawn(size.inputs * size.pixels * 16, seed: 1)
    weight = drawn(size.weights, seed: 2)
    upstream = drawn(size.outputs * size.outputPixels * 16, seed: 3)
  }

  private var kernel: Int { Int(size.window.kernel) }
  private var tileRows: Int64 { convolume_winograd_tile_rows(size.window) }
  private var scratchCount: Int {
    Int(
      convolume_winograd_scratch(
        Int64(size.inputs), Int64(size.outputs), size.window, tileRows))
  }

  /// The errors of the outputs.
  func ofOutputs() -> Both {
    var direct = [Float](repeating: 0, count: upstream.count)
    convolume_interleaved_convolve(
      input, Int64(size.inputs), weight, nil, Int64(size.outputs), size.window, 0,
      size.window.output_height, 0, &direct)
    var points = [Float](repeating: 0, count: 36 * size.inputs * size.outputs)
    convolume_winograd_filters(
      weight, Int64(size.outputs), Int64(size.inputs), size.window.kernel, 0, 0,
      Int64(size.outputs), &points)
    var filtered = direct
    let scratch = Numbers(scratchCount)
    convolume_winograd_convolve(
      input, Int64(size.inputs), points, nil, Int64(size.outputs), 0, Int64(size.outputs),
      size.window, 0, tileRows, 0, scratch.start, &filtered)

    let images = Self.comparedImages
    let exact = doubles(size.outputs * size.outputPixels * images) { place in
      let (number, image) = place.quotientAndRemainder(dividingBy: images)
      let (output, pixel) = number.quotientAndRemainder(dividingBy: size.outputPixels)
      let filter = output * size.weights / size.outputs
      var sum = 0.0
      forEachTap(of: pixel) { tap, sample in
        for channel in 0..<size.inputs {
          sum +=
            Double(weight[filter + channel * kernel * kernel + tap])
            * Double(input[(channel * size.pixels + sample) * 16 + image])
        }
      }
      return sum
    }
    func compared(_ values: [Float]) -> Difference {
      difference(exact) { values[$0 / images * 16 + $0 % images] }
    }
    return (compared(direct), compared(filtered))
  }

  /// The errors of the gradient of the filters, summed over sixteen images.
  func ofGradient() -> Both {
    var sums = [Float](repeating: 0, count: size.weights * 16)
    convolume_interleaved_weight_gradient(
      upstream, Int64(size.outputs), input, Int64(size.inputs), size.window, &sums)
    var direct = [Float](repeating: 0, count: size.weights)
    convolume_interleaved_collapse(sums, Int64(size.weights), &direct)
    var points = [Float](repeating: 0, count: 36 * size.inputs * size.outputs)
    let scratch = Numbers(scratchCount)
    convolume_winograd_weight_gradient(
      upstream, Int64(size.outputs), 0, Int64(size.outputs), input, Int64(size.inputs), size.window,
      0, tileRows, scratch.start, &points)
    var filtered = direct
    convolume_winograd_filter_gradient(
      points, Int64(size.outputs), Int64(size.inputs), size.window.kernel, 0, Int64(size.outputs),
      &filtered)

    let taps = kernel * kernel
    let exact = doubles(Self.comparedFilters * size.inputs * taps) { place in
      let (filter, wanted) = place.quotientAndRemainder(dividingBy: taps)
      let (output, channel) = filter.quotientAndRemainder(dividingBy: size.inputs)
      var sum = 0.0
      for pixel in 0..<size.outputPixels {
        forEachTap(of: pixel) { tap, sample in
          guard tap == wanted else { return }
          for image in 0..<16 {
            sum +=
              Double(upstream[(output * size.outputPixels + pixel) * 16 + image])
              * Double(input[(channel * size.pixels + sample) * 16 + image])
          }
        }
      }
      return sum
    }
    return (difference(exact) { direct[$0] }, difference(exact) { filtered[$0] })
  }

  /// Calls `body` with each tap of the window of an output pixel, and the input pixel under it.
  private func forEachTap(of pixel: Int, _ body: (_ tap: Int, _ sample: Int) -> Void) {
    let (width, height) = (Int(size.window.width), Int(size.window.height))
    let (row, column) = pixel.quotientAndRemainder(dividingBy: Int(size.window.output_width))
    for tap in 0..<kernel * kernel {
      let y = row - Int(size.window.top) + tap / kernel
      let x = column - Int(size.window.left) + tap % kernel
      if (0..<height).contains(y), (0..<width).contains(x) { body(tap, y * width + x) }
    }
  }

  /// Computes numbers in double precision, on all threads.
  private func doubles(_ count: Int, _ number: (Int) -> Double) -> [Double] {
    [Double](unsafeUninitializedCapacity: count) { numbers, initialized in
      guard let start = numbers.baseAddress else { return }
      forEachPart(of: count, length: 256) { part in
        for place in part { (start + place).initialize(to: number(place)) }
      }
      initialized = count
    }
  }

  private func difference(_ exact: [Double], _ found: (Int) -> Float) -> Difference {
    var (largest, largestNumber) = (0.0, 0.0)
    var (squares, squaresOfNumbers) = (0.0, 0.0)
    for (place, number) in exact.enumerated() {
      let off = Double(found(place)) - number
      largest = max(largest, abs(off))
      largestNumber = max(largestNumber, abs(number))
      squares += off * off
      squaresOfNumbers += number * number
    }
    return Difference(
      largest: largest / largestNumber, rms: (squares / squaresOfNumbers).squareRoot())
  }
}
