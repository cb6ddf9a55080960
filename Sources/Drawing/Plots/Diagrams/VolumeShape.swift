import Graphics

/// How sizes of a network become sizes on the page, the same for all its volumes.
struct VolumeScale {
  private let largestSide: Double
  private let largestDepth: Double
  private let longestVector: Double
  /// Whether lengths are drawn as their square roots, because the largest would hide the smallest.
  private let isSideCompressed: Bool
  private let isDepthCompressed: Bool

  /// How far the picture plane runs to the upper right, as a share of its width.
  static let slant = 0.36
  /// The largest height of a volume as a share of the stage.
  static let fill = 0.74
  private let deepest = 27.0

  init(_ volumes: [Volume]) {
    let solids = volumes.filter { $0.shape.count == 3 }
    let sides = solids.flatMap { $0.shape.suffix(2) }.map { Double($0) }
    let depths = solids.map { Double($0.shape[0]) }
    let vectors = volumes.filter { $0.shape.count == 1 }.map { Double($0.shape[0]) }
    largestSide = sides.max() ?? 1
    largestDepth = depths.max() ?? 1
    longestVector = vectors.max() ?? 1
    isSideCompressed = largestSide / (sides.filter { $0 > 1 }.min() ?? largestSide) > 9
    isDepthCompressed = largestDepth / (depths.min() ?? largestDepth) > 9
  }

  /// What a reader must know to compare sizes.
  var note: String {
    func words(_ isCompressed: Bool) -> String {
      isCompressed ? "as the square root" : "to scale"
    }
    return isSideCompressed == isDepthCompressed
      ? "Height, width and channels drawn \(words(isSideCompressed)). Blue: layers that learn."
      : "Height and width drawn \(words(isSideCompressed)), channels "
        + "\(words(isDepthCompressed)). Blue: layers that learn."
  }

  /// Returns a side's share of the largest one.
  func side(_ side: Int) -> Double {
    let share = Double(side) / largestSide
    return isSideCompressed ? share.squareRoot() : share
  }

  /// Returns the thickness in points of a stack of `channels`.
  func depth(_ channels: Int) -> Double {
    let share = Double(channels) / largestDepth
    return max(deepest * (isDepthCompressed ? share.squareRoot() : share), 1.6)
  }

  func vector(_ length: Int) -> Double {
    max((Double(length) / longestVector).squareRoot(), 0.08)
  }

  /// Returns the width in points that a volume may take when the stage is 90 points high.
  func drawnWidth(of volume: Volume) -> Double {
    guard volume.shape.count == 3 else { return 7 }
    return depth(volume.shape[0]) + side(volume.shape[2]) * 90 * VolumeScale.fill
      * VolumeScale.slant
  }
}

/// A volume placed on the page: a box seen from the front right, or a bar for a vector.
struct VolumeShape {
  let volume: Volume
  let center: Point
  private let depth: Double
  private let height: Double
  /// From the front edge of the picture plane to its back edge.
  private let slant: Point

  init(_ volume: Volume, scale: VolumeScale, center: Point, height stage: Double) {
    self.volume = volume
    self.center = center
    if volume.shape.count == 3 {
      // The page's height holds a volume's height and the rise of its slanted side.
      let unit = stage * VolumeScale.fill
      depth = scale.depth(volume.shape[0])
      height = max(scale.side(volume.shape[1]) * unit, 2)
      let run = scale.side(volume.shape[2]) * unit * VolumeScale.slant
      slant = Point(x: run, y: -run * 0.92)
    } else {
      depth = 6
      height = scale.vector(volume.shape[0]) * stage * 0.92
      slant = .zero
    }
  }

  var left: Double { center.x - (depth + slant.x) / 2 }
  var right: Double { center.x + (depth + slant.x) / 2 }
  private var top: Double { center.y - (height - slant.y) / 2 - slant.y }

  func draw(with pen: Pen) {
    let theme = pen.theme
    let learns = (volume.parameters ?? 0) > 0
    let base =
      volume.layer == nil
      ? theme.wash.mixed(with: theme.axis, share: 0.25)
      : learns
        ? theme.paper.mixed(with: theme.color(.blue), share: 0.55)
        : theme.paper.mixed(with: theme.color(.gray), share: 0.5)
    let edge = Stroke(color: learns ? theme.color(.blue) : theme.secondaryInk, width: 0.5)
    let front = Rect(x: left, y: top, width: depth, height: height)
    canvasFill(.rectangle(front), base, edge, pen)
    guard slant != .zero else { return }
    let lighter = base.mixed(with: theme.paper, share: 0.55)
    canvasFill(
      .polygon([
        Point(x: front.x, y: front.y), Point(x: front.x + slant.x, y: front.y + slant.y),
        Point(x: front.maxX + slant.x, y: front.y + slant.y), Point(x: front.maxX, y: front.y),
      ]), base.mixed(with: theme.paper, share: 0.3), edge, pen)
    canvasFill(
      .polygon([
        Point(x: front.maxX, y: front.y),
        Point(x: front.maxX + slant.x, y: front.y + slant.y),
        Point(x: front.maxX + slant.x, y: front.maxY + slant.y),
        Point(x: front.maxX, y: front.maxY),
      ]), lighter, edge, pen)
  }

  private func canvasFill(_ path: Path, _ color: Color, _ edge: Stroke, _ pen: Pen) {
    pen.canvas.fill(path, with: color)
    pen.canvas.stroke(path, with: edge)
  }

  /// Returns the corners of a window of `size` pixels in the middle of the picture plane.
  func window(_ size: Int) -> [Point]? {
    guard volume.shape.count == 3, size <= volume.shape[1], size <= volume.shape[2] else {
      return nil
    }
    let tall = Double(size) / Double(volume.shape[1])
    let wide = Double(size) / Double(volume.shape[2])
    let x = left + depth
    return [
      (0.5 - wide / 2, 0.5 - tall / 2), (0.5 + wide / 2, 0.5 - tall / 2),
      (0.5 + wide / 2, 0.5 + tall / 2), (0.5 - wide / 2, 0.5 + tall / 2),
    ].map { across, down in
      Point(x: x + slant.x * across, y: top + slant.y * across + height * down)
    }
  }
}
