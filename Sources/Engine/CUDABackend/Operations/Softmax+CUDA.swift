import NeuralNetworks

extension SoftmaxOperation: CUDAOperation {
  func isSupported(from input: [Int]) -> Bool { input.count == 1 }

  func compile(_ site: inout CompilationSite) -> any DeviceOperator {
    let (rows, classes) = (site.batch, site.input.count)
    return LaunchOperator(site) { input, output in
      SoftmaxKernels.forward(input, rows: rows, classes: classes, into: output)
    } backward: { outputGradient, output, inputGradient in
      SoftmaxKernels.backward(
        outputGradient, output: output, rows: rows, classes: classes, into: inputGradient)
    }
  }
}
