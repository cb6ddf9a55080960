import CKernels
import Tensors

/// The largest sample of each window, for sixteen images abreast.
final class LaneMaxPooling: GroupwiseStage {
  private let channels: Int
  private let window: convolume_window
  private let input: LaneBuffer
  private let output: LaneBuffer
  /// For each output, which sample of its window it is: a byte in each lane.
  private let taps: LaneBlock?
  /// Whether the input comes out of a rectifier, whose gradient is then computed here, where there are
  /// fewer numbers: what did not win its window gets no gradient anyway.
  private let rectifiesGradient: Bool
  var givesInputGradient = true

  init(
    channels: Int, window: convolume_window, input: LaneBuffer, output: LaneBuffer,
    taps: LaneBlock?, rectifiesGradient: Bool
  ) {
    self.channels = channels
    self.window = window
    self.input = input
    self.output = output
    self.taps = taps
    self.rectifiesGradient = rectifiesGradient
  }

  var isSmall: Bool { input.count <= smallStage }

  private func withTaps(
    _ run: LaneRun, group: Int, _ body: (UnsafeMutablePointer<UInt8>) -> Void
  ) {
    let count = output.count * laneCount
    guard let taps else {
      return run.arena.withScratch { scratch in
        scratch.withMemoryRebound(to: UInt8.self, capacity: count) { body($0) }
      }
    }
    let start = UnsafeMutableRawPointer(run.memory(taps)) + group * count
    start.withMemoryRebound(to: UInt8.self, capacity: count) { body($0) }
  }

  func forward(_ run: LaneRun, group: Int) {
    withTaps(run, group: group) { taps in
      convolume_lanes_pool_maximum(
        run.values(input, group: group), Int64(channels), window,
        run.values(output, group: group), taps)
    }
  }

  func backward(_ run: LaneRun, group: Int) {
    let upstream = run.gradient(output, group: group)
    if rectifiesGradient {
      convolume_rectify_gradient(
        run.values(output, group: group), upstream, upstream, Int64(output.count * laneCount))
    }
    withTaps(run, group: group) { taps in
      convolume_lanes_pool_maximum_gradient(
        upstream, taps, Int64(channels), window, run.gradient(input, group: group))
    }
  }
}

/// The mean of each window, for sixteen images abreast.
final class LaneAveragePooling: GroupwiseStage {
  private let channels: Int
  private let window: convolume_window
  private let input: LaneBuffer
  private let output: LaneBuffer
  var givesInputGradient = true

  init(channels: Int, window: convolume_window, input: LaneBuffer, output: LaneBuffer) {
    self.channels = channels
    self.window = window
    self.input = input
    self.output = output
  }

  var isSmall: Bool { input.count <= smallStage }

  private var share: Float { 1 / Float(window.kernel * window.kernel) }

  func forward(_ run: LaneRun, group: Int) {
    convolume_lanes_pool_mean(
      run.values(input, group: group), Int64(channels), window, share,
      run.values(output, group: group))
  }

  func backward(_ run: LaneRun, group: Int) {
    convolume_lanes_pool_mean_gradient(
      run.gradient(output, group: group), Int64(channels), window, share,
      run.gradient(input, group: group))
  }
}

extension MaxPool2D: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    guard let places = WindowPlaces(window, planner.shape), window.kernel <= 15 else {
      return false
    }
    let input = planner.input
    let rectifier = planner.stages.last as? any RectifyingStage
    let output = planner.makeOutput(places.output)
    let tapCount = output.count * laneCount / 4
    if !planner.isTraining { planner.needScratch(tapCount) }
    planner.add(
      LaneMaxPooling(
        channels: places.channels, window: places.geometry, input: input, output: output,
        taps: planner.isTraining ? planner.reserve(tapCount * planner.groups) : nil,
        rectifiesGradient: rectifier?.leavesGradientToPooling() ?? false))
    return true
  }
}

extension AveragePool2D: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    guard let places = WindowPlaces(window, planner.shape) else { return false }
    let input = planner.input
    planner.add(
      LaneAveragePooling(
        channels: places.channels, window: places.geometry, input: input,
        output: planner.makeOutput(places.output)))
    return true
  }
}

/// Numbers of one image up to which a stage is not worth dividing: 128 kB for sixteen images in
/// each of a few buffers stay in a core's cache.
let smallStage = 1 << 14

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
