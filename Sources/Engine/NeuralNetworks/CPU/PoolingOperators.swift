import CKernels
import Tensors

/// The largest sample of each window, for sixteen interleaved images.
final class InterleavedMaxPooling: BlockwiseOperator {
  private let channels: Int
  private let window: convolume_window
  private let input: InterleavedBuffer
  private let output: InterleavedBuffer
  /// For each output, which sample of its window it is: a byte in each lane.
  private let taps: Workspace?
  /// Whether the input comes out of a rectifier, whose gradient is then computed here, where there are
  /// fewer numbers: what did not win its window gets no gradient anyway.
  private let appliesReLUGradient: Bool

  init(
    channels: Int, window: convolume_window, input: InterleavedBuffer, output: InterleavedBuffer,
    taps: Workspace?, appliesReLUGradient: Bool
  ) {
    self.channels = channels
    self.window = window
    self.input = input
    self.output = output
    self.taps = taps
    self.appliesReLUGradient = appliesReLUGradient
  }

  var isSmall: Bool { input.count <= smallOperator }

  /// Numbers of a channel of sixteen images, below and above.
  private var inputs: Int { input.count / channels * blockSize }
  private var outputs: Int { output.count / channels * blockSize }

  private func withTaps(
    _ run: ExecutionContext, _ block: Int, _ part: Range<Int>,
    _ body: (UnsafeMutablePointer<UInt8>) -> Void
  ) {
    let count = part.count * outputs
    guard let taps else {
      return run.arena.withScratch { scratch in
        scratch.withMemoryRebound(to: UInt8.self, capacity: count) { body($0) }
      }
    }
    let start =
      UnsafeMutableRawPointer(run.memory(taps)) + block * output.count * blockSize
      + part.lowerBound * outputs
    start.withMemoryRebound(to: UInt8.self, capacity: count) { body($0) }
  }

  var forwardStages: [BlockStage] {
    [
      BlockStage(
        channels: channels, work: Work.moving((input.count + output.count) * blockSize),
        channelwise: [.values(input), .values(output)]
      ) { [self] run, block, part in
        withTaps(run, block, part) { taps in
          convolume_interleaved_pool_maximum(
            run.values(input, block: block) + part.lowerBound * inputs, Int64(part.count), window,
            run.values(output, block: block) + part.lowerBound * outputs, taps)
        }
      }
    ]
  }

  var backwardStages: [BlockStage] {
    guard input.hasGradient else { return [] }
    return [
      BlockStage(
        channels: channels, work: Work.moving((input.count + output.count) * blockSize),
        channelwise: [.values(output), .gradient(output), .gradient(input)]
      ) { [self] run, block, part in
        let outputGradient = run.gradient(output, block: block) + part.lowerBound * outputs
        if appliesReLUGradient {
          convolume_rectify_gradient(
            run.values(output, block: block) + part.lowerBound * outputs, outputGradient,
            outputGradient, Int64(part.count * outputs))
        }
        withTaps(run, block, part) { taps in
          convolume_interleaved_pool_maximum_gradient(
            outputGradient, taps, Int64(part.count), window,
            run.gradient(input, block: block) + part.lowerBound * inputs)
        }
      }
    ]
  }
}

/// The mean of each window, for sixteen interleaved images.
final class InterleavedAveragePooling: BlockwiseOperator {
  private let channels: Int
  private let window: convolume_window
  private let input: InterleavedBuffer
  private let output: InterleavedBuffer

  init(channels: Int, window: convolume_window, input: InterleavedBuffer, output: InterleavedBuffer)
  {
    self.channels = channels
    self.window = window
    self.input = input
    self.output = output
  }

  var isSmall: Bool { input.count <= smallOperator }

  private var share: Float { 1 / Float(window.kernel * window.kernel) }

  private var inputs: Int { input.count / channels * blockSize }
  private var outputs: Int { output.count / channels * blockSize }

  var forwardStages: [BlockStage] {
    [
      BlockStage(
        channels: channels, work: Work.moving((input.count + output.count) * blockSize),
        channelwise: [.values(input), .values(output)]
      ) { [self] run, block, part in
        convolume_interleaved_pool_mean(
          run.values(input, block: block) + part.lowerBound * inputs, Int64(part.count), window,
          share, run.values(output, block: block) + part.lowerBound * outputs)
      }
    ]
  }

  var backwardStages: [BlockStage] {
    guard input.hasGradient else { return [] }
    return [
      BlockStage(
        channels: channels, work: Work.moving((input.count + output.count) * blockSize),
        channelwise: [.gradient(output), .gradient(input)]
      ) { [self] run, block, part in
        convolume_interleaved_pool_mean_gradient(
          run.gradient(output, block: block) + part.lowerBound * outputs, Int64(part.count),
          window, share, run.gradient(input, block: block) + part.lowerBound * inputs)
      }
    ]
  }
}

extension PoolingOperation: CPUOperation {
  func isSupported(by compiler: CPUCompiler) -> Bool {
    guard compiler.inputShape.count == 3 else { return false }
    return switch kind {
    case .maximum: window.kernel <= 15
    case .mean: true
    case .minimum, .length: false
    }
  }

  func compile(_ compiler: inout CPUCompiler) {
    guard let places = WindowPlaces(window, compiler.inputShape) else {
      fatalError("PoolingOperation: \(compiler.inputShape) are no images.")
    }
    let (input, output) = (compiler.input, compiler.output)
    guard kind == .maximum else {
      compiler.add(
        InterleavedAveragePooling(
          channels: places.channels, window: places.geometry, input: input, output: output))
      return
    }
    let tapCount = output.count * blockSize / 4
    if !compiler.isTraining { compiler.needScratch(tapCount) }
    let below = compiler.producerOfInput as? any ReLUFusingOperator
    compiler.add(
      InterleavedMaxPooling(
        channels: places.channels, window: places.geometry, input: input, output: output,
        taps: compiler.isTraining ? compiler.reserve(tapCount * compiler.blocks) : nil,
        appliesReLUGradient: below?.leavesGradientToPooling() ?? false))
  }
}

/// Numbers of one image up to which an operator is not worth dividing: 128 kB for sixteen images in
/// each of a few buffers stay in a core's cache.
let smallOperator = 1 << 14

/// A sliding window over images of one shape.
struct WindowPlaces {
  let channels: Int
  let geometry: convolume_window
  let output: [Int]

  /// Nil where the shape is not an image.
  init?(_ window: SlidingWindow, _ shape: [Int]) {
    guard shape.count == 3 else { return nil }
    channels = shape[0]
    geometry = window.geometry(
      height: shape[1], width: shape[2],
      padding: window.amount(height: shape[1], width: shape[2]))
    output = [shape[0], Int(geometry.output_height), Int(geometry.output_width)]
  }
}
