import Datasets
import NeuralNetworks
import Tensors

extension LabeledImages: ImageRecipeData {
  package func imageRecipe(augmented: Bool) -> ImageRecipe? { recipe(for: []) }

  /// How a device makes batches of these images, changed by `transforms`; nil where it could not.
  fileprivate func recipe(for transforms: [any ImageTransform]) -> ImageRecipe? {
    guard let recipe = TransformRecipe(transforms, on: (height, width)) else { return nil }
    let resizing = recipe.resampling.map { weights in
      ImageRecipe.Resizing(rows: weights.rows, columns: weights.columns)
    }
    let tables: [Float] = (0..<channels).flatMap { normalization.table(channel: $0) }
    var windows: ImageRecipe.Windows?
    if !recipe.isWhole {
      windows = { images, epoch, seed in recipe.words(of: images, epoch: epoch, seed: seed) }
    }
    return ImageRecipe(
      pixels: pixels, labels: labels, channels: channels, stored: (height, width),
      placed: recipe.placed, resizing: resizing, shown: recipe.shown, tables: tables,
      windows: windows)
  }
}

extension AugmentedImages: ImageRecipeData {
  package func imageRecipe(augmented: Bool) -> ImageRecipe? {
    images.recipe(for: augmented ? preparation + transforms : preparation)
  }
}

extension ImageRecipe.Resizing {
  fileprivate init(rows: ResampleWeights, columns: ResampleWeights) {
    func axis(_ weights: ResampleWeights) -> ImageRecipe.Axis {
      ImageRecipe.Axis(firsts: weights.firsts, weights: weights.weights, taps: weights.taps)
    }
    self.init(rows: axis(rows), columns: axis(columns))
  }
}

extension TransformRecipe {
  /// The windows of some images, from the streams that the transforms draw from on the processor.
  fileprivate func words(of images: [Int], epoch: Int, seed: Int) -> [Int32] {
    let length = ImageRecipe.wordsPerImage
    return [Int32](unsafeUninitializedCapacity: images.count * length) { words, written in
      guard let start = words.baseAddress else { return }
      forEachPart(of: images.count, length: 1024) { part in
        for place in part {
          let stream = RandomStream(
            seed: seed, purpose: "augmentation", epoch, images[place])
          let (first, second) = windows(using: stream)
          for (offset, word) in (first.words + second.words).enumerated() {
            (start + place * length + offset).initialize(to: word)
          }
        }
      }
      written = images.count * length
    }
  }
}
