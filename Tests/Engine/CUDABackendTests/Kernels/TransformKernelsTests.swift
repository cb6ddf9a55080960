import CUDABackend
import Convolume
import Datasets
import NeuralNetworks
import Tensors
import Testing

@Suite struct TransformKernelsTests {
  private struct Chain: CustomTestStringConvertible {
    let transforms: [any ImageTransform]
    var testDescription: String { transforms.map(\.summary).joined(separator: ", ") }
  }

  private static let chains: [[any ImageTransform]] = [
    [],
    [Resize(height: 17, width: 23)],
    [Resize(height: 5, width: 4)],
    // Rows first.
    [Resize(height: 5, width: 23)],
    [Resize(height: 23, width: 5)],
    [RandomCrop(padding: 3), HorizontalFlip()],
    [HorizontalFlip(), RandomCrop(size: 6), HorizontalFlip()],
    [RandomCrop(padding: 2), HorizontalFlip(), Resize(height: 20, width: 21)],
    [Resize(to: 19), RandomCrop(size: 16), HorizontalFlip()],
    [Shift(right: 2, down: -3), Resize(to: 15), RandomCrop(padding: 4)],
    [Pad(by: 2, fill: 77), Resize(to: 12), Pad(by: 1, fill: 9)],
    // The last one changes neither size.
    [Resize(height: 9, width: 11)],
  ]

  /// Nine rows of eleven pixels, in three channels.
  private let images: LabeledImages = {
    var stream = RandomStream(seed: 1, purpose: "pixels")
    return LabeledImages(
      name: "noise", classNames: ["a", "b", "c"], size: [3, 9, 11],
      pixels: (0..<7 * 297).map { _ in UInt8(stream.integer(below: 256)) },
      labels: [0, 1, 2, 0, 1, 2, 0],
      normalization: Normalize(mean: [0.1, 0.2, 0.3], deviation: [0.5, 0.25, 0.75]))
  }()

  @Test(arguments: chains.map { Chain(transforms: $0) }, [false, true])
  private func `makes the numbers of the processor, bit for bit`(
    chain: Chain, channelsLast: Bool
  ) throws {
    let kernels = EmulatedKernels()
    let data = AugmentedImages(images, by: chain.transforms)
    let recipe = try #require(data.imageRecipe(augmented: true))
    let order = [5, 0, 3, 6, 1]
    let count = 3 * recipe.shown.height * recipe.shown.width
    let batch = BatchKernels.Batch(
      images: kernels.allocate(3 * count), labels: kernels.allocate(3, of: Int32.self),
      numbers: kernels.allocate(3, of: Int32.self))
    let state = kernels.upload(TrainingStateWord.beginning(steps: 0))
    let places = TransformKernels.Places(
      pixels: kernels.upload(recipe.pixels),
      labels: kernels.upload(recipe.labels.map(Int32.init)),
      order: kernels.upload(order.map(Int32.init)),
      windows: recipe.windows.map { kernels.upload($0(order, 4, 9)) },
      constants: kernels.upload(TransformKernels.constants(of: recipe)), state: state)
    let launch = TransformKernels.batch(
      recipe, at: places, size: 3, total: 5, channelsLast: channelsLast, into: batch)
    let layout = ChannelImages(
      batch: 3, channels: 3, pixels: count / 3, isChannelsLast: channelsLast)

    try kernels.run(launch)
    let first = data.augmentedBatch(at: [5, 0, 3], epoch: 4, seed: 9)
    #expect(Array(first.images.shape.dropFirst()) == [3, recipe.shown.height, recipe.shown.width])
    #expect(layout.channelsFirst(kernels.download(batch.images, 3 * count)) == first.images.values)
    #expect(kernels.download(batch.labels, 3, of: Int32.self) == first.labels.map(Int32.init))

    try kernels.run(BatchKernels.advance(state: state))
    try kernels.run(launch)
    let second = data.augmentedBatch(at: [6, 1], epoch: 4, seed: 9)
    let rest = [Float](repeating: 0, count: count)
    #expect(
      layout.channelsFirst(kernels.download(batch.images, 3 * count))
        == second.images.values + rest)
    #expect(kernels.download(batch.numbers, 3, of: Int32.self) == [6, 1, -1])
  }

  @Test func `has no recipe for what is not placing, resizing and placing`() {
    struct Negative: ImageTransform {
      var summary: String { "Negative()" }
      func apply(to picture: Picture, using stream: inout RandomStream) -> Picture { picture }
    }
    let chains: [[any ImageTransform]] = [
      [Negative()], [Resize(to: 5), Resize(to: 9)], [Pad(by: 1, fill: 3), RandomCrop(padding: 1)],
    ]
    for chain in chains {
      #expect(AugmentedImages(images, by: chain).imageRecipe(augmented: true) == nil)
    }
    #expect(AugmentedImages(images, by: chains[0]).imageRecipe(augmented: false) != nil)
  }
}
