import Contracts
import Tensors

/// Shifts and scales each channel to mean 0 and variance 1 over the batch, then as learned.
///
/// `output = weight · (input − mean) / √(variance + epsilon) + bias`, with a mean and a variance for
/// each channel over batch, rows and columns. Training uses those of the batch and keeps running
/// averages; a trained network uses the averages.
///
/// Input and output `[batch, channels, height, width]`.
///
/// - SeeAlso: Ioffe and Szegedy, *Batch Normalization*, 2015.
public struct BatchNorm2D: Layer {
  /// The learned scale of each channel, shape `[channels]`.
  public var weight: Tensor

  /// The learned shift of each channel, shape `[channels]`.
  public var bias: Tensor

  /// The running average of the batches' means, shape `[channels]`.
  public var runningMean: Tensor

  /// The running average of the batches' variances, each over count − 1, shape `[channels]`.
  public var runningVariance: Tensor

  /// What is added to the variance, so that a constant channel is not divided by zero.
  public let epsilon: Float

  /// The share of the newest batch in the running averages.
  public let momentum: Float

  /// Creates the layer.
  public init(channels: Int, epsilon: Float = 1e-5, momentum: Float = 0.1) {
    require(channels > 0, "BatchNorm2D: expected at least 1 channel, got \(channels).")
    weight = Tensor(repeating: 1, shape: [channels])
    bias = Tensor(zeros: [channels])
    runningMean = Tensor(zeros: [channels])
    runningVariance = Tensor(repeating: 1, shape: [channels])
    self.epsilon = epsilon
    self.momentum = momentum
  }

  /// What a pass used, per channel, and the input in standard units.
  public struct Memory: Sendable {
    let standardized: Tensor
    let inverseDeviation: [Float]
    /// The batch's own mean and variance, measured in a training pass.
    let measured: (mean: [Float], variance: [Float])?
  }

  public func forward(_ input: Tensor, in pass: Pass) -> (output: Tensor, memory: Memory) {
    requireImages(input, "\(self)")
    require(
      input.shape[1] == weight.count,
      "\(self): expected \(weight.count) channels, got \(input.shape[1]) (input \(input.shape)).")
    var means = runningMean.values
    var variances = runningVariance.values
    if pass.isTraining { (means, variances) = moments(of: input) }
    let inverse = variances.map { 1 / ($0 + epsilon).squareRoot() }
    let standardized = mapChannels(input) { value, channel in
      (value - means[channel]) * inverse[channel]
    }
    let (weight, bias) = (weight.values, bias.values)
    let output = mapChannels(standardized) { value, channel in
      value * weight[channel] + bias[channel]
    }
    return (
      output,
      Memory(
        standardized: standardized, inverseDeviation: inverse,
        measured: pass.isTraining ? (means, variances) : nil)
    )
  }

  public func backward(_ outputGradient: Tensor, memory: Memory) -> Tensor {
    let weight = weight.values
    let inverse = memory.inverseDeviation
    guard memory.measured != nil else {
      return mapChannels(outputGradient) { value, channel in
        value * weight[channel] * inverse[channel]
      }
    }
    // The batch's mean and variance depend on every input, so each pixel's gradient loses the
    // channel's mean gradient and the part of it that runs along the standardized input.
    let count = Float(outputGradient.count / weight.count)
    let sums = channelSums(of: outputGradient).values
    let products = channelSums(of: combineInParallel(outputGradient, memory.standardized, *)).values
    return mapChannels(outputGradient, memory.standardized) { value, standard, channel in
      weight[channel] * inverse[channel]
        * (value - sums[channel] / count - standard * products[channel] / count)
    }
  }

  public func parameterGradients(_ outputGradient: Tensor, memory: Memory) -> [Tensor] {
    [
      channelSums(of: combineInParallel(outputGradient, memory.standardized, *)),
      channelSums(of: outputGradient),
    ]
  }

  public mutating func updateRunningStatistics(from memory: Memory) {
    guard let (mean, variance) = memory.measured else { return }
    updateRunningStatistics(
      mean: mean, variance: variance, count: memory.standardized.count / weight.count)
  }

  /// Takes over what a batch's channels have for mean and variance, over `count` numbers each.
  mutating func updateRunningStatistics(mean: [Float], variance: [Float], count: Int) {
    let unbiased = Float(count) / max(Float(count) - 1, 1)
    runningMean = runningMean * (1 - momentum) + Tensor(mean) * momentum
    runningVariance = runningVariance * (1 - momentum) + Tensor(variance) * (momentum * unbiased)
  }

  public mutating func visitParameters(_ visit: (String, inout Tensor) -> Void) {
    visit("weight", &weight)
    visit("bias", &bias)
  }

  public mutating func visitStatistics(_ visit: (String, inout Tensor) -> Void) {
    visit("running mean", &runningMean)
    visit("running variance", &runningVariance)
  }

  public func outputShape(for input: [Int]) throws(ShapeMismatch) -> ShapeStep {
    try requireImage(input)
    guard input[0] == weight.count else {
      throw ShapeMismatch(
        expected: "\(weight.count) channels", found: "\(input[0]) (\(sizes(input)))",
        fix: "Write BatchNorm2D(channels: \(input[0])), or change the layers above it.")
    }
    return ShapeStep(input)
  }

  public var description: String { "BatchNorm2D(channels: \(weight.count))" }
}

extension BatchNorm2D {
  /// Each channel's mean and variance (dividing by the count), summed in double precision.
  private func moments(of images: Tensor) -> (mean: [Float], variance: [Float]) {
    let (batch, channels) = (images.shape[0], images.shape[1])
    let pixels = images.shape[2] * images.shape[3]
    let moments = Tensor(shape: [2, channels]) { moments in
      images.withValues { images in
        forEachTask(channels, work: Work.moving(16 * images.count)) { channel in
          func total(_ term: (Double) -> Double) -> Double {
            var sum = 0.0
            for image in 0..<batch {
              let start = (image * channels + channel) * pixels
              for pixel in start..<(start + pixels) { sum += term(Double(images[pixel])) }
            }
            return sum / Double(batch * pixels)
          }
          let mean = total { $0 }
          moments[channel] = Float(mean)
          moments[channels + channel] = Float(total { ($0 - mean) * ($0 - mean) })
        }
      }
    }
    return (Array(moments.values[..<channels]), Array(moments.values[channels...]))
  }

  private func mapChannels(_ images: Tensor, _ transform: (Float, Int) -> Float) -> Tensor {
    mapChannels(images, images) { value, _, channel in transform(value, channel) }
  }

  private func mapChannels(
    _ first: Tensor, _ second: Tensor, _ transform: (Float, Float, Int) -> Float
  ) -> Tensor {
    let (batch, channels) = (first.shape[0], first.shape[1])
    let pixels = first.shape[2] * first.shape[3]
    return Tensor(shape: first.shape) { output in
      withAddresses(first, second, output) { first, second, output in
        forEachTask(batch * channels, work: Work.moving(4 * batch * channels * pixels)) { plane in
          for pixel in (plane * pixels)..<((plane + 1) * pixels) {
            output[pixel] = transform(first[pixel], second[pixel], plane % channels)
          }
        }
      }
    }
  }
}
