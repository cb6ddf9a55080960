import CKernels

/// Loops over plain arrays, larger than the caches.
enum PlainKernels {
  private static let count = 1 << 24

  static var all: [KernelBenchmark] {
    [
      adam, momentum, rectify, rectifyGradient, multiply, add, addConstant, sum, tanh, tanhGradient,
      sigmoid, sigmoidGradient, dropoutFactors, uniform,
    ]
  }

  /// A benchmark that passes so many arrays through memory: `streams` counts each read and write.
  private static func streaming(
    _ name: String, streams: Int, arrays: Int,
    swift: (([UnsafeMutablePointer<Float>]) -> Void)? = nil,
    _ work: @escaping ([UnsafeMutablePointer<Float>]) -> Void
  ) -> KernelBenchmark {
    func prepare(_ work: @escaping ([UnsafeMutablePointer<Float>]) -> Void) -> () -> Void {
      let numbers = (0..<arrays).map { _ in Numbers(count) }
      return { work(numbers.map(\.start)) }
    }
    return KernelBenchmark(
      name, "\(count) numbers", .bytes(Double(4 * streams * count)),
      swift: swift.map { form in { prepare(form) } }, prepare: { prepare(work) })
  }

  private static var adam: KernelBenchmark {
    streaming(
      "Adam", streams: 7, arrays: 4,
      swift: { SwiftForms.adam($0[0], $0[1], $0[2], $0[3], count) },
      {
        convolume_adam_step(
          $0[0], $0[1], $0[2], $0[3], Int64(count), 1e-6, 0.9, 0.999, 1, 1e-8, 0)
      })
  }

  private static var momentum: KernelBenchmark {
    streaming("SGD with momentum", streams: 5, arrays: 3) {
      convolume_momentum_step($0[0], $0[1], $0[2], Int64(count), 1e-6, 0.9, 0, 0)
    }
  }

  private static var rectify: KernelBenchmark {
    streaming(
      "ReLU", streams: 2, arrays: 2, swift: { SwiftForms.rectify($0[0], $0[1], count) },
      { convolume_rectify($0[0], $0[1], Int64(count)) })
  }

  private static var rectifyGradient: KernelBenchmark {
    streaming("gradient of ReLU", streams: 3, arrays: 3) {
      convolume_rectify_gradient($0[0], $0[1], $0[2], Int64(count))
    }
  }

  private static var multiply: KernelBenchmark {
    streaming("multiply", streams: 3, arrays: 3) {
      convolume_multiply($0[0], $0[1], $0[2], Int64(count))
    }
  }

  private static var addConstant: KernelBenchmark {
    streaming("add a constant", streams: 2, arrays: 1) {
      convolume_add_constant($0[0], 1e-6, Int64(count))
    }
  }

  private static var add: KernelBenchmark {
    streaming(
      "add", streams: 3, arrays: 2, swift: { SwiftForms.add($0[0], $0[1], count) },
      { convolume_add($0[0], $0[1], Int64(count)) })
  }

  private static var sum: KernelBenchmark {
    streaming(
      "sum", streams: 1, arrays: 1, swift: { $0[0][0] = SwiftForms.sum($0[0], count) * 1e-9 },
      { $0[0][0] = convolume_sum($0[0], Int64(count)) * 1e-9 })
  }

  private static var tanh: KernelBenchmark {
    streaming("tanh", streams: 2, arrays: 2) { convolume_tanh($0[0], $0[1], Int64(count)) }
  }

  private static var sigmoid: KernelBenchmark {
    streaming("sigmoid", streams: 2, arrays: 2) { convolume_sigmoid($0[0], $0[1], Int64(count)) }
  }

  private static var tanhGradient: KernelBenchmark {
    streaming("gradient of tanh", streams: 3, arrays: 3) {
      convolume_tanh_gradient($0[0], $0[1], $0[2], Int64(count))
    }
  }

  private static var sigmoidGradient: KernelBenchmark {
    streaming("gradient of sigmoid", streams: 3, arrays: 3) {
      convolume_sigmoid_gradient($0[0], $0[1], $0[2], Int64(count))
    }
  }

  private static var dropoutFactors: KernelBenchmark {
    streaming("dropout factors", streams: 2, arrays: 1) {
      convolume_dropout_factors($0[0], 0.5, 2, Int64(count))
    }
  }

  private static var uniform: KernelBenchmark {
    streaming("random numbers", streams: 1, arrays: 1) {
      convolume_uniform(0, Int64(count / 4), 1, 2, 3, 4, $0[0])
    }
  }
}
