import Contracts
import Tensors

/// Changes the size of an image by bilinear interpolation, antialiased when it shrinks.
///
/// Each output pixel is a weighted mean of the input pixels under a triangle around it. The triangle
/// is as wide as two input pixels, or, when the image shrinks, two output pixels, so that no input
/// pixel is skipped. Rows and columns are computed one after the other, each rounded to bytes, with
/// weights in fixed point of 22 bits: so the result is the same, byte for byte, as that of the Python Imaging
/// Library, which the field's data pipelines use.
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
    // The axis that shrinks is done before one that grows: less to compute, and the rounding of
    // Pillow 13.
    let rowsFirst = height < picture.height && width > picture.width
    let narrowed = rowsFirst ? Self.resized(picture, height: height) : picture
    return Self.resized(Self.resized(narrowed, width: width), height: height)
  }

  private static func resized(_ picture: Picture, width: Int) -> Picture {
    guard width != picture.width else { return picture }
    return Picture(
      channels: picture.channels, height: picture.height, width: width,
      pixels: resample(
        picture.pixels, lines: picture.channels * picture.height, length: picture.width, stride: 1,
        along: ResampleWeights(from: picture.width, to: width)))
  }

  private static func resized(_ picture: Picture, height: Int) -> Picture {
    guard height != picture.height else { return picture }
    return Picture(
      channels: picture.channels, height: height, width: picture.width,
      pixels: resample(
        picture.pixels, lines: picture.channels, length: picture.height, stride: picture.width,
        along: ResampleWeights(from: picture.height, to: height)))
  }

  /// Shortens or lengthens the middle axis of `[lines, length, stride]`.
  private static func resample(
    _ pixels: [UInt8], lines: Int, length: Int, stride: Int, along weights: ResampleWeights
  ) -> [UInt8] {
    let newLength = weights.spans.count
    var result = [UInt8](repeating: 0, count: lines * newLength * stride)
    for line in 0..<lines {
      for (place, span) in weights.spans.enumerated() {
        for offset in 0..<stride {
          var sum = ResampleWeights.half
          var source = (line * length + span.first) * stride + offset
          for weight in span.weights {
            sum += Int(pixels[source]) * weight
            source += stride
          }
          result[(line * newLength + place) * stride + offset] = UInt8(
            clamping: sum >> ResampleWeights.bits)
        }
      }
    }
    return result
  }
}

/// What each output pixel takes from the input, along one axis.
struct ResampleWeights: Hashable {
  struct Span: Hashable {
    /// The first input pixel that counts.
    var first: Int
    /// In fixed point; their sum is about `1 << bits`.
    var weights: [Int]
  }

  /// The fixed point: 32 bits less 8 of the pixel and 2 for the sign and for sums above 255.
  static let bits = 22
  static let half = 1 << (bits - 1)

  let spans: [Span]

  init(from length: Int, to newLength: Int) {
    let scale = Double(length) / Double(newLength)
    let reach = max(scale, 1)
    spans = (0..<newLength).map { place in
      let center = (Double(place) + 0.5) * scale
      let first = max(0, Int(center - reach + 0.5))
      let end = min(length, Int(center + reach + 0.5))
      let triangle = (first..<end).map { pixel in
        max(0, 1 - abs((Double(pixel) - center + 0.5) / reach))
      }
      let sum = triangle.reduce(0, +)
      return Span(
        first: first, weights: triangle.map { Int(0.5 + $0 / sum * Double(1 << Self.bits)) })
    }
  }
}
