import NeuralNetworks

extension PaddingOperation: CUDAOperation {
  func isSupported(from input: [Int]) -> Bool { input.count == 3 }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    let padding = PaddingKernels.Padding(
      batch: site.batch, channels: site.input.channels, height: site.input.shape[1],
      width: site.input.shape[2], isChannelsLast: site.input.isChannelsLast, amount: amount,
      mode: mode)
    return LaunchOperator(site) { input, output in
      PaddingKernels.forward(input, padding, into: output)
    } backward: { outputGradient, _, inputGradient in
      PaddingKernels.backward(outputGradient, padding, into: inputGradient)
    }
  }
}
