import ArgumentParser
import Foundation
import Tensors

/// Times each kernel on one thread, beside what a core of this machine can do at best.
struct KernelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernels",
    abstract: "Time each kernel beside the machine's own peak.",
    discussion: """
      First the machine is measured: multiply-adds in registers, and streams through memory. Then \
      each kernel runs on one thread at the sizes of LeNet-5 and AlexNet, sixteen images at a time \
      where it works on interleaved images. CONVOLUME_INSTRUCTION_SET=baseline, avx2 or avx512 chooses another \
      build of the kernels.

      EXAMPLES:
        convolume-bench kernels
        convolume-bench kernels --only winograd
      """)

  @Option(
    help: ArgumentHelp("Only kernels or sizes with this in their names.", valueName: "name"))
  var only: String?

  @Flag(help: "Print one line of JSON for the machine, and one for each kernel.")
  var json = false

  func run() throws {
    let all =
      ConvolutionKernels.all + ProductKernels.all + PoolingKernels.all
      + ResponseNormalizationKernels.all + BatchNormalizationKernels.all + PlainKernels.all
      + WindowKernels.all + ResamplingKernels.all
    let chosen = all.filter { kernel in
      only.map { "\(kernel.name) \(kernel.size)".localizedCaseInsensitiveContains($0) } ?? true
    }
    guard !chosen.isEmpty else {
      let names = all.reduce(into: [String]()) { names, kernel in
        if !names.contains(kernel.name) { names.append(kernel.name) }
      }
      throw ValidationError(
        "--only: no kernel is called '\(only ?? "")'. There are: "
          + names.joined(separator: ", ") + ".")
    }
    let peak = MachinePeak()
    if json { try printLine(peak) } else { print(text(of: peak)) }
    for kernel in chosen {
      let figure = kernel.measure(against: peak)
      if json { try printLine(figure) } else { print(text(of: figure)) }
    }
  }

  private func printLine(_ value: some Encodable) throws {
    let encoder = JSONEncoder()
    encoder.keyEncodingStrategy = .convertToSnakeCase
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    print(String(decoding: try encoder.encode(value), as: UTF8.self))
  }

  private func text(of peak: MachinePeak) -> String {
    let arithmetic = peak.arithmetic.map { set in
      String(
        format: "%@: %.0f GFLOP/s on one thread, %.0f on %d", set.instructionSet,
        set.oneThread, set.allThreads, peak.threads)
    }
    let memory = String(
      format: "memory: %.1f GB/s on one thread, %.1f on %d (into a third array: %.1f, %.1f)",
      peak.memoryOneThread.update, peak.memoryAllThreads.update, peak.threads,
      peak.memoryOneThread.triad, peak.memoryAllThreads.triad)
    let used = "kernels: \(peak.instructionSet), BLAS core \(BLASLibrary.core)"
    let header =
      Self.filled("kernel", 25) + Self.filled("size", 36)
      + "        µs       speed          of peak   in Swift"
    return (arithmetic + [memory, used, "", header]).joined(separator: "\n")
  }

  private func text(of figure: KernelFigure) -> String {
    let numbers = String(
      format: "%10.1f %9.1f %@ %7.0f %%", figure.microseconds, figure.speed,
      Self.filled(figure.unit, 7), figure.percentOfPeak)
    let swift = figure.swiftSpeed.map { String(format: "%11.1f", $0) } ?? ""
    return Self.filled(figure.name, 25) + Self.filled(figure.size, 36) + numbers + swift
  }

  private static func filled(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(1, width - text.count))
  }
}
