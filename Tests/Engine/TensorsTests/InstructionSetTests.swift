import CKernels
import Tensors
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The set is the whole process's, and other tests compare bits: each test runs in a child of its own.
@Suite struct InstructionSetTests {
  @Test func `the best set is used unless reported otherwise`() async {
    await #expect(processExitsWith: .success) {
      unsetenv("CONVOLUME_INSTRUCTION_SET")
      #expect(InstructionSet.current == .best)
      #expect(InstructionSet.available.first == .baseline)
      #expect(InstructionSet.available.last == .best)
    }
  }

  @Test func `each set of the processor can be chosen`() async {
    await #expect(processExitsWith: .success) {
      for set in InstructionSet.available {
        InstructionSet.current = set
        #expect(InstructionSet.current == set)
      }
    }
  }

  @Test func `the environment may name a set`() async {
    await #expect(processExitsWith: .success) {
      setenv("CONVOLUME_INSTRUCTION_SET", "baseline", 1)
      #expect(InstructionSet.current == .baseline)
    }
  }

  @Test func `a set that does not exist is said so, and the best is used`() async throws {
    let result = try await #require(
      processExitsWith: .success, observing: [\.standardErrorContent]
    ) {
      setenv("CONVOLUME_INSTRUCTION_SET", "avx1024", 1)
      #expect(InstructionSet.current == .best)
    }
    let message = String(decoding: result.standardErrorContent, as: UTF8.self)
    let names = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
    #expect(
      message.contains(
        "CONVOLUME_INSTRUCTION_SET: 'avx1024' is not one of this processor's: \(names); using "
          + "\(InstructionSet.best.rawValue)."))
  }

  @Test func `every set computes the same, but for the last digits`() async {
    await #expect(processExitsWith: .success) {
      InstructionSet.current = .baseline
      let expected = KernelRun()
      for set in InstructionSet.available {
        InstructionSet.current = set
        let run = KernelRun()
        for (name, values) in run.results {
          let reference = expected.results[name] ?? []
          #expect(values.count == reference.count)
          let worst = zip(values, reference).map { abs($0 - $1) / (1 + abs($1)) }.max() ?? 0
          #expect(worst < 1e-5, "\(name) on \(set) is off by \(worst)")
        }
      }
    }
  }
}

/// What the kernels make of the same drawn numbers, by name.
private struct KernelRun {
  var results: [String: [Float]] = [:]

  /// An odd image, whose windows overlap, leave pixels out, and reach over two edges.
  private let window = convolume_window(
    height: 9, width: 7, output_height: 4, output_width: 3, kernel: 3, stride: 2, dilation: 1,
    top: 1, left: 1)
  private let channels = 2
  private var pixels: Int { Int(window.height * window.width) }
  private var outputs: Int { Int(window.output_height * window.output_width) }

  init() {
    runPlainKernels()
    runInterleavedKernels()
    runPooling()
    runRandomNumbers()
    runResampling()
  }

  private func drawn(_ count: Int, seed: Int) -> [Float] {
    Tensor.normal(shape: [count], seed: seed).values
  }

  private mutating func runPlainKernels() {
    let count = 1003
    let input = drawn(count, seed: 1)
    let other = drawn(count, seed: 2)
    var output = input
    convolume_tanh(input, &output, Int64(count))
    results["tanh"] = output
    convolume_sigmoid(input, &output, Int64(count))
    results["sigmoid"] = output
    convolume_add(&output, other, Int64(count))
    results["sum"] = [convolume_sum(output, Int64(count))]
    var velocity = other
    convolume_momentum_step(&output, &velocity, input, Int64(count), 0.1, 0.9, 0.01, 1)
    results["momentum"] = output
    var image = drawn(channels * pixels, seed: 3)
    var columns = [Float](repeating: 0, count: channels * 9 * outputs)
    convolume_gather_windows(
      image, Int64(channels), window, 0, window.output_height, &columns, Int64(outputs))
    results["gather"] = columns
    convolume_scatter_windows(
      columns, Int64(outputs), Int64(channels), window, 0, window.output_height, &image)
    results["scatter"] = image
  }

  private mutating func runInterleavedKernels() {
    let features = 37
    let images = 13
    let rows = drawn(images * features, seed: 4)
    var lanes = [Float](repeating: 1, count: features * 16)
    convolume_interleave(rows, Int64(features), Int64(images), Int64(features), &lanes)
    results["lanes"] = lanes
    var back = [Float](repeating: 0, count: rows.count)
    convolume_deinterleave(lanes, Int64(features), Int64(images), &back, Int64(features))
    #expect(back == rows)
    var sums = [Float](repeating: 0, count: features)
    convolume_interleaved_collapse(lanes, Int64(features), &sums)
    results["collapse"] = sums
    var total: [Float] = [0]
    convolume_interleaved_channel_sums(lanes, 1, Int64(features), &total)
    results["channel sums"] = total
  }

  private mutating func runRandomNumbers() {
    let blocks = 21
    var draws = [Float](repeating: 0, count: 4 * blocks)
    convolume_uniform(5, Int64(blocks), 1, 2, 3, 4, &draws)
    results["random numbers"] = draws
    convolume_dropout_factors(&draws, 0.4, 2, Int64(draws.count))
    results["dropout"] = draws
    var product = draws
    convolume_multiply(draws, drawn(draws.count, seed: 7), &product, Int64(draws.count))
    convolume_add_constant(&product, 0.25, Int64(draws.count))
    results["product"] = product
  }

  private mutating func runResampling() {
    let (length, newLength, others) = (11, 29, 19)
    let firsts = (0..<newLength).map { Int32($0 * (length - 1) / newLength) }
    let weights = (0..<2 * newLength).map { Int32($0 % 2 == 0 ? 1 << 20 : 3 << 20) }
    let input = (0..<length * others).map { UInt8(truncatingIfNeeded: $0 &* 7919 >> 3) }
    var output = [UInt8](repeating: 0, count: newLength * others)
    firsts.withUnsafeBufferPointer { firsts in
      weights.withUnsafeBufferPointer { weights in
        let axis = convolume_resampling(
          length: Int64(length), new_length: Int64(newLength), taps: 2,
          firsts: firsts.baseAddress, weights: weights.baseAddress)
        convolume_resample_rows(input, axis, 1, Int64(others), &output)
        results["rows"] = output.map(Float.init)
        convolume_resample_columns(input, axis, Int64(others), &output)
        results["columns"] = output.map(Float.init)
      }
    }
  }

  private mutating func runPooling() {
    let input = drawn(channels * pixels * 16, seed: 5)
    let upstream = drawn(channels * outputs * 16, seed: 6)
    var output = upstream
    var gradient = input
    var taps = [UInt8](repeating: 0, count: output.count)
    convolume_interleaved_pool_maximum(input, Int64(channels), window, &output, &taps)
    results["maximum"] = output
    results["taps"] = taps.map(Float.init)
    convolume_interleaved_pool_maximum_gradient(upstream, taps, Int64(channels), window, &gradient)
    results["maximum's gradient"] = gradient
    convolume_interleaved_pool_mean(input, Int64(channels), window, 0.25, &output)
    results["mean"] = output
    convolume_interleaved_pool_mean_gradient(upstream, Int64(channels), window, 0.25, &gradient)
    results["mean's gradient"] = gradient
  }
}
