import CUDABackend
import NeuralNetworks
import Tensors
import Testing

@Suite struct DropoutKernelsTests {
  private static let images = ChannelImages.bothLayouts([
    (3, 5, 49), (2, 4, 16), (3, 70, 1), (2, 1, 1_027),
  ])

  /// The numbers of the images in the data, the last of which is none.
  private func numbers(_ batch: Int) -> [Int32] { [50_001, 7].prefix(batch - 1) + [-1] }

  /// What `Dropout` on the processor makes of a batch, whose last image is none.
  private func expected(
    _ values: [Float], _ images: ChannelImages, _ pass: Pass, by layer: Dropout,
    _ take: (Dropout, Tensor, Pass) -> Tensor
  ) -> [Float] {
    let tensor = Tensor(values, shape: [images.batch, images.channels, images.pixels])
    var result = take(layer, tensor, pass).values
    let last = (images.batch - 1) * images.channels * images.pixels
    for index in last..<result.count { result[index] = 0 }
    return result
  }

  @Test(arguments: images, [0.5, 0.1])
  func `drops what the processor drops, bit for bit`(images: ChannelImages, rate: Double) throws {
    let kernels = EmulatedKernels()
    let numbers = numbers(images.batch)
    let path = [3, 0, 11]
    let draws = DropoutKernels.Draws(
      rate: rate, seed: -5, epoch: kernels.upload([12] as [Int32]),
      numbers: kernels.upload(numbers), path: path)
    let pass = path.reduce(Pass.training(seed: -5, epoch: 12, images: numbers.map(Int.init))) {
      $0.inside($1)
    }
    let values = someNumbers(images.count, seed: 1)
    let memory = kernels.upload(images.laidOut(values))
    try kernels.run(DropoutKernels.forward(memory, of: images, draws, into: memory))
    let dropped = expected(values, images, pass, by: Dropout(rate: rate)) {
      $0.forward($1, in: $2).output
    }
    #expect(kernels.download(memory, images.count) == images.laidOut(dropped))

    // The gradient, taken through a ReLU before the dropout as well.
    let activated = someNumbers(images.count, seed: 2)
    let gradient = kernels.upload(images.laidOut(values))
    try kernels.run(
      DropoutKernels.backward(
        gradient, of: images, draws,
        through: (.relu, kernels.upload(images.laidOut(activated))), into: gradient))
    let through = zip(dropped, activated).map { $1 > 0 ? $0 : 0 }
    #expect(kernels.download(gradient, images.count) == images.laidOut(through))
  }

  @Test func `without numbers the images are 0, 1, 2`() throws {
    let kernels = EmulatedKernels()
    let images = ChannelImages(rows: 3, features: 40)
    let draws = DropoutKernels.Draws(
      rate: 0.5, seed: 9, epoch: kernels.upload([2] as [Int32]), numbers: nil, path: [4])
    let values = [Float](repeating: 1, count: 120)
    let output = kernels.allocate(120)
    try kernels.run(
      DropoutKernels.forward(kernels.upload(values), of: images, draws, into: output))
    let pass = Pass.training(seed: 9, epoch: 2).inside(4)
    let expected = Dropout(rate: 0.5).forward(Tensor(values, shape: [3, 40]), in: pass).output
    #expect(kernels.download(output, 120) == expected.values)
  }
}
