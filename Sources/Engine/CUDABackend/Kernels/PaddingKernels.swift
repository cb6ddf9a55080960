import Tensors

/// More rows and columns around each image, and back.
package enum PaddingKernels {
  /// Images of `height` × `width`, and what is added on each side.
  package struct Padding: Equatable, Sendable {
    package var batch: Int
    package var channels: Int
    package var height: Int
    package var width: Int
    package var isChannelsLast: Bool
    package var amount: PaddingAmount
    package var mode: PaddingMode

    package init(
      batch: Int, channels: Int, height: Int, width: Int, isChannelsLast: Bool,
      amount: PaddingAmount, mode: PaddingMode
    ) {
      self.batch = batch
      self.channels = channels
      self.height = height
      self.width = width
      self.isChannelsLast = isChannelsLast
      self.amount = amount
      self.mode = mode
    }

    /// The numbers that the padded images have.
    package var outputCount: Int {
      batch * channels * (height + amount.top + amount.bottom)
        * (width + amount.left + amount.right)
    }

    /// As `PaddedImages` in `Padding.cu`; the place of a mode among all cases is its code.
    fileprivate var words: [Int32] {
      let items = isChannelsLast ? [batch] : [batch * channels]
      let code = PaddingMode.allCases.firstIndex(of: mode) ?? 0
      let sizes = items + [height, width, isChannelsLast ? channels : 1]
      let sides = [amount.top, amount.bottom, amount.left, amount.right, code]
      return (sizes + sides).map(Int32.init)
    }
  }

  package static func forward(
    _ input: DeviceAddress, _ padding: Padding, into output: DeviceAddress
  ) -> KernelLaunch {
    launch("padding_forward", input, padding, padding.outputCount, output)
  }

  /// Each sample collects the gradients of all places that it was copied to.
  package static func backward(
    _ outputGradient: DeviceAddress, _ padding: Padding, into inputGradient: DeviceAddress
  ) -> KernelLaunch {
    let count = padding.batch * padding.channels * padding.height * padding.width
    return launch("padding_backward", outputGradient, padding, count, inputGradient)
  }

  private static func launch(
    _ kernel: String, _ input: DeviceAddress, _ padding: Padding, _ count: Int,
    _ output: DeviceAddress
  ) -> KernelLaunch {
    KernelLaunch(
      source: "Padding", kernel: kernel, grid: KernelGrid.persistent(for: count, threads: 256),
      block: Extent3(256),
      arguments: [.address(input), .words(padding.words), .address(output)])
  }
}
