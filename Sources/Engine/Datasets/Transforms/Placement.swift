import Tensors

/// Which pixels of an image are seen, and where: those under a window, perhaps in a mirror.
///
/// Padding, shifting, cropping and mirroring change no pixel; they only choose. So several of them are
/// first put together to one placement, and then each pixel is moved once.
public struct Placement: Hashable, Sendable {
  /// Of the window, in pixels.
  public let height: Int
  /// Of the window, in pixels.
  public let width: Int
  /// The row of the image under the first row of the window; above the image when negative.
  let top: Int
  /// The column of the image under the window's left side; left of the image when negative.
  let left: Int
  /// The rows of the image that are seen.
  let rows: Range<Int>
  /// The columns of the image that are seen.
  let columns: Range<Int>
  /// Whether the window shows its columns from right to left.
  let isMirrored: Bool
  /// The byte where no pixel of the image is seen.
  let fill: UInt8

  /// Places a window on an image.
  ///
  /// - Parameters:
  ///   - image: The size of the image, in pixels.
  ///   - top: The row of the image where the window begins; negative above the image.
  ///   - left: The column of the image where the window begins; negative left of the image.
  ///   - height: Of the window, in pixels; the image's own when `nil`.
  ///   - width: Of the window, in pixels; the image's own when `nil`.
  ///   - isMirrored: Whether the window swaps left and right.
  ///   - fill: The byte where the window reaches beyond the image.
  public init(
    on image: (height: Int, width: Int), top: Int = 0, left: Int = 0, height: Int? = nil,
    width: Int? = nil, isMirrored: Bool = false, fill: UInt8 = 0
  ) {
    let (height, width) = (height ?? image.height, width ?? image.width)
    self.init(
      height: height, width: width, top: top, left: left,
      rows: (top..<top + height).clamped(to: 0..<image.height),
      columns: (left..<left + width).clamped(to: 0..<image.width), isMirrored: isMirrored,
      fill: fill)
  }

  private init(
    height: Int, width: Int, top: Int, left: Int, rows: Range<Int>, columns: Range<Int>,
    isMirrored: Bool, fill: UInt8
  ) {
    (self.height, self.width) = (height, width)
    (self.top, self.left) = (top, left)
    (self.rows, self.columns) = (rows, columns)
    (self.isMirrored, self.fill) = (isMirrored, fill)
  }

  /// Whether the window shows pixels of the image only.
  private var isFilled: Bool { rows.count == height && columns.count == width }

  /// This placement, and `next` on what it shows; `nil` when the two fill their borders differently.
  func then(_ next: Placement) -> Placement? {
    guard fill == next.fill || isFilled || next.isFilled else { return nil }
    func imageColumns(under range: Range<Int>) -> Range<Int> {
      isMirrored
        ? left + width - range.upperBound..<left + width - range.lowerBound
        : left + range.lowerBound..<left + range.upperBound
    }
    return Placement(
      height: next.height, width: next.width, top: top + next.top,
      left: imageColumns(under: next.left..<next.left + next.width).lowerBound,
      rows: (top + next.rows.lowerBound..<top + next.rows.upperBound).clamped(to: rows),
      columns: imageColumns(under: next.columns).clamped(to: columns),
      isMirrored: isMirrored != next.isMirrored, fill: isFilled ? next.fill : fill)
  }

  /// Writes what the window shows of one channel, looking up each byte in a table of 256 values.
  func write<Value>(
    _ channel: UnsafePointer<UInt8>, size: (height: Int, width: Int),
    by table: UnsafePointer<Value>, into output: UnsafeMutablePointer<Value>
  ) {
    if !isFilled {
      output.update(repeating: table[Int(fill)], count: height * width)
    }
    if isFilled && !isMirrored && columns.count == size.width {
      let first = channel + top * size.width
      for place in 0..<height * width { output[place] = table[Int(first[place])] }
      return
    }
    let step = isMirrored ? -1 : 1
    for row in rows {
      let pixels = channel + row * size.width
      let start = isMirrored ? left + width - columns.upperBound : columns.lowerBound - left
      let target = output + (row - top) * width + start
      var source = isMirrored ? columns.upperBound - 1 : columns.lowerBound
      for place in 0..<columns.count {
        target[place] = table[Int(pixels[source])]
        source += step
      }
    }
  }
}

/// A transform that changes no pixel, but chooses which are seen and where.
public protocol PlacingTransform: ImageTransform {
  /// Returns what of an image of this size is seen.
  func placement(
    on image: (height: Int, width: Int), using stream: inout RandomStream
  ) -> Placement
}

extension PlacingTransform {
  public func apply(to picture: Picture, using stream: inout RandomStream) -> Picture {
    let size = (picture.height, picture.width)
    return PlacedImage(picture, placement: placement(on: size, using: &stream)).picture
  }
}
