import CKernels
import Tensors

/// What the two ways of computing a convolution abreast have in common: sizes, and which parameters
/// of the network are its filters and biases.
struct LaneFilters {
  /// The window over one channel of the input.
  let window: convolume_window
  /// Parts into which the channels are divided; each filter sees one part.
  let parts: Int
  /// Channels of the input in one part.
  let inputs: Int
  /// Filters of one part.
  let outputs: Int
  let weight: Int
  let bias: Int?

  var pixels: Int { Int(window.height * window.width) }
  var outputPixels: Int { Int(window.output_height * window.output_width) }
  var kernel: Int { Int(window.kernel) }
  /// Weights of one filter.
  var depth: Int { inputs * kernel * kernel }
  /// Filters, and so output channels, of all parts.
  var filterCount: Int { parts * outputs }
  /// Weights of all filters.
  var weightCount: Int { filterCount * depth }

  /// Rows and columns of the upstream gradient with its numbers as far apart as the filters' steps.
  var spreadHeight: Int { (Int(window.output_height) - 1) * Int(window.stride) + 1 }
  var spreadWidth: Int { (Int(window.output_width) - 1) * Int(window.stride) + 1 }

  /// Numbers of one part of such a gradient; none where the steps are single pixels.
  var spreadCount: Int {
    window.stride == 1 ? 0 : outputs * spreadHeight * spreadWidth * laneCount
  }

  /// How far the samples under a filter lie apart, first to last.
  private var reach: Int64 { (window.kernel - 1) * window.dilation }

  /// Whether the padding is no wider than a filter reaches.
  var isPaddedWithinReach: Bool { max(window.top, window.left) <= reach }

  /// Where the window of the input's gradient stands: the filters, turned, slide over the upstream
  /// gradient, spread by their steps, and reach beyond its border as far as they stayed inside before.
  var turnedWindow: convolume_window {
    convolume_window(
      height: Int64(spreadHeight), width: Int64(spreadWidth), output_height: window.height,
      output_width: window.width, kernel: window.kernel, stride: 1, dilation: window.dilation,
      top: reach - window.top, left: reach - window.left)
  }

  /// Computes what one group contributes to the gradients of the biases: the sum of each channel.
  func sumBiasGradients(_ run: LaneRun, of output: LaneBuffer, group: Int, in sums: LaneBlock) {
    guard bias != nil else { return }
    let start = run.memory(sums) + group * filterCount
    start.update(repeating: 0, count: filterCount)
    convolume_lanes_channel_sums(
      run.gradient(output, group: group), Int64(filterCount), Int64(outputPixels), start)
  }

  /// Adds up the contributions of all groups, in their order.
  func finishBiasGradients(_ run: LaneRun, in sums: LaneBlock) {
    guard let bias else { return }
    let gradient = run.parameterGradients[bias]
    gradient.update(from: run.memory(sums), count: filterCount)
    for group in 1..<run.groups {
      convolume_add(gradient, run.memory(sums) + group * filterCount, Int64(filterCount))
    }
  }
}

/// A stage that can compute `max(x, 0)` of what it makes before it writes it.
protocol RectifyingStage: LaneStage {
  var output: LaneBuffer { get }
  var rectifies: Bool { get set }

  /// Whether what reads the output has taken over the rectifier's gradient.
  var upstreamIsRectified: Bool { get set }
}

extension RectifyingStage {
  /// Hands the rectifier's gradient to the pooling behind it, where there is a rectifier.
  func leavesGradientToPooling() -> Bool {
    upstreamIsRectified = rectifies
    return rectifies
  }

  /// Passes the gradient of one group back through the rectifier, if there is one.
  func rectifyGradient(_ run: LaneRun, group: Int) {
    guard rectifies, !upstreamIsRectified else { return }
    let gradient = run.gradient(output, group: group)
    convolume_rectify_gradient(
      run.values(output, group: group), gradient, gradient, Int64(output.count * laneCount))
  }
}

extension Conv2D: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    guard paddingMode == .zero, let places = WindowPlaces(window, planner.shape),
      places.channels == weight.shape[1] * groups
    else { return false }
    let isFirst = planner.parameterCount == 0
    let first = planner.takeParameters(bias == nil ? 1 : 2)
    let filters = LaneFilters(
      window: places.geometry, parts: groups, inputs: weight.shape[1],
      outputs: weight.shape[0] / groups, weight: first, bias: bias == nil ? nil : first + 1)
    let givesInputGradient = planner.isTraining && !isFirst
    guard filters.isPaddedWithinReach || !givesInputGradient,
      LaneWinograd.pays(for: filters) || LaneConvolution.fits(filters, in: planner)
    else { return false }
    let input = planner.input
    let output = planner.makeOutput([weight.shape[0]] + places.output.dropFirst())
    if LaneWinograd.pays(for: filters) {
      planner.add(LaneWinograd(filters, input: input, output: output, in: &planner))
    } else {
      if givesInputGradient { planner.needScratch(filters.spreadCount) }
      planner.add(LaneConvolution(filters, input: input, output: output, in: &planner))
    }
    return true
  }
}
