import ArgumentParser
import CUDABackend
import Foundation
import NeuralNetworks

/// Times all of cuDNN's engines for AlexNet's convolutions, and all of cuBLASLt's for its products.
///
/// The rules of `ConvolutionPreferences` come from its tables.
struct TimeAlgorithms: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "algorithms",
    abstract: "Time every algorithm that the libraries offer for AlexNet's layers.")

  @Option(help: "Images in a batch.")
  var batch = 64

  @Option(help: "How often each is timed.")
  var repetitions = 20

  func validate() throws {
    for (name, value) in [("--batch", batch), ("--repetitions", repetitions)] where value < 1 {
      throw ValidationError("\(name) takes a whole number from 1 on, got \(value).")
    }
  }

  func run() throws {
    let card = try CardCommand.open()
    do {
      print("# \(card.facts.name), cuDNN \(card.facts.cudnn), cuBLASLt \(card.facts.cublasLt)\n")
      for precision in [Precision.float32, .tf32] {
        for isChannelsLast in [false, true] {
          try printConvolutions(on: card, precision, isChannelsLast: isChannelsLast)
        }
        try printProducts(on: card, precision)
      }
    } catch let error as CUDAError {
      throw CardCommand.fail(error)
    }
  }

  private func printConvolutions(
    on card: CUDACard, _ precision: Precision, isChannelsLast: Bool
  ) throws {
    print("## Convolutions, \(precision.rawValue), \(isChannelsLast ? "NHWC" : "NCHW")\n")
    print("| layer | pass | engine | ms | TFLOP/s | working memory | |")
    print("| --- | --- | --- | ---: | ---: | ---: | --- |")
    for layer in AlexNetSizes.convolutions {
      let convolution = layer.convolution(
        images: batch, precision: precision, isChannelsLast: isChannelsLast)
      for form in [ConvolutionForm(convolution, .forward)] + ConvolutionForm.all(of: convolution) {
        let pass = form.pass.rawValue + (form.hasBias ? " + bias + ReLU" : "")
        // One form that the library declines must not hide the others.
        do {
          for timing in try card.timings(of: form, repetitions: repetitions) {
            print(
              String(
                format: "| %@ | %@ | %@ | %.4f | %.1f | %d MiB | %@ |", layer.name, pass,
                "\(timing.offer.algorithm)", timing.milliseconds,
                layer.operations(images: batch) / timing.milliseconds / 1e9,
                timing.workspaceBytes >> 20, timing.isChosen ? "taken" : ""))
          }
        } catch let error as CUDAError {
          print("| \(layer.name) | \(pass) | \(error) | | | | |")
        }
      }
    }
    print()
  }

  private func printProducts(on card: CUDACard, _ precision: Precision) throws {
    print("## Products, \(precision.rawValue)\n")
    print("| layer | pass | ms of each algorithm, in the library's order |")
    print("| --- | --- | --- |")
    for layer in AlexNetSizes.linears {
      let (inputs, outputs) = (layer.inputs, layer.outputs)
      let input = try card.allocate(bytes: 4 * batch * inputs)
      let weight = try card.allocate(bytes: 4 * inputs * outputs)
      let output = try card.allocate(bytes: 4 * batch * outputs)
      defer { for address in [input, weight, output] { card.free(address) } }
      let products: [(String, DeviceProduct)] = [
        (
          "forward",
          DeviceProduct(
            left: input, leftStride: inputs, right: weight, rightStride: inputs,
            rightIsTransposed: true, result: output, resultStride: outputs, rows: batch,
            columns: outputs, depth: inputs, precision: precision)
        ),
        (
          "inputGradient",
          DeviceProduct(
            left: output, leftStride: outputs, right: weight, rightStride: inputs, result: input,
            resultStride: inputs, rows: batch, columns: inputs, depth: outputs,
            precision: precision)
        ),
        (
          "weightGradient",
          DeviceProduct(
            left: output, leftStride: outputs, leftIsTransposed: true, right: input,
            rightStride: inputs, result: weight, resultStride: inputs, rows: outputs,
            columns: inputs, depth: batch, precision: precision)
        ),
      ]
      for (pass, product) in products {
        let times = try card.timings(of: product, repetitions: repetitions)
          .map { String(format: "%.4f", $0) }.joined(separator: " ")
        print("| \(inputs) to \(outputs) | \(pass) | \(times) |")
      }
    }
    print()
  }
}

/// The layers of AlexNet at 224×224, as torchvision has them.
enum AlexNetSizes {
  struct Convolution {
    var name: String
    var channels: Int
    var size: Int
    var filters: Int
    var kernel: Int
    var stride = 1
    var padding: Int

    var outputSize: Int { (size + 2 * padding - kernel) / stride + 1 }

    func convolution(
      images: Int, precision: Precision, isChannelsLast: Bool
    ) -> DeviceConvolution {
      DeviceConvolution(
        images: images, channels: channels, height: size, width: size, filters: filters,
        kernel: kernel, stride: stride, top: padding, left: padding, outputHeight: outputSize,
        outputWidth: outputSize, isChannelsLast: isChannelsLast, precision: precision)
    }

    /// Multiplications and additions of one pass, by the definition.
    func operations(images: Int) -> Double {
      2 * Double(images * outputSize * outputSize) * Double(filters * channels * kernel * kernel)
    }
  }

  static let convolutions = [
    Convolution(
      name: "conv1", channels: 3, size: 224, filters: 64, kernel: 11, stride: 4, padding: 2),
    Convolution(name: "conv2", channels: 64, size: 27, filters: 192, kernel: 5, padding: 2),
    Convolution(name: "conv3", channels: 192, size: 13, filters: 384, kernel: 3, padding: 1),
    Convolution(name: "conv4", channels: 384, size: 13, filters: 256, kernel: 3, padding: 1),
    Convolution(name: "conv5", channels: 256, size: 13, filters: 256, kernel: 3, padding: 1),
  ]

  static let linears = [
    (inputs: 9216, outputs: 4096), (inputs: 4096, outputs: 4096), (inputs: 4096, outputs: 10),
  ]
}
