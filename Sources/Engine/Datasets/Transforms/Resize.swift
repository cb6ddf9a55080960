import Contracts
import Tensors

/// Changes the size of an image by bilinear interpolation, antialiased when it shrinks.
///
/// Each output pixel is a weighted mean of the input pixels under a triangle around it. The triangle
/// is as wide as two input pixels, or, when the image shrinks, two output pixels, so that no input
/// pixel is skipped. Rows and columns are computed one after the other, each rounded to bytes, with
/// weights in fixed point of 22 bits: so the result is the same, byte for byte, as that of the Python
/// Imaging Library, which the field's data pipelines use. Where both axes shrink, Pillow 13 takes the
/// rows first in some sizes, and a fifth of the pixels then differ by one grey level.
///
/// - SeeAlso: Pillow, `Image.resize` with `Resampling.BILINEAR`; Turkowski, "Filters for common
///   resampling tasks", Graphics Gems, 1990.
public struct Resize: ImageTransform, Hashable {
  /// In pixels.
  public let height: Int
  /// In pixels.
  public let width: Int

  public init(to side: Int) { self.init(height: side, width: side) }

  public init(height: Int, width: Int) {
    require(
      height > 0 && width > 0,
      "Resize: expected a size of at least 1 × 1 pixels, got \(height) × \(width).")
    self.height = height
    self.width = width
  }

  public var summary: String { "Resize(height: \(height), width: \(width))" }

  public func apply(to picture: Picture, using stream: inout RandomStream) -> Picture {
    let resampler = Resampler(from: (picture.height, picture.width), to: (height, width))
    return Picture(
      channels: picture.channels, height: height, width: width,
      pixels: Array(resampler.resampled(picture.pixels[...], channels: picture.channels)))
  }
}

/// A change from one size to another, with its weights, for any number of images.
struct Resampler: Sendable {
  let size: (height: Int, width: Int)
  let newSize: (height: Int, width: Int)
  private let rows: ResampleWeights
  private let columns: ResampleWeights

  init(from size: (height: Int, width: Int), to newSize: (height: Int, width: Int)) {
    (self.size, self.newSize) = (size, newSize)
    rows = ResampleWeights(from: size.height, to: newSize.height)
    columns = ResampleWeights(from: size.width, to: newSize.width)
  }

  /// Returns the image in its new size.
  func resampled(_ pixels: ArraySlice<UInt8>, channels: Int) -> ArraySlice<UInt8> {
    // The axis that shrinks is done before one that grows: less to compute, and the rounding of
    // Pillow 13.
    guard newSize.height < size.height && newSize.width > size.width else {
      return changingRows(
        of: changingColumns(of: pixels, rows: channels * size.height), channels: channels,
        width: newSize.width)
    }
    return changingColumns(
      of: changingRows(of: pixels, channels: channels, width: size.width),
      rows: channels * newSize.height)
  }

  private func changingColumns(of pixels: ArraySlice<UInt8>, rows: Int) -> ArraySlice<UInt8> {
    guard size.width != newSize.width else { return pixels }
    return resampling(pixels, count: rows * newSize.width) {
      columns.resampleColumns($0, rows: rows, into: $1)
    }
  }

  private func changingRows(
    of pixels: ArraySlice<UInt8>, channels: Int, width: Int
  ) -> ArraySlice<UInt8> {
    guard size.height != newSize.height else { return pixels }
    return resampling(pixels, count: channels * newSize.height * width) {
      rows.resampleRows($0, planes: channels, width: width, into: $1)
    }
  }

  private func resampling(
    _ pixels: ArraySlice<UInt8>, count: Int,
    _ fill: (UnsafePointer<UInt8>, UnsafeMutablePointer<UInt8>) -> Void
  ) -> ArraySlice<UInt8> {
    pixels.withUnsafeBufferPointer { input in
      Array(unsafeUninitializedCapacity: count) { output, written in
        guard let from = input.baseAddress, let to = output.baseAddress else { return }
        fill(from, to)
        written = count
      }[...]
    }
  }
}
