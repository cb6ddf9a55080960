import ArgumentParser
import CUDABackend
import Foundation
import NeuralNetworks

/// Measures how far the card's convolutions are from double precision.
struct MeasureErrors: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "errors",
    abstract: "Measure the rounding errors of AlexNet's convolutions on the card.",
    discussion: """
      Operands are drawn from the normal distribution. Told is the root mean square of the \
      differences from double precision, in millionths of that of the numbers: of our own form by \
      Winograd's scheme, of cuDNN's engines that the rules take, of its first choice, of that with \
      TF32, and of each engine asked for.
      """)

  @Option(help: "Images in a batch.")
  var batch = 64

  @Option(help: "Another engine of cuDNN's to be measured; may be given several times.")
  var engine: [Int] = []

  func validate() throws {
    guard batch >= 1 else {
      throw ValidationError("--batch takes a whole number from 1 on, got \(batch).")
    }
  }

  func run() throws {
    do {
      let cards = try [.measured, ConvolutionPreferences()].map { try CUDACard(preferences: $0) }
      let asked = try engine.map { engine in
        let algorithm = ConvolutionAlgorithm(engine: engine)
        return try CUDACard(
          preferences: ConvolutionPreferences(rules: [.init(algorithms: [algorithm]) { _ in true }])
        )
      }
      let titles =
        ["Winograd", "cuDNN", "its first choice", "TF32"] + engine.map { "engine \($0)" }
      print("| layer | pass | \(titles.joined(separator: " | ")) |")
      print("| --- | --- |\(String(repeating: " ---: |", count: titles.count))")
      for layer in AlexNetSizes.convolutions {
        let sizes = layer.convolution(images: batch, precision: .float32, isChannelsLast: false)
        let samples = ConvolutionSamples(sizes)
        var rounded = samples.sizes
        rounded.precision = .tf32
        for pass in ConvolutionPass.allCases {
          var found = [try cards[0].computedByWinograd(pass, of: sizes, samples)]
          for (card, sizes) in [(cards[0], sizes), (cards[1], sizes), (cards[1], rounded)] {
            found.append(try card.computed(pass, of: sizes, samples))
          }
          for card in asked { found.append(try card.computed(pass, of: sizes, samples)) }
          let errors = found.map { values in
            values.map { String(format: "%.2f", samples.error(of: $0, pass) * 1e6) } ?? ""
          }
          print("| \(layer.name) | \(pass.rawValue) | \(errors.joined(separator: " | ")) |")
        }
      }
    } catch let error as CUDAError {
      throw CardCommand.fail(error)
    }
  }
}

extension CUDACard {
  /// Returns what cuDNN makes of the samples' operands in a pass.
  fileprivate func computed(
    _ pass: ConvolutionPass, of sizes: DeviceConvolution, _ samples: ConvolutionSamples
  ) throws -> [Float] {
    try withOperands(samples, pass) { input, weight, output in
      switch pass {
      case .forward:
        try convolve(
          sizes, input: input, weight: weight, bias: nil, rectifies: false, output: output)
      case .inputGradient:
        try convolutionInputGradient(
          sizes, outputGradient: output, weight: weight, inputGradient: input)
      case .weightGradient:
        try convolutionWeightGradient(
          sizes, input: input, outputGradient: output, weightGradient: weight)
      }
    }
  }

  /// Returns what Winograd's scheme makes of them; nil where it has no form.
  fileprivate func computedByWinograd(
    _ pass: ConvolutionPass, of sizes: DeviceConvolution, _ samples: ConvolutionSamples
  ) throws -> [Float]? {
    guard let scheme = WinogradConvolution(sizes) else { return nil }
    let bytes = [scheme.filterBytes, scheme.sampleBytes, scheme.scratchBytes, scheme.filterBytes]
    let memory = try bytes.map { try allocate(bytes: $0) }
    let others = try [sizes.inputCount, sizes.outputCount].map { try allocate(bytes: 4 * $0) }
    defer { for address in memory + others { free(address) } }
    return try withOperands(samples, pass) { input, weight, output in
      try queue(
        [scheme.filters(weight, into: memory[0])]
          + scheme.forward(
            input, filters: memory[0], bias: nil, activation: .none, samples: memory[1],
            scratch: memory[2], into: pass == .forward ? output : others[1]))
      guard pass != .forward else { return }
      try queue(
        scheme.backward(
          output, filters: memory[0], samples: memory[1], filterPoints: memory[3],
          scratch: memory[2], weightGradient: weight,
          inputGradient: (pass == .inputGradient ? input : others[0], .none, input)))
    }
  }

  /// Calls `body` with the samples' operands on the card, and returns the one that the pass makes.
  private func withOperands(
    _ samples: ConvolutionSamples, _ pass: ConvolutionPass,
    _ body: (_ input: DeviceAddress, _ weight: DeviceAddress, _ output: DeviceAddress) throws ->
      Void
  ) throws -> [Float] {
    let lists = [samples.input, samples.weight, samples.outputGradient]
    let places = try lists.map { try allocate(bytes: 4 * $0.count) }
    defer { for place in places { free(place) } }
    for (list, place) in zip(lists, places) {
      try list.withUnsafeBytes { try upload($0, to: place) }
    }
    try body(places[0], places[1], places[2])
    let made = pass == .forward ? 2 : pass == .inputGradient ? 0 : 1
    var found = lists[made]
    try found.withUnsafeMutableBytes { try download(places[made], into: $0) }
    return found
  }
}
