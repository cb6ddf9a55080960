import CKernels

/// What each output pixel takes from the input when one axis of an image changes its length.
///
/// An output pixel is a weighted mean of the input pixels under a triangle around it, which is as wide
/// as two input pixels, or as two output pixels where those are the wider ones.
package struct ResampleWeights: Hashable, Sendable {
  /// The fixed point: 32 bits less 8 of the pixel and 2 for the sign and for sums above 255.
  static let bits = 22

  let length: Int
  package let newLength: Int
  /// How many weights an output pixel has; the same number for all, so that some may be 0.
  package let taps: Int
  /// The input pixel to which the first weight of each output pixel belongs.
  package let firsts: [Int32]
  /// In fixed point, `[newLength, taps]`; those of one output pixel sum to about `1 << bits`.
  package let weights: [Int32]

  package init(from length: Int, to newLength: Int) {
    let scale = Double(length) / Double(newLength)
    let reach = max(scale, 1)
    func span(_ place: Int) -> (center: Double, pixels: Range<Int>) {
      let center = (Double(place) + 0.5) * scale
      let first = max(0, Int(center - reach + 0.5))
      return (center, first..<min(length, Int(center + reach + 0.5)))
    }
    let taps = (0..<newLength).reduce(0) { max($0, span($1).pixels.count) }
    var firsts = [Int32](repeating: 0, count: newLength)
    var weights = [Int32](repeating: 0, count: newLength * taps)
    for place in 0..<newLength {
      let (center, pixels) = span(place)
      func triangle(_ pixel: Int) -> Double {
        max(0, 1 - abs((Double(pixel) - center + 0.5) / reach))
      }
      let sum = pixels.reduce(0) { $0 + triangle($1) }
      // Where the span is short, at the end of the axis, the weights before it are 0.
      let first = min(pixels.lowerBound, length - taps)
      firsts[place] = Int32(first)
      for pixel in pixels {
        weights[place * taps + pixel - first] = Int32(
          0.5 + triangle(pixel) / sum * Double(1 << Self.bits))
      }
    }
    (self.length, self.newLength, self.taps) = (length, newLength, taps)
    (self.firsts, self.weights) = (firsts, weights)
  }

  /// Changes the length of each row, `[rows, length]`.
  package func resampleColumns(
    _ input: UnsafePointer<UInt8>, rows: Int, into output: UnsafeMutablePointer<UInt8>
  ) {
    withAxis { convolume_resample_columns(input, $0, Int64(rows), output) }
  }

  /// Changes the number of rows, `[planes, length, width]`.
  package func resampleRows(
    _ input: UnsafePointer<UInt8>, planes: Int, width: Int,
    into output: UnsafeMutablePointer<UInt8>
  ) {
    withAxis { convolume_resample_rows(input, $0, Int64(planes), Int64(width), output) }
  }

  private func withAxis(_ body: (convolume_resampling) -> Void) {
    firsts.withUnsafeBufferPointer { firsts in
      weights.withUnsafeBufferPointer { weights in
        body(
          convolume_resampling(
            length: Int64(length), new_length: Int64(newLength), taps: Int64(taps),
            firsts: firsts.baseAddress, weights: weights.baseAddress))
      }
    }
  }
}
