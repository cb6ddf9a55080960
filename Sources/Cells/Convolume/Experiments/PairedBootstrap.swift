import Tensors

/// How far a difference between two variants may be from what was measured, had other seeds been drawn and
/// other images been asked.
///
/// Each resample draws as many images as there were, with replacement, the same ones for both variants, and
/// at the same time as many seeds as there were. Of 2,000 such differences the middle 95 % make the
/// interval. With few seeds that is too narrow, and two things are done about it: a resample's deviation
/// from the mean of the seeds is multiplied by √(n / (n − 1)), and the interval is widened from the normal
/// to Student's distribution as far as the seeds, rather than the many images, make the difference uncertain
/// (degrees of freedom after Satterthwaite).
///
/// - SeeAlso: Efron, *Bootstrap Methods: Another Look at the Jackknife*, Annals of Statistics 7, 1979; Owen,
///   *The Pigeonhole Bootstrap*, Annals of Applied Statistics 1, 2007, for rows and columns resampled at
///   once; Hesterberg, *What Teachers Should Know About the Bootstrap*, The American Statistician 69, 2015,
///   for how narrow it is with few; Satterthwaite, *An Approximate Distribution of Estimates of Variance
///   Components*, Biometrics Bulletin 2, 1946.
package struct PairedBootstrap {
  /// The mean difference over seeds and images.
  package let difference: Double
  package let interval: ClosedRange<Double>

  /// Resamples a difference.
  ///
  /// - Parameters:
  ///   - parts: The difference is the sum of these.
  ///   - resamples: How many.
  ///   - seed: What they depend on.
  /// - Precondition: All parts are of the same number of seeds, at least one.
  package init(_ parts: [Part], resamples: Int = 2_000, seed: Int = 0) {
    let seeds = parts[0].means.count
    let bySeed = (0..<seeds).map { place in parts.reduce(0) { $0 + $1.means[place] } }
    let difference = bySeed.mean
    var stream = RandomStream(seed: seed, purpose: "bootstrap")
    let narrowness = seeds > 1 ? (Double(seeds) / Double(seeds - 1)).squareRoot() : 0
    var draws = (0..<resamples).map { _ -> Double in
      var means = [Double](repeating: 0, count: seeds)
      for part in parts { part.addResample(to: &means, using: &stream) }
      let middle = means.mean
      guard seeds > 1 else { return middle }
      let picked = (0..<seeds).reduce(0) { sum, _ in sum + means[stream.integer(below: seeds)] }
      return middle + narrowness * (picked / Double(seeds) - middle)
    }
    let widening = Self.widening(bySeed: bySeed, draws: draws)
    for place in draws.indices {
      draws[place] = difference + widening * (draws[place] - difference)
    }
    draws.sort()
    self.difference = difference
    interval = draws.quantile(0.025)...draws.quantile(0.975)
  }

  /// How much wider Student's interval is than the normal one.
  ///
  /// The degrees of freedom are those of the seeds' variance where it is all there is, and more as images
  /// have their part in it.
  private static func widening(bySeed: [Double], draws: [Double]) -> Double {
    let ofSeeds = bySeed.variance / Double(bySeed.count)
    guard bySeed.count > 1, ofSeeds > 0 else { return 1 }
    let share = max(draws.variance / ofSeeds, 1)
    let degrees = share * share * Double(bySeed.count - 1)
    return StudentsT(degreesOfFreedom: degrees).bound95 / StudentsT.normalBound95
  }
}

extension PairedBootstrap {
  /// One summand of a difference: numbers by seed, and by image where there are images.
  package struct Part {
    /// The mean over the images, one a seed.
    let means: [Double]
    /// Images that are drawn together; none where the numbers are of seeds alone.
    private let blocks: [ImageBlock]

    /// Numbers that are not means over images.
    package init(scores: [Double]) {
      means = scores
      blocks = []
    }

    /// Numbers of images: `rows[seed][image]`.
    ///
    /// - Parameters:
    ///   - rows: One row a seed.
    ///   - isShared: Whether a column is the same image in all rows. Otherwise each row's images are drawn
    ///     for themselves.
    package init(rows: [[Int]], isShared: Bool) {
      means = rows.map { row in row.isEmpty ? 0 : Double(row.reduce(0, +)) / Double(row.count) }
      blocks =
        isShared
        ? [ImageBlock(rows: rows, seeds: Array(rows.indices))]
        : rows.indices.map { ImageBlock(rows: [rows[$0]], seeds: [$0]) }
    }

    fileprivate func addResample(to sums: inout [Double], using stream: inout RandomStream) {
      guard !blocks.isEmpty else {
        for place in means.indices { sums[place] += means[place] }
        return
      }
      for block in blocks { block.addResample(to: &sums, using: &stream) }
    }
  }
}

/// Images that are drawn together, by what the seeds' networks made of them.
///
/// A difference is −1, 0 or 1 for each network, so most images are alike: it is enough to draw how many
/// there are of each kind, and those that make no difference need not be drawn at all.
private struct ImageBlock {
  private let seeds: [Int]
  private let count: Int
  private let kinds: [(values: [Int], count: Int)]

  init(rows: [[Int]], seeds: [Int]) {
    self.seeds = seeds
    count = rows[0].count
    var counts: [[Int]: Int] = [:]
    for image in 0..<count {
      let values = rows.map { $0[image] }
      if values.contains(where: { $0 != 0 }) { counts[values, default: 0] += 1 }
    }
    // In an order of their own, so that equal streams give equal draws.
    kinds = counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { (values: $0.key, count: $0.value) }
  }

  /// Draws how many images there are of each kind (a multinomial draw, one binomial after the other).
  func addResample(to sums: inout [Double], using stream: inout RandomStream) {
    var (imagesLeft, weightLeft) = (count, count)
    for kind in kinds {
      let drawn = stream.binomial(imagesLeft, Double(kind.count) / Double(weightLeft))
      imagesLeft -= drawn
      weightLeft -= kind.count
      guard drawn > 0 else { continue }
      for (place, value) in zip(seeds, kind.values) {
        sums[place] += Double(drawn * value) / Double(count)
      }
    }
  }
}
