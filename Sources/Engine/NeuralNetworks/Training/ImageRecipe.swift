/// Images as bytes, and how batches are made of them: what a device needs to make them itself.
///
/// An image is seen through a window, resized, seen through a second window, and its bytes are turned into
/// numbers. The windows come from the processor, which draws them.
package struct ImageRecipe: Sendable {
  /// A height and a width, in pixels.
  package typealias Size = (height: Int, width: Int)

  /// What each output pixel takes of the input along one axis.
  package struct Axis: Sendable {
    /// The input pixel to which the first weight of each output pixel belongs.
    package let firsts: [Int32]
    /// In fixed point of 22 bits, `[output pixels, taps]`.
    package let weights: [Int32]
    /// How many weights an output pixel has.
    package let taps: Int

    package init(firsts: [Int32], weights: [Int32], taps: Int) {
      self.firsts = firsts
      self.weights = weights
      self.taps = taps
    }
  }

  /// How the image under the first window changes its size; an axis that keeps its length has weights of
  /// one.
  package struct Resizing: Sendable {
    package let rows: Axis
    package let columns: Axis

    package init(rows: Axis, columns: Axis) {
      self.rows = rows
      self.columns = columns
    }
  }

  /// The windows of some images in an epoch: for each image the first and the second, eight words each.
  ///
  /// The words are top, left, the rows that are seen (from, to), the columns that are seen (from, to),
  /// whether left and right are swapped, and the byte where no pixel is seen. Without resizing the second
  /// window is not used.
  package typealias Windows = @Sendable (_ images: [Int], _ epoch: Int, _ seed: Int) -> [Int32]

  /// How many words `Windows` returns for an image.
  package static let wordsPerImage = 16

  /// `[images, channels, height, width]`.
  package let pixels: [UInt8]
  /// The class of each image.
  package let labels: [Int]
  package let channels: Int
  /// As they are stored.
  package let stored: Size
  /// Under the first window.
  package let placed: Size
  package let resizing: Resizing?
  /// As the network takes them.
  package let shown: Size
  /// The number for each byte of each channel, `[channels, 256]`.
  package let tables: [Float]
  /// Nil where every image is seen whole.
  package let windows: Windows?

  package init(
    pixels: [UInt8], labels: [Int], channels: Int, stored: Size, placed: Size,
    resizing: Resizing?, shown: Size, tables: [Float], windows: Windows?
  ) {
    self.pixels = pixels
    self.labels = labels
    self.channels = channels
    self.stored = stored
    self.placed = placed
    self.resizing = resizing
    self.shown = shown
    self.tables = tables
    self.windows = windows
  }
}

/// Training data that a device can make batches of by itself.
package protocol ImageRecipeData: TrainingData {
  /// The recipe for batches as an epoch of training sees them, or as they are; nil where a device could not
  /// follow it.
  func imageRecipe(augmented: Bool) -> ImageRecipe?
}
