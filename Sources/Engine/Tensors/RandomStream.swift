import CKernels

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A sequence of random numbers that depends only on a seed, a purpose and a position.
///
/// The numbers are not drawn one from another: each is computed from its own place in the stream (see
/// `Philox`). So two purposes never share numbers, threads may take any part of a stream, and adding one
/// use of randomness to a program changes no other.
///
/// ```swift
/// var stream = RandomStream(seed: 7, purpose: "shuffle", 3)  // epoch 3
/// let order = stream.permutation(of: 60_000)
/// ```
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: SIMD2<UInt32>
  private let stream: SIMD2<UInt32>
  private var block: UInt64 = 0
  private var waiting: UInt64?

  /// Creates the stream for one purpose.
  ///
  /// - Parameters:
  ///   - seed: Chosen by the user; equal seeds give equal streams.
  ///   - purpose: What the numbers are for, such as `"dropout"`.
  ///   - indices: Which of several such uses: an epoch, a layer, an image.
  public init(seed: some BinaryInteger, purpose: String, _ indices: Int...) {
    self.init(seed: seed, purpose: purpose, indices: indices)
  }

  package init(seed: some BinaryInteger, purpose: String, indices: [Int]) {
    let seed = UInt64(truncatingIfNeeded: seed)
    // FNV-1a over the purpose, then over the bytes of each index.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    func mix(_ byte: UInt8) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    for byte in purpose.utf8 { mix(byte) }
    for index in indices {
      for shift in stride(from: 0, to: 64, by: 8) {
        mix(UInt8(truncatingIfNeeded: index >> shift))
      }
    }
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    stream = SIMD2(UInt32(truncatingIfNeeded: hash), UInt32(truncatingIfNeeded: hash >> 32))
  }

  /// Returns the next 64 random bits.
  public mutating func next() -> UInt64 {
    if let value = waiting {
      waiting = nil
      return value
    }
    let words = bits(at: block)
    block += 1
    waiting = UInt64(words[2]) | UInt64(words[3]) << 32
    return UInt64(words[0]) | UInt64(words[1]) << 32
  }

  /// Returns the 128 bits of one place in the stream, whatever was drawn before.
  private func bits(at place: UInt64) -> SIMD4<UInt32> {
    Philox.bits(
      at: SIMD4(
        UInt32(truncatingIfNeeded: place), UInt32(truncatingIfNeeded: place >> 32), stream[0],
        stream[1]),
      key: key)
  }

  /// Returns a number in `0..<1`, a multiple of 2⁻²⁴, as likely as any other.
  public mutating func uniform() -> Float {
    Float(next() >> 40) * 0x1p-24
  }

  /// Returns a whole number in `0..<bound`, each as likely as the others.
  public mutating func integer(below bound: Int) -> Int {
    // Lemire, "Fast Random Integer Generation in an Interval", 2019: reject the few values that
    // would make some results likelier.
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let threshold = (0 &- bound) % bound
      while product.low < threshold { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Returns the numbers `0..<count` in random order (Fisher and Yates).
  public mutating func permutation(of count: Int) -> [Int] {
    var order = Array(0..<count)
    var last = count - 1
    while last > 0 {
      order.swapAt(last, integer(below: last + 1))
      last -= 1
    }
    return order
  }
}

extension RandomStream {
  /// Writes uniform numbers in `0..<1`, scaled and moved, that depend only on the stream and on their
  /// own position.
  package func fillUniform(
    _ output: UnsafeMutableBufferPointer<Float>, scale: Float = 1, offset: Float = 0
  ) {
    fill(output) { uniforms, part in
      for index in part { output[index] = uniforms[index - part.lowerBound] * scale + offset }
    }
  }

  /// Writes numbers from the standard normal distribution (Box and Muller, 1958), scaled and moved.
  package func fillNormal(
    _ output: UnsafeMutableBufferPointer<Float>, scale: Float = 1, offset: Float = 0
  ) {
    fill(output) { uniforms, part in
      for first in stride(from: 0, to: part.count, by: 2) {
        // 1 − u lies in (0, 1], where the logarithm is finite.
        let radius = sqrt(-2 * log(1 - uniforms[first]))
        let angle = 2 * Float.pi * uniforms[first + 1]
        output[part.lowerBound + first] = radius * cos(angle) * scale + offset
        guard first + 1 < part.count else { return }
        output[part.lowerBound + first + 1] = radius * sin(angle) * scale + offset
      }
    }
  }

  /// Writes some of the stream's uniform numbers in `0..<1`, as `fillUniform` does; on the calling thread.
  ///
  /// - Precondition: The first is a multiple of four, and behind the output there is room for three
  ///   numbers more.
  package func writeUniforms(_ range: Range<Int>, to output: UnsafeMutablePointer<Float>) {
    convolume_uniform(
      UInt64(range.lowerBound / 4), Int64((range.count + 3) / 4), key[0], key[1], stream[0],
      stream[1], output)
  }

  /// Calls `write` for each part of the output, on several threads, with the part's own uniform
  /// numbers: four for each block of bits, so the last block may make more than are needed.
  private func fill(
    _ output: UnsafeMutableBufferPointer<Float>,
    _ write: (UnsafePointer<Float>, Range<Int>) -> Void
  ) {
    forEachPart(of: output.count, length: 16_384, work: Work.moving(8 * output.count)) { part in
      let blocks = (part.count + 3) / 4
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 4 * blocks) { uniforms in
        guard let start = uniforms.baseAddress else { return }
        convolume_uniform(
          UInt64(part.lowerBound / 4), Int64(blocks), key[0], key[1], stream[0], stream[1], start)
        write(start, part)
      }
    }
  }
}
