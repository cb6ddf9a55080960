import Foundation
import Tensors

/// Draws coloured shapes, 32 × 32, as a last resort on a machine without data.
///
/// Ten classes, told apart by form alone: colours, sizes, places and backgrounds are left to chance.
///
/// - Parameters:
///   - trainCount: How many training images, all classes alike.
///   - testCount: How many test images.
///   - seed: Equal seeds draw equal pictures.
/// - Returns: The pictures, with a note that says how they came to be.
public func drawnPictures(
  trainCount: Int = 5_000, testCount: Int = 1_000, seed: Int = 1
) -> ImageDataset {
  func part(_ name: String, _ count: Int, _ number: Int) -> LabeledImages {
    let labels = (0..<count).map { $0 % DrawnShape.allCases.count }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * 3 * 32 * 32)
    for (index, label) in labels.enumerated() {
      var stream = RandomStream(seed: seed, purpose: "drawn pictures", number, index)
      pixels += draw(DrawnShape.allCases[label], side: 32, using: &stream)
    }
    return LabeledImages(
      name: "Drawn pictures, \(name)", classNames: DrawnShape.allCases.map(\.rawValue),
      size: [3, 32, 32], pixels: pixels, labels: labels
    ).normalized(mean: [0.5], deviation: [0.25])
  }
  return ImageDataset(
    name: "Drawn pictures", train: part("training", trainCount, 0),
    test: part("test", testCount, 1),
    note: ImageDataset.note(
      "coloured shapes drawn by Convolume with seed \(seed)", train: trainCount, test: testCount)
      + ".",
    sources: [])
}

/// A form, given by the signed distance of its edge: below 0 inside, in units of its radius.
private enum DrawnShape: String, CaseIterable {
  case disc, ring, square, diamond, triangle, cross, bar, star, crescent, frame

  func distance(x: Double, y: Double) -> Double {
    let radius = (x * x + y * y).squareRoot()
    let box = max(abs(x), abs(y))
    switch self {
    case .disc: return radius - 1
    case .ring: return abs(radius - 0.8) - 0.22
    case .square: return box - 0.85
    case .diamond: return (abs(x) + abs(y)) * 0.7071 - 0.75
    case .triangle: return max(y - 0.6, 0.866 * abs(x) - 0.5 * y - 0.5)
    case .cross: return max(min(abs(x), abs(y)) - 0.28, box - 1)
    case .bar: return max(abs(x) - 0.3, abs(y) - 1)
    case .star: return radius - 0.65 - 0.35 * cos(5 * atan2(y, x))
    case .crescent:
      let bite = ((x - 0.5) * (x - 0.5) + y * y).squareRoot()
      return max(radius - 1, 0.8 - bite)
    case .frame: return abs(box - 0.75) - 0.18
    }
  }
}

/// One shape before a background that changes from corner to corner, `[3, side, side]`.
private func draw(
  _ shape: DrawnShape, side: Int, using stream: inout RandomStream
) -> [UInt8] {
  func color() -> [Double] { (0..<3).map { _ in stream.number(in: 0...1) } }
  let (top, bottom) = (color(), color())
  // Light before dark or dark before light, so that the shape can always be seen.
  let mean = (top + bottom).reduce(0, +) / 6
  let fill = (0..<3).map { _ in
    mean < 0.5 ? stream.number(in: 0.6...1) : stream.number(in: 0...0.4)
  }
  let radius = stream.number(in: 7...12)
  let middle = Double(side) / 2
  let center = Spot(
    x: stream.number(in: middle - 4...middle + 4), y: stream.number(in: middle - 4...middle + 4))
  let angle = stream.number(in: -0.5...0.5)
  var pixels = [UInt8](repeating: 0, count: 3 * side * side)
  for row in 0..<side {
    for column in 0..<side {
      let dx = (Double(column) + 0.5 - center.x) / radius
      let dy = (Double(row) + 0.5 - center.y) / radius
      let x = dx * cos(angle) + dy * sin(angle)
      let y = dy * cos(angle) - dx * sin(angle)
      let ink = min(max(0.5 - shape.distance(x: x, y: y) * radius, 0), 1)
      let depth = Double(row + column) / Double(2 * side - 2)
      for channel in 0..<3 {
        let ground = top[channel] * (1 - depth) + bottom[channel] * depth
        let noise = stream.number(in: -0.06...0.06)
        let value = ground * (1 - ink) + fill[channel] * ink + noise
        pixels[(channel * side + row) * side + column] = UInt8(min(max(value, 0), 1) * 255)
      }
    }
  }
  return pixels
}
