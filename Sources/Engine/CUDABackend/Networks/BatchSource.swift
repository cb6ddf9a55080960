import NeuralNetworks
import Tensors

/// Where a step's images come from: the whole data on the card, as numbers or as bytes with a recipe, or
/// rows that the host fills in turn.
final class BatchSource {
  /// Memory of a step that nobody else holds, for the graph that works on it.
  var held: [DeviceMemory] = []

  private let data: any TrainingData
  private let batch: Int
  private let seed: Int
  private let epochImages: Int
  private let input: DeviceValue
  private let order: DeviceMemory
  private let numbers: DeviceMemory
  private let kind: Kind

  private enum Kind {
    case resident(rows: DeviceMemory, labels: DeviceMemory)
    case recipe(
      ImageRecipe, pixels: DeviceMemory, labels: DeviceMemory, constants: DeviceMemory,
      windows: DeviceMemory?)
    case staged(rows: SharedMemory, labels: SharedMemory)
  }

  /// Batches that the host may prepare before the card has taken the first of them.
  private static let stages = 4

  init(_ setup: TrainingSetup, input: DeviceValue, on gpu: any GPU) throws {
    data = setup.data
    batch = setup.batch
    seed = setup.seed
    epochImages = setup.epochImages
    self.input = input
    order = try DeviceMemory(gpu, bytes: epochImages * 4)
    numbers = try DeviceMemory(gpu, bytes: epochImages * 4)
    if let all = (setup.data as? any ResidentData)?.residentImages() {
      let rows = try DeviceMemory(gpu, bytes: all.images.count * 4)
      try all.images.withValues { try gpu.upload(UnsafeRawBufferPointer($0), to: rows.address) }
      let labels = try DeviceMemory(gpu, bytes: all.count * 4)
      try labels.write(all.labels.map(Int32.init))
      kind = .resident(rows: rows, labels: labels)
    } else if let recipe = (setup.data as? any ImageRecipeData)?.imageRecipe(augmented: true) {
      let pixels = try DeviceMemory(gpu, bytes: recipe.pixels.count)
      try pixels.write(recipe.pixels)
      let labels = try DeviceMemory(gpu, bytes: recipe.labels.count * 4)
      try labels.write(recipe.labels.map(Int32.init))
      let numbers = TransformKernels.constants(of: recipe)
      let constants = try DeviceMemory(gpu, bytes: numbers.count * 4)
      try constants.write(numbers)
      kind = .recipe(
        recipe, pixels: pixels, labels: labels, constants: constants,
        windows: try recipe.windows.map { _ in
          try DeviceMemory(gpu, bytes: setup.epochImages * ImageRecipe.wordsPerImage * 4)
        })
    } else {
      let rows = Self.stages * batch
      kind = .staged(
        rows: try SharedMemory(gpu, bytes: rows * input.count * 4),
        labels: try SharedMemory(gpu, bytes: rows * 4))
    }
  }

  /// How many steps may be started beyond the last that is known to be over.
  var mostAhead: Int {
    switch kind {
    case .resident, .recipe: .max
    case .staged: Self.stages
    }
  }

  /// The launch that takes the images of a step.
  func gather(
    state: DeviceAddress, images: DeviceAddress, labels: DeviceAddress, numbers: DeviceAddress
  ) -> KernelLaunch {
    let rows: DeviceAddress
    let classes: DeviceAddress
    switch kind {
    case .recipe(let recipe, let pixels, let classes, let constants, let windows):
      return TransformKernels.batch(
        recipe,
        at: TransformKernels.Places(
          pixels: pixels.address, labels: classes.address, order: order.address,
          windows: windows?.address, constants: constants.address, state: state),
        size: batch, total: epochImages, channelsLast: input.isChannelsLast,
        into: BatchKernels.Batch(images: images, labels: labels, numbers: numbers))
    case .resident(let all, let labels): (rows, classes) = (all.address, labels.address)
    case .staged(let some, let labels): (rows, classes) = (some.device, labels.device)
    }
    return BatchKernels.gather(
      rows: rows, order: order.address, numbers: self.numbers.address, labels: classes,
      state: state, size: batch, total: epochImages, channels: input.channels,
      pixels: input.pixels, channelsLast: input.isChannelsLast,
      into: BatchKernels.Batch(images: images, labels: labels, numbers: numbers))
  }

  /// Puts the order of an epoch on the card.
  func begin(_ epoch: EpochSchedule) throws {
    let images = epoch.order.map(Int32.init)
    try numbers.write(images)
    switch kind {
    case .resident:
      try order.write(images)
    case .recipe(let recipe, _, _, _, let windows):
      try order.write(images)
      guard let windows, let draw = recipe.windows else { return }
      try windows.write(draw(epoch.order, epoch.epoch, seed))
    case .staged:
      let rows = Self.stages * batch
      try order.write(images.indices.map { Int32($0 % rows) })
    }
  }

  /// Prepares the images of a step, where the host has to.
  func stage(_ step: Int, of epoch: EpochSchedule) throws {
    guard case .staged(let rows, let labels) = kind else { return }
    let indices = Array(epoch.order[(step * batch)..<min((step + 1) * batch, epoch.order.count)])
    let examples = data.augmentedBatch(at: indices, epoch: epoch.epoch, seed: seed)
    let first = step % Self.stages * batch
    examples.images.withValues { values in
      (rows.host + first * input.count * 4).copyMemory(
        from: UnsafeRawBufferPointer(values).baseAddress ?? UnsafeRawPointer(rows.host),
        byteCount: values.count * 4)
    }
    let classes = (labels.host + first * 4).bindMemory(to: Int32.self, capacity: batch)
    for (row, label) in examples.labels.enumerated() { classes[row] = Int32(label) }
  }
}
