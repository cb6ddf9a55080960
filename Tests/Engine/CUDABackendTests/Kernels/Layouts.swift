import CUDABackend
import Tensors

extension ChannelImages {
  /// Turns numbers in the order of channels first into the order of these images.
  func laidOut(_ values: [Float]) -> [Float] {
    guard isChannelsLast else { return values }
    return values.indices.map { index in
      let (image, place) = index.quotientAndRemainder(dividingBy: channels * pixels)
      let (pixel, channel) = place.quotientAndRemainder(dividingBy: channels)
      return values[(image * channels + channel) * pixels + pixel]
    }
  }

  /// Turns numbers in the order of these images into the order of channels first.
  func channelsFirst(_ values: [Float]) -> [Float] {
    guard isChannelsLast else { return values }
    return values.indices.map { index in
      let (plane, pixel) = index.quotientAndRemainder(dividingBy: pixels)
      let (image, channel) = plane.quotientAndRemainder(dividingBy: channels)
      return values[(image * pixels + pixel) * channels + channel]
    }
  }

  /// The first `images` images as the processor has them, `[images, channels, 1, pixels]`.
  func tensor(_ values: [Float], images: Int) -> Tensor {
    Tensor(
      Array(values[..<(images * channels * pixels)]), shape: [images, channels, 1, pixels])
  }

  /// Both layouts of some sizes.
  static func bothLayouts(_ sizes: [(batch: Int, channels: Int, pixels: Int)]) -> [ChannelImages] {
    sizes.flatMap { size in
      [false, true].map {
        ChannelImages(
          batch: size.batch, channels: size.channels, pixels: size.pixels, isChannelsLast: $0)
      }
    }
  }
}
