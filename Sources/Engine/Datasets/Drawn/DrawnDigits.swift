import Foundation
import Tensors

/// Draws digits, 28 × 28, as a last resort on a machine without data.
///
/// Each is a skeleton of strokes, moved, turned, slanted, stretched and thickened by chance. A
/// network learns them far more easily than handwriting: an accuracy on them says that the code
/// works, and no more. They are drawn here rather than by Cairo, so that the engine stays free of
/// drawing libraries.
///
/// - Parameters:
///   - trainCount: How many training images, all classes alike.
///   - testCount: How many test images.
///   - seed: Equal seeds draw equal digits.
/// - Returns: The digits, with a note that says how they came to be.
public func drawnDigits(
  trainCount: Int = 6_000, testCount: Int = 1_000, seed: Int = 1
) -> ImageDataset {
  func part(_ name: String, _ count: Int, _ number: Int) -> LabeledImages {
    let labels = (0..<count).map { $0 % 10 }
    var pixels: [UInt8] = []
    pixels.reserveCapacity(count * 28 * 28)
    for (index, label) in labels.enumerated() {
      var stream = RandomStream(seed: seed, purpose: "drawn digits", number, index)
      pixels += drawDigit(label, using: &stream)
    }
    return LabeledImages(
      name: "Drawn digits, \(name)", classNames: (0...9).map(String.init), size: [1, 28, 28],
      pixels: pixels, labels: labels
    ).normalized(mean: [0.1307], deviation: [0.3081])
  }
  return ImageDataset(
    name: "Drawn digits", train: part("training", trainCount, 0),
    test: part("test", testCount, 1),
    note: ImageDataset.note(
      "digits drawn by Convolume with seed \(seed)", train: trainCount, test: testCount) + ".",
    sources: [])
}

/// One digit on black paper, `[28, 28]`.
private func drawDigit(_ digit: Int, using stream: inout RandomStream) -> [UInt8] {
  let angle = stream.number(in: -0.25...0.25)
  let slant = stream.number(in: -0.25...0.25)
  let scale = Spot(x: stream.number(in: 7.5...10.5), y: stream.number(in: 8.5...11))
  let center = Spot(x: stream.number(in: 12...16), y: stream.number(in: 12...16))
  let width = stream.number(in: 1.6...3.4)
  var ink = Ink(side: 28)
  for skeleton in skeletons[digit] {
    let points = skeleton.map { point in
      let wobble = Spot(x: stream.number(in: -0.06...0.06), y: stream.number(in: -0.06...0.06))
      let x = (point.x + wobble.x - slant * point.y) * scale.x
      let y = (point.y + wobble.y) * scale.y
      return Spot(
        x: center.x + x * cos(angle) - y * sin(angle),
        y: center.y + x * sin(angle) + y * cos(angle))
    }
    ink.stroke(points, width: width)
  }
  let noise = stream.number(in: 0...0.08)
  return ink.values.map { value in
    let grey = value + noise * stream.number(in: -1...1) * (value > 0 ? 1 : 0)
    return UInt8(min(max(grey, 0), 1) * 255)
  }
}

/// The strokes of the ten digits, with x and y from −1 to 1, y downwards.
private let skeletons: [[[Spot]]] = [
  [arc(x: 0, y: 0, width: 0.6, height: 0.9, from: 0, to: 360)],
  [line((-0.35, -0.5), (0.05, -0.9), (0.05, 0.9))],
  [
    arc(x: 0, y: -0.4, width: 0.55, height: 0.5, from: 190, to: 390)
      + line((-0.6, 0.9), (0.65, 0.9))
  ],
  [
    arc(x: 0, y: -0.45, width: 0.5, height: 0.45, from: 200, to: 450)
      + arc(x: 0, y: 0.45, width: 0.55, height: 0.45, from: 270, to: 520)
  ],
  [line((0.15, -0.9), (-0.6, 0.3), (0.6, 0.3)), line((0.3, -0.35), (0.25, 0.9))],
  [
    line((0.55, -0.9), (-0.4, -0.9), (-0.45, -0.1))
      + arc(x: 0, y: 0.35, width: 0.55, height: 0.52, from: 235, to: 510)
  ],
  [
    line((0.4, -0.9), (-0.1, -0.55), (-0.45, 0.1))
      + arc(x: 0, y: 0.4, width: 0.5, height: 0.5, from: 180, to: 540)
  ],
  [line((-0.6, -0.85), (0.6, -0.85), (-0.1, 0.9))],
  [
    arc(x: 0, y: -0.45, width: 0.45, height: 0.43, from: 90, to: 450),
    arc(x: 0, y: 0.45, width: 0.55, height: 0.47, from: -90, to: 270),
  ],
  [
    arc(x: 0, y: -0.4, width: 0.5, height: 0.48, from: 0, to: 360)
      + line((0.5, -0.4), (0.35, 0.9))
  ],
]

private func line(_ points: (Double, Double)...) -> [Spot] {
  points.map { Spot(x: $0.0, y: $0.1) }
}

/// A part of an ellipse; angles in degrees, from the right, clockwise as seen.
private func arc(
  x: Double, y: Double, width: Double, height: Double, from start: Double, to end: Double
) -> [Spot] {
  (0...14).map { step in
    let angle = (start + (end - start) * Double(step) / 14) * .pi / 180
    return Spot(x: x + width * cos(angle), y: y + height * sin(angle))
  }
}

extension RandomStream {
  /// A number spread evenly over `range`.
  mutating func number(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * Double(uniform())
  }
}
