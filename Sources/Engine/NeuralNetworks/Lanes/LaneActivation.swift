import CKernels
import Tensors

/// An activation of sixteen images abreast: each number by itself.
final class LaneActivation: GroupwiseStage {
  private let function: ElementwiseKernel
  private let derivative: ElementwiseGradientKernel
  private let input: LaneBuffer
  private let output: LaneBuffer
  var givesInputGradient = true

  init(
    _ function: @escaping ElementwiseKernel, derivative: @escaping ElementwiseGradientKernel,
    input: LaneBuffer,
    output: LaneBuffer
  ) {
    self.function = function
    self.derivative = derivative
    self.input = input
    self.output = output
  }

  var isSmall: Bool { input.count <= smallStage }

  func forward(_ run: LaneRun, group: Int) {
    function(
      run.values(input, group: group), run.values(output, group: group),
      Int64(input.count * laneCount))
  }

  func backward(_ run: LaneRun, group: Int) {
    derivative(
      run.values(output, group: group), run.gradient(output, group: group),
      run.gradient(input, group: group), Int64(input.count * laneCount))
  }
}

extension LanePlanner {
  /// Adds the activation of each number, and its gradient.
  mutating func addActivation(
    _ function: @escaping ElementwiseKernel,
    derivative: @escaping ElementwiseGradientKernel
  ) {
    let input = input
    add(LaneActivation(function, derivative: derivative, input: input, output: makeOutput(shape)))
  }
}

extension ReLU: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    if let stage = planner.stages.last as? any RectifyingStage, !stage.rectifies {
      stage.rectifies = true
    } else {
      planner.addActivation(convolume_rectify, derivative: convolume_rectify_gradient)
    }
    return true
  }
}
extension Tanh: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    planner.addActivation(convolume_tanh, derivative: convolume_tanh_gradient)
    return true
  }
}

extension Sigmoid: LaneLayer {
  func plan(_ planner: inout LanePlanner) -> Bool {
    planner.addActivation(convolume_sigmoid, derivative: convolume_sigmoid_gradient)
    return true
  }
}
