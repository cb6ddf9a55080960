import NeuralNetworks

/// From the bytes of a data set on the card to the batch of a step.
package enum TransformKernels {
  /// Where a recipe and what it needs lie on the card.
  package struct Places {
    /// `[images, channels, height, width]`, bytes.
    package var pixels: DeviceAddress
    /// The class of each image, `int[images]`.
    package var labels: DeviceAddress
    /// The images of the epoch, `int[total]`.
    package var order: DeviceAddress
    /// The recipe's windows for the images of the epoch in their order; nil where it has none.
    package var windows: DeviceAddress?
    /// The recipe's axes and tables: `constants(of:)`.
    package var constants: DeviceAddress
    /// `TrainingStateWord`.
    package var state: DeviceAddress

    package init(
      pixels: DeviceAddress, labels: DeviceAddress, order: DeviceAddress, windows: DeviceAddress?,
      constants: DeviceAddress, state: DeviceAddress
    ) {
      self.pixels = pixels
      self.labels = labels
      self.order = order
      self.windows = windows
      self.constants = constants
      self.state = state
    }
  }

  /// The recipe's tables and axes as they lie on the card, one behind the other.
  package static func constants(of recipe: ImageRecipe) -> [UInt32] {
    let axes = recipe.resizing.map { [$0.rows, $0.columns] } ?? []
    return recipe.tables.map(\.bitPattern)
      + axes.flatMap { $0.firsts + $0.weights }.map(UInt32.init(bitPattern:))
  }

  /// Makes the batch of the state's next step, and tells its images as `BatchKernels.gather` does.
  ///
  /// `size` is that of a full batch, `total` the number of images of the epoch.
  package static func batch(
    _ recipe: ImageRecipe, at places: Places, size: Int, total: Int, channelsLast: Bool,
    into batch: BatchKernels.Batch
  ) -> KernelLaunch {
    let (rows, columns) = (recipe.resizing?.rows, recipe.resizing?.columns)
    var place = places.constants + 4 * recipe.tables.count
    func next(_ count: Int) -> KernelArgument {
      defer { place = place + 4 * count }
      return .address(place)
    }
    func axis(_ axis: ImageRecipe.Axis?) -> [KernelArgument] {
      [next(axis?.firsts.count ?? 0), next(axis?.weights.count ?? 0), .int(axis?.taps ?? 0)]
    }
    let sizes = [
      recipe.channels, recipe.stored.height, recipe.stored.width, recipe.placed.height,
      recipe.placed.width, rows?.firsts.count ?? 0, columns?.firsts.count ?? 0,
      recipe.shown.height, recipe.shown.width,
    ]
    return KernelLaunch(
      source: "Transforms", kernel: "transform_batch",
      grid: Extent3(
        KernelGrid.blocks(for: recipe.shown.height * recipe.shown.width, of: 256), size),
      block: Extent3(256),
      arguments: [
        .address(places.pixels), .address(places.order), .address(places.order),
        .address(places.labels), .address(places.state),
        .address(places.windows ?? DeviceAddress(rawValue: 0)), .words(sizes.map(Int32.init)),
      ] + axis(rows) + axis(columns) + [
        .address(places.constants), .int(size), .int(total), .int(channelsLast ? 1 : 0),
        .address(batch.images), .address(batch.labels), .address(batch.numbers),
      ])
  }
}
