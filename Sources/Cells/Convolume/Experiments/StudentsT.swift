import Foundation

/// Student's t distribution, of which an interval from few seeds needs the quantile.
///
/// - SeeAlso: Student, *The Probable Error of a Mean*, Biometrika 6, 1908.
package struct StudentsT {
  /// At least 1; need not be whole.
  package let degreesOfFreedom: Double

  package init(degreesOfFreedom: Double) { self.degreesOfFreedom = degreesOfFreedom }

  /// The bound within which 95 % of the distribution lie, to both sides of zero.
  ///
  /// The density is integrated by Simpson's rule over the angle θ = atan(t / √ν), where it is cos^(ν−1) θ
  /// and has no tails.
  package var bound95: Double {
    let power = degreesOfFreedom - 1
    // Beyond this the normal distribution's bound is as good.
    guard power < 1e6 else { return Self.normalBound95 }
    // The integral up to π/2, in closed form.
    let whole =
      (Double.pi.squareRoot() / 2) * exp(lgamma((power + 1) / 2) - lgamma(power / 2 + 1))
    // The integral rises ever more slowly, so Newton's steps from below never pass the bound.
    var angle = atan(Self.normalBound95 / degreesOfFreedom.squareRoot())
    for _ in 0..<12 {
      let missing = 0.95 * whole - Self.integral(ofCosineTo: power, upTo: angle)
      angle += missing / pow(cos(angle), power)
    }
    return tan(angle) * degreesOfFreedom.squareRoot()
  }

  package static let normalBound95 = 1.959963984540054

  private static func integral(ofCosineTo power: Double, upTo end: Double) -> Double {
    // Where the density has fallen to nothing, steps over it would be wasted.
    let end = min(end, 12 / (power + 1).squareRoot())
    let steps = 200
    let width = end / Double(steps)
    func density(_ step: Int) -> Double { pow(cos(Double(step) * width), power) }
    let inner = (1..<steps).reduce(0.0) { $0 + density($1) * ($1 % 2 == 1 ? 4 : 2) }
    return (density(0) + inner + density(steps)) * width / 3
  }
}
