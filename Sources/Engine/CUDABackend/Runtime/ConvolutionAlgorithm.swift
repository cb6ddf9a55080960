/// One way in which cuDNN can compute a pass of a convolution.
package struct ConvolutionAlgorithm: Hashable, Sendable, Codable {
  package var pass: ConvolutionPass
  /// The number that `cudnn_ops.h` gives it, for this pass.
  package var number: Int

  package init(_ pass: ConvolutionPass, _ number: Int) {
    self.pass = pass
    self.number = number
  }

  /// The last part of its name in `cudnn_ops.h`, in small letters.
  package var name: String {
    let names =
      switch pass {
      case .forward:
        [
          "implicit gemm", "implicit precomputed gemm", "gemm", "direct", "fft", "fft tiling",
          "winograd", "winograd nonfused",
        ]
      case .inputGradient:
        ["algorithm 0", "algorithm 1", "fft", "fft tiling", "winograd", "winograd nonfused"]
      case .weightGradient:
        [
          "algorithm 0", "algorithm 1", "fft", "algorithm 3", "winograd", "winograd nonfused",
          "fft tiling",
        ]
      }
    return names.indices.contains(number) ? names[number] : "algorithm \(number)"
  }

  /// All that cuDNN knows for a pass.
  package static func all(for pass: ConvolutionPass) -> [ConvolutionAlgorithm] {
    let count =
      switch pass {
      case .forward: 8
      case .inputGradient: 6
      case .weightGradient: 7
      }
    return (0..<count).map { ConvolutionAlgorithm(pass, $0) }
  }

  /// Winograd's with its three steps apart: the least multiplications for filters of 3 × 3 and 5 × 5.
  package static func separateWinograd(_ pass: ConvolutionPass) -> ConvolutionAlgorithm {
    ConvolutionAlgorithm(pass, pass == .forward ? 7 : 5)
  }

  /// The one that matrix units serve, and that alone can add a bias without ReLU.
  package static func implicitProduct(_ pass: ConvolutionPass) -> ConvolutionAlgorithm {
    ConvolutionAlgorithm(pass, 1)
  }
}

/// What cuDNN says of an algorithm before it is used.
package struct AlgorithmOffer: Equatable {
  package var algorithm: ConvolutionAlgorithm
  package var workspaceBytes: Int
  /// Whether equal input gives equal bits.
  package var isDeterministic: Bool
  package var math: CuDNN.Math

  package init(
    algorithm: ConvolutionAlgorithm, workspaceBytes: Int, isDeterministic: Bool, math: CuDNN.Math
  ) {
    self.algorithm = algorithm
    self.workspaceBytes = workspaceBytes
    self.isDeterministic = isDeterministic
    self.math = math
  }

  /// Whether a convolution may use it: the same bits at each run, working memory within `limit`, and
  /// operands rounded only where they may be.
  package func suits(_ convolution: DeviceConvolution, limit: Int) -> Bool {
    guard isDeterministic, workspaceBytes <= limit else { return false }
    switch math {
    case .fusedMultiplyAdd: return true
    case .default, .tensorOperations: return convolution.precision == .tf32
    case .tensorOperationsWithConversion: return false
    }
  }
}
