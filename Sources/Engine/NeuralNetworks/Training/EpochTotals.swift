/// What the batches of an epoch come to, as they are done.
struct EpochTotals {
  private(set) var loss = 0.0
  private(set) var correct = 0
  private(set) var images = 0

  /// Adds a batch, with the mean loss of its images.
  mutating func add(loss: Double, correct: Int, images: Int) {
    self.loss += loss * Double(images)
    self.correct += correct
    self.images += images
  }

  /// The mean over the images so far.
  var meanLoss: Double { loss / Double(max(images, 1)) }
  var accuracy: Double { Double(correct) / Double(max(images, 1)) }
}
