import NeuralNetworks

/// An operator without parameters or memory of its own: one launch forward, one back.
struct LaunchOperator: DeviceOperator {
  private let input: DeviceValue
  private let output: DeviceValue
  private let inputGradient: MemoryPlan.Block?
  private let makeOutput: (_ input: DeviceAddress, _ output: DeviceAddress) -> KernelLaunch
  private let makeInputGradient:
    (_ outputGradient: DeviceAddress, _ output: DeviceAddress, _ inputGradient: DeviceAddress) ->
      KernelLaunch

  /// Takes the launches of a site's operation.
  init(
    _ site: CompilationSite,
    forward: @escaping (_ input: DeviceAddress, _ output: DeviceAddress) -> KernelLaunch,
    backward:
      @escaping (
        _ outputGradient: DeviceAddress, _ output: DeviceAddress, _ inputGradient: DeviceAddress
      ) -> KernelLaunch
  ) {
    input = site.input
    output = site.output
    inputGradient = site.inputGradient
    makeOutput = forward
    makeInputGradient = backward
  }

  func forward(_ run: DeviceRun) throws {
    try run.gpu.launch(makeOutput(run.address(input.block), run.address(output.block)))
  }

  func backward(_ run: DeviceRun) throws {
    guard let inputGradient, let gradient = output.gradient else { return }
    try run.gpu.launch(
      makeInputGradient(
        run.address(gradient), run.address(output.block), run.address(inputGradient)))
  }
}
