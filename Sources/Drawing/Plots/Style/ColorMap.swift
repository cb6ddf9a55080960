import Graphics

/// A course through colours along which equal steps of a value look like equal steps.
package struct ColorMap: Hashable, Sendable {
  /// Colours at equal distances from 0 to 1; those between are mixed.
  package let knots: [Color]

  /// Returns the colour at `fraction`, which is held within `0...1`.
  package func color(at fraction: Double) -> Color {
    guard let last = knots.last, knots.count > 1 else { return knots.first ?? .black }
    let place = min(max(fraction.isNaN ? 0 : fraction, 0), 1) * Double(knots.count - 1)
    let index = Int(place)
    guard index + 1 < knots.count else { return last }
    return knots[index].mixed(with: knots[index + 1], share: place - Double(index))
  }

  /// Dark blue to green to yellow, rising evenly in lightness.
  ///
  /// Seventeen samples of the map "viridis" that S. van der Walt and N. Smith drew in 2015 for
  /// Matplotlib, who put it in the public domain (CC0).
  package static let sequential = ColorMap(knots: [
    Color(hex: 0x440154), Color(hex: 0x48186A), Color(hex: 0x472D7B), Color(hex: 0x424086),
    Color(hex: 0x3B528B), Color(hex: 0x33638D), Color(hex: 0x2C728E), Color(hex: 0x26828E),
    Color(hex: 0x21918C), Color(hex: 0x1FA088), Color(hex: 0x28AE80), Color(hex: 0x3FBC73),
    Color(hex: 0x5EC962), Color(hex: 0x84D44B), Color(hex: 0xADDC30), Color(hex: 0xD8E219),
    Color(hex: 0xFDE725),
  ])

  /// Blue over near white to red, both arms falling evenly in lightness.
  ///
  /// The eleven-class scheme "RdBu" of C. Brewer's ColorBrewer 2.0, reversed; safe for readers with
  /// deficient colour vision.
  package static let diverging = ColorMap(knots: [
    Color(hex: 0x053061), Color(hex: 0x2166AC), Color(hex: 0x4393C3), Color(hex: 0x92C5DE),
    Color(hex: 0xD1E5F0), Color(hex: 0xF7F7F7), Color(hex: 0xFDDBC7), Color(hex: 0xF4A582),
    Color(hex: 0xD6604D), Color(hex: 0xB2182B), Color(hex: 0x67001F),
  ])

  package static let gray = ColorMap(knots: [.black, .white])
  package static let ink = ColorMap(knots: [.white, .black])
}

extension Color {
  /// Returns the colour `share` of the way to `other`, in `0...1`.
  func mixed(with other: Color, share: Double) -> Color {
    Color(
      red: red + (other.red - red) * share, green: green + (other.green - green) * share,
      blue: blue + (other.blue - blue) * share, alpha: alpha + (other.alpha - alpha) * share)
  }

  /// How light the colour looks, in `0...1`, as WCAG 2.1 defines relative luminance.
  package var luminance: Double {
    func linear(_ part: Double) -> Double {
      part <= 0.040_45 ? part / 12.92 : ((part + 0.055) / 1.055).power(2.4)
    }
    return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
  }

  /// Black or white, whichever is easier to read on this colour.
  var readableInk: Color {
    // Both contrasts are equal at 0.179; on strong colours a little above it white is calmer.
    luminance > 0.22 ? .black : .white
  }

}

extension [UInt8] {
  /// Appends a colour as the four bytes of a raster's sample.
  mutating func append(_ color: Color) {
    func byte(_ part: Double) -> UInt8 { UInt8((Swift.min(Swift.max(part, 0), 1) * 255).rounded()) }
    append(byte(color.red))
    append(byte(color.green))
    append(byte(color.blue))
    append(byte(color.alpha))
  }
}
