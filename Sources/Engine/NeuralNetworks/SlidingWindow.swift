import CKernels
import Contracts
import Tensors

/// How many rows and columns a sliding window may reach beyond the border of an image.
public enum Padding: Sendable, Equatable {
  /// None: the window stays inside, and the output is smaller than the input.
  case valid

  /// Just enough that a stride of 1 keeps the size (and a stride of s divides it by s, rounded up).
  /// Where the amount is odd, the extra row and column go to the bottom and the right.
  case same

  /// As much as possible: each output sees at least one pixel of the image.
  case full

  /// This many pixels on each of the four sides.
  case explicit(Int)

  /// A number of pixels for each side of its own.
  case sides(PaddingAmount)
}

/// A square window that slides over an image in equal steps.
public struct SlidingWindow: Sendable, Equatable {
  /// Rows and columns of the window.
  public let kernel: Int

  /// Pixels from one place of the window to the next.
  public let stride: Int

  /// Pixels from one sample inside the window to the next; 1 takes neighbours.
  public let dilation: Int

  /// How far the window reaches beyond the border.
  public let padding: Padding

  init(owner: String, kernel: Int, stride: Int, dilation: Int = 1, padding: Padding) {
    require(kernel >= 1, "\(owner): the window must have at least 1 row, got \(kernel).")
    require(stride >= 1, "\(owner): the stride must be at least 1, got \(stride).")
    require(dilation >= 1, "\(owner): the dilation must be at least 1, got \(dilation).")
    switch padding {
    case .explicit(let amount):
      require(amount >= 0, "\(owner): the padding must not be negative, got \(amount).")
    case .sides(let amount):
      require(
        min(amount.top, amount.bottom, amount.left, amount.right) >= 0,
        "\(owner): the padding must not be negative, got \(amount).")
    case .valid, .same, .full:
      break
    }
    self.kernel = kernel
    self.stride = stride
    self.dilation = dilation
    self.padding = padding
  }

  /// Rows that the window spans, gaps included.
  public var extent: Int { (kernel - 1) * dilation + 1 }

  /// Returns what is added on each side of an image of this size.
  public func amount(height: Int, width: Int) -> PaddingAmount {
    switch padding {
    case .valid:
      return PaddingAmount(0)
    case .explicit(let amount):
      return PaddingAmount(amount)
    case .sides(let amount):
      return amount
    case .full:
      return PaddingAmount(extent - 1)
    case .same:
      func total(_ length: Int) -> Int {
        let outputs = (length + stride - 1) / stride
        return max((outputs - 1) * stride + extent - length, 0)
      }
      let (rows, columns) = (total(height), total(width))
      return PaddingAmount(
        top: rows / 2, bottom: rows - rows / 2, left: columns / 2, right: columns - columns / 2)
    }
  }

  /// Returns how many places the window has on an image of this size; zero where it does not fit.
  public func outputSize(height: Int, width: Int) -> (height: Int, width: Int) {
    let amount = amount(height: height, width: width)
    return (
      places(height + amount.top + amount.bottom), places(width + amount.left + amount.right)
    )
  }

  private func places(_ length: Int) -> Int {
    length < extent ? 0 : (length - extent) / stride + 1
  }

  /// Returns the shape of the output and the sum behind it, such as `(28 + 4 − 5) / 1 + 1 = 28`.
  func step(from input: [Int], channels: Int) throws(ShapeMismatch) -> ShapeStep {
    let (height, width) = (input[1], input[2])
    let output = outputSize(height: height, width: width)
    let amount = amount(height: height, width: width)
    guard output.height > 0, output.width > 0 else {
      throw ShapeMismatch(
        expected: "an image of at least \(extent)×\(extent) pixels, padding included",
        found: sizes(input),
        fix: "Use a smaller window, or more padding, or fewer pooling layers before it.")
    }
    let added = amount.top + amount.bottom
    let sum = added > 0 ? "\(height) + \(added) − \(extent)" : "\(height) − \(extent)"
    let isExact = (height + added - extent) % stride == 0
    let quotient = isExact ? "(\(sum)) / \(stride)" : "⌊(\(sum)) / \(stride)⌋"
    return ShapeStep(
      [channels, output.height, output.width],
      arithmetic: "\(quotient) + 1 = \(output.height)")
  }

  /// Returns the geometry that the inner loops work with.
  func geometry(height: Int, width: Int, padding amount: PaddingAmount) -> convolume_window {
    convolume_window(
      height: Int64(height), width: Int64(width),
      output_height: Int64(places(height + amount.top + amount.bottom)),
      output_width: Int64(places(width + amount.left + amount.right)),
      kernel: Int64(kernel), stride: Int64(stride), dilation: Int64(dilation),
      top: Int64(amount.top), left: Int64(amount.left))
  }
}

/// Checks that `input` is one image, `[channels, height, width]`.
func requireImage(_ input: [Int]) throws(ShapeMismatch) {
  guard input.count == 3 else {
    throw ShapeMismatch(
      expected: "images, [channels, height, width]", found: "\(input)",
      fix: "Place the layer before Flatten, where there still are images.")
  }
}

/// Stops unless `input` is a batch of images.
func requireImages(_ input: Tensor, _ layer: String) {
  require(
    input.rank == 4, "\(layer): expected [batch, channels, height, width], got \(input.shape).")
}
