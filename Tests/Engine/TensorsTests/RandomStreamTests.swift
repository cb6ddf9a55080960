import Tensors
import Testing

@Suite struct RandomStreamTests {
  @Test func `equal seeds and purposes give equal numbers, others do not`() {
    func first(_ seed: Int, _ purpose: String, _ index: Int) -> UInt64 {
      var stream = RandomStream(seed: seed, purpose: purpose, index)
      return stream.next()
    }
    #expect(first(1, "a", 0) == first(1, "a", 0))
    #expect(
      Set([first(1, "a", 0), first(2, "a", 0), first(1, "b", 0), first(1, "a", 1)]).count == 4)
  }

  @Test func `a tensor's numbers are the stream's own, whatever part of it is asked for`() {
    let stream = RandomStream(seed: 5, purpose: "test", 2)
    let long = Tensor.uniform(shape: [50_003], in: 0..<1, from: stream)
    let short = Tensor.uniform(shape: [7], in: 0..<1, from: stream)
    #expect(long.prefix(7) == short)
    var drawn = stream
    // Two 32-bit words make one 64-bit draw, the first word below.
    let words = (0..<25_000).flatMap { _ in
      let bits = drawn.next()
      return [UInt32(truncatingIfNeeded: bits), UInt32(truncatingIfNeeded: bits >> 32)]
    }
    #expect(long.values[..<50_000].elementsEqual(words.map { Float($0 >> 8) * 0x1p-24 }))
  }

  @Test func `uniform numbers fill their range evenly`() {
    let numbers = Tensor.uniform(shape: [100_000], in: -1..<3, seed: 1)
    #expect(numbers.min() >= -1 && numbers.max() < 3)
    #expect(abs(numbers.mean() - 1) < 0.02)
    #expect(abs(numbers.standardDeviation() - 4 / 12.0.squareRootFloat) < 0.02)
  }

  @Test func `normal numbers have the mean and deviation asked for`() {
    let numbers = Tensor.normal(shape: [100_001], mean: 2, standardDeviation: 3, seed: 1)
    #expect(abs(numbers.mean() - 2) < 0.05)
    #expect(abs(numbers.standardDeviation() - 3) < 0.05)
    let within = Double(numbers.values.count { abs($0 - 2) < 3 }) / 100_001
    #expect(abs(within - 0.6827) < 0.01)
  }

  @Test func `a permutation holds every number once`() {
    var stream = RandomStream(seed: 1, purpose: "shuffle")
    let order = stream.permutation(of: 1000)
    #expect(order.sorted() == Array(0..<1000))
    #expect(order != Array(0..<1000))
    #expect(stream.permutation(of: 0).isEmpty)
  }

  @Test func `whole numbers are equally likely`() {
    var stream = RandomStream(seed: 2, purpose: "dice")
    var counts = [Int](repeating: 0, count: 6)
    for _ in 0..<60_000 { counts[stream.integer(below: 6)] += 1 }
    #expect(counts.allSatisfy { abs($0 - 10_000) < 400 })
  }
}

extension Double {
  fileprivate var squareRootFloat: Float { Float(squareRoot()) }
}
