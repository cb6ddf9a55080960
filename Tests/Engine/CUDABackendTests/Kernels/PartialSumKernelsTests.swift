import CUDABackend
import Testing

@Suite struct PartialSumKernelsTests {
  @Test(arguments: EmulatedKernels.Order.allCases)
  func `adds parts of several sums in one launch`(order: EmulatedKernels.Order) throws {
    let kernels = EmulatedKernels(order)
    // Of two tables with 70 numbers a part: the first 65 and the last 5, and a single number.
    let tables = [someNumbers(70 * 19, seed: 1), someNumbers(3, seed: 2)]
    let addresses = tables.map { kernels.upload($0) }
    let results = [65, 5, 1].map { kernels.allocate($0) }
    try kernels.run(
      PartialSumKernels.add([
        .init(partials: addresses[0], parts: 19, stride: 70, count: 65, result: results[0]),
        .init(partials: addresses[0] + 65 * 4, parts: 19, stride: 70, count: 5, result: results[1]),
        .init(partials: addresses[1], parts: 3, stride: 1, count: 1, result: results[2]),
      ]))
    let sums = (0..<70).map { place in
      (0..<19).reduce(Float(0)) { $0 + tables[0][$1 * 70 + place] }
    }
    #expect(largestDifference(kernels.download(results[0], 65), Array(sums[..<65])) < 1e-6)
    #expect(largestDifference(kernels.download(results[1], 5), Array(sums[65...])) < 1e-6)
    #expect(largestDifference(kernels.download(results[2], 1), [tables[1].reduce(0, +)]) < 1e-6)
  }
}
