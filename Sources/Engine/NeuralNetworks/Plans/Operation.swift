import Tensors

/// One computation of a plan, with its settings: what a layer does, without its weights.
///
/// Each backend extends the operations that it has a form for, in a file for each: on the processor
/// `CPU/`, on a graphics card `CUDABackend/Operations/`.
package protocol Operation: Sendable, CustomStringConvertible {
  /// Whether an activation of each number can be computed before the number is written.
  var takesActivation: Bool { get }
}

extension Operation {
  package var takesActivation: Bool { false }

  /// The operation's name in a plan's description: `convolution`.
  package var description: String {
    let name = "\(Self.self)"
    return name.hasSuffix("Operation") ? String(name.dropLast(9)).lowercased() : name
  }
}

/// A convolution; parameters are the filters `[to, from / groups, kernel, kernel]` and perhaps a bias.
package struct ConvolutionOperation: Operation {
  package let window: SlidingWindow
  package let groups: Int
  package let paddingMode: PaddingMode
  package let hasBias: Bool
  package var takesActivation: Bool { true }
}

/// A linear layer; parameters are the weights `[to, from]` and perhaps a bias.
package struct LinearOperation: Operation {
  package let hasBias: Bool
  package var takesActivation: Bool { true }
}

/// An activation that no operation before it could take over.
package struct ActivationOperation: Operation {
  package let activation: Activation
}

/// A pooling: one number for each window.
package struct PoolingOperation: Operation {
  package enum Kind: String, Sendable {
    case maximum
    case minimum
    case mean
    /// The square root of the sum of squares.
    case length
  }

  package let kind: Kind
  package let window: SlidingWindow
}

/// The mean of each channel.
package struct GlobalMeanOperation: Operation {}

/// Local response normalization.
package struct ResponseNormalizationOperation: Operation {
  package let size: Int
  package let factor: Float
  package let exponent: Float
  package let offset: Float
}

/// Batch normalization; parameters are scale and shift, buffers the running mean and variance.
package struct BatchNormalizationOperation: Operation {
  package let epsilon: Float
  package let momentum: Float
  package var takesActivation: Bool { true }
}

/// Dropout; in use, nothing.
package struct DropoutOperation: Operation {
  package let rate: Double
}

/// Probabilities from scores.
package struct SoftmaxOperation: Operation {}

/// More rows and columns around each image.
package struct PaddingOperation: Operation {
  package let amount: PaddingAmount
  package let mode: PaddingMode
}

/// The same numbers as one row.
package struct FlatteningOperation: Operation {}

/// The sum of two values.
package struct SumOperation: Operation {
  package var takesActivation: Bool { true }
}

/// A layer of which a plan knows only that it exists.
package struct OpaqueOperation: Operation {
  /// The layer's kind, for messages.
  package let kind: String
  package var description: String { "opaque \(kind)" }
}
