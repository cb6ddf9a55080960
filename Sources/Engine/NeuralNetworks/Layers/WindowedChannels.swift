import CKernels
import Contracts
import Tensors

/// A batch of images whose channels a window slides over, each channel for itself.
struct WindowedChannels {
  let geometry: convolume_window
  let channels: Int
  let outputShape: [Int]

  init(_ shape: [Int], window: SlidingWindow) {
    let (height, width) = (shape[2], shape[3])
    geometry = window.geometry(
      height: height, width: width, padding: window.amount(height: height, width: width))
    channels = shape[0] * shape[1]
    outputShape = [shape[0], shape[1], Int(geometry.output_height), Int(geometry.output_width)]
  }

  /// Samples of one channel of the input.
  var pixels: Int { Int(geometry.height * geometry.width) }

  /// Samples of one channel of the output.
  var outputPixels: Int { Int(geometry.output_height * geometry.output_width) }

  /// Calls `body` with each channel of each image, on several threads.
  func forEachChannel(_ body: (Int) -> Void) {
    let perTask = max(1, 16_384 / max(1, pixels))
    let work = Work.moving(channels * (pixels + outputPixels))
    forEachPart(of: channels, length: perTask, work: work) { part in
      for channel in part { body(channel) }
    }
  }
}

extension SlidingWindow {
  /// A pooling window: its padding must leave each window at least one pixel of the image.
  init(pooling owner: String, window: Int, stride: Int?, padding: Int) {
    require(
      padding >= 0 && 2 * padding <= window,
      "\(owner): the padding must be between 0 and half the window (\(window / 2)), got "
        + "\(padding).")
    self.init(
      owner: owner, kernel: window, stride: stride ?? window, padding: .explicit(padding))
  }

  /// The settings as they are written in a model, `window: 3, stride: 2`.
  var poolingSettings: String {
    var text = "window: \(kernel)"
    if stride != kernel { text += ", stride: \(stride)" }
    if case .explicit(let amount) = padding, amount > 0 { text += ", padding: \(amount)" }
    return text
  }
}
