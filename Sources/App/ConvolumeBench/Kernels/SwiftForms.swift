/// Some kernels as one would write them in Swift, with its own vectors of sixteen numbers.
///
/// Swift compiles for the oldest processor of the platform: what these reach beside the kernels in C is
/// why those are in C.
enum SwiftForms {
  typealias Lanes = SIMD16<Float>

  static func rectify(
    _ input: UnsafePointer<Float>, _ output: UnsafeMutablePointer<Float>, _ count: Int
  ) {
    for index in 0..<count { output[index] = max(input[index], 0) }
  }

  static func add(
    _ target: UnsafeMutablePointer<Float>, _ addend: UnsafePointer<Float>, _ count: Int
  ) {
    for index in 0..<count { target[index] += addend[index] }
  }

  static func sum(_ values: UnsafePointer<Float>, _ count: Int) -> Float {
    var partial = Lanes.zero
    for index in stride(from: 0, to: count, by: 16) { partial += load(values + index) }
    return partial.sum()
  }

  static func adam(
    _ parameter: UnsafeMutablePointer<Float>, _ first: UnsafeMutablePointer<Float>,
    _ second: UnsafeMutablePointer<Float>, _ gradient: UnsafePointer<Float>, _ count: Int
  ) {
    for index in 0..<count {
      let slope = gradient[index]
      first[index] = 0.9 * first[index] + 0.1 * slope
      second[index] = 0.999 * second[index] + 0.001 * slope * slope
      parameter[index] -= 1e-6 * first[index] / (second[index].squareRoot() + 1e-8)
    }
  }

  static func interleave(
    fromRows rows: UnsafePointer<Float>, features: Int, _ block: UnsafeMutablePointer<Float>
  ) {
    for feature in 0..<features {
      for lane in 0..<16 { block[feature * 16 + lane] = rows[lane * features + feature] }
    }
  }

  /// A convolution without padding, stride 1, with ReLU.
  static func convolve(
    _ input: UnsafePointer<Float>, _ weight: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
    _ size: LayerSize, _ output: UnsafeMutablePointer<Float>
  ) {
    let (width, kernel) = (Int(size.window.width), Int(size.window.kernel))
    let (rows, columns) = (Int(size.window.output_height), Int(size.window.output_width))
    for filter in 0..<size.outputs {
      for row in 0..<rows {
        for column in 0..<columns {
          var sum = Lanes(repeating: bias[filter])
          for channel in 0..<size.inputs {
            let taps = weight + (filter * size.inputs + channel) * kernel * kernel
            let corner = input + (channel * size.pixels + row * width + column) * 16
            for tapRow in 0..<kernel {
              for tapColumn in 0..<kernel {
                sum +=
                  taps[tapRow * kernel + tapColumn]
                  * load(corner + (tapRow * width + tapColumn) * 16)
              }
            }
          }
          let place = (filter * rows + row) * columns + column
          store(pointwiseMax(sum, .zero), output + place * 16)
        }
      }
    }
  }

  @inline(__always)
  private static func load(_ address: UnsafePointer<Float>) -> Lanes {
    UnsafeRawPointer(address).loadUnaligned(as: Lanes.self)
  }

  @inline(__always)
  private static func store(_ lanes: Lanes, _ address: UnsafeMutablePointer<Float>) {
    UnsafeMutableRawPointer(address).storeBytes(of: lanes, as: Lanes.self)
  }
}
