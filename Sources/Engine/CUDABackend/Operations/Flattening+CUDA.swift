import NeuralNetworks

extension FlatteningOperation: CUDAOperation {
  /// The numbers of an image in the order that linear layers know, when its channels stand last; else
  /// flattening is only another name for the same numbers, and is not compiled.
  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    let (batch, pixels, channels) = (site.batch, site.input.pixels, site.input.channels)
    return LaunchOperator(site) { input, output in
      BatchKernels.transpose(input, items: batch, rows: pixels, columns: channels, into: output)
    } backward: { outputGradient, _, inputGradient in
      BatchKernels.transpose(
        outputGradient, items: batch, rows: channels, columns: pixels, into: inputGradient)
    }
  }
}
