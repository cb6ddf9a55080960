import ArgumentParser
import Foundation
import Tensors

/// Measures how far convolutions are from double precision, by the definition and by Winograd's scheme.
struct ErrorsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "errors",
    abstract: "Measure the rounding errors of AlexNet's convolutions.",
    discussion: """
      Sixteen images and filters are drawn from the normal distribution, and convolved by the \
      definition and by Winograd's scheme, both in single precision, and in double precision. Told \
      is the largest difference from the last, in millionths of the largest number, and the root \
      mean square of the differences, in millionths of that of the numbers.
      """)

  func run() throws {
    print("kernels: \(InstructionSet.current.rawValue); differences in millionths\n")
    print(line("", "", "by the definition", "", "by Winograd's scheme", ""))
    print(line("", "", "largest", "rms", "largest", "rms"))
    for size in LayerSize.alexnet where size.window.stride == 1 {
      let convolution = ConvolutionErrors(size)
      for (name, errors) in [
        ("outputs", convolution.ofOutputs()), ("filters' gradient", convolution.ofGradient()),
      ] {
        let numbers = [errors.definition, errors.winograd].flatMap { [$0.largest, $0.rms] }
          .map { String(format: "%.2f", $0 * 1e6) }
        print(line(size.description, name, numbers[0], numbers[1], numbers[2], numbers[3]))
      }
    }
  }

  private func line(_ columns: String...) -> String {
    let widths = [-33, -18, 18, 8, 22, 8]
    return zip(columns, widths).map { text, width in
      let filling = String(repeating: " ", count: max(0, abs(width) - text.count))
      return width < 0 ? text + filling : filling + text
    }.joined()
  }
}
