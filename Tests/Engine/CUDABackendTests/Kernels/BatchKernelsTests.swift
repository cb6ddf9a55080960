import CUDABackend
import Testing

@Suite struct BatchKernelsTests {
  /// Five images of three channels and seven pixels, numbered through.
  private let rows = (0..<5 * 21).map(Float.init)
  private let order: [Int32] = [4, 0, 3, 1, 2]
  private let labels: [Int32] = [10, 11, 12, 13, 14]

  private func gather(
    step: Int, channels: Int, pixels: Int, channelsLast: Bool, _ order: EmulatedKernels.Order
  ) throws -> (images: [Float], labels: [Int32], numbers: [Int32], state: [Int32]) {
    let kernels = EmulatedKernels(order)
    var state = TrainingStateWord.beginning(steps: 40)
    state[TrainingStateWord.next.rawValue] = Int32(step)
    let stateAddress = kernels.upload(state)
    let count = 3 * channels * pixels
    let batch = BatchKernels.Batch(
      images: kernels.allocate(count), labels: kernels.allocate(3, of: Int32.self),
      numbers: kernels.allocate(3, of: Int32.self))
    try kernels.run(
      BatchKernels.gather(
        rows: kernels.upload(rows), order: kernels.upload(self.order),
        numbers: kernels.upload(self.order.map { $0 + 100 }),
        labels: kernels.upload(labels), state: stateAddress, size: 3, total: 5,
        channels: channels, pixels: pixels, channelsLast: channelsLast, into: batch))
    return (
      kernels.download(batch.images, count), kernels.download(batch.labels, 3, of: Int32.self),
      kernels.download(batch.numbers, 3, of: Int32.self),
      kernels.download(stateAddress, 8, of: Int32.self)
    )
  }

  /// Of a number of the data: whose, and which.
  private func row(_ number: Int) -> [Float] { Array(rows[number * 21..<(number + 1) * 21]) }

  @Test(arguments: EmulatedKernels.Order.allCases)
  func `takes the images of a step in the order of the epoch`(
    order: EmulatedKernels.Order
  ) throws {
    let batch = try gather(step: 0, channels: 3, pixels: 7, channelsLast: false, order)
    #expect(batch.images == row(4) + row(0) + row(3))
    #expect(batch.labels == [14, 10, 13])
    #expect(batch.numbers == [104, 100, 103])
    #expect(batch.state == [0, 3, -1, 40, 0, 0, 0, 0])
  }

  @Test(arguments: EmulatedKernels.Order.allCases)
  func `fills the batch with zeros where the epoch has ended`(
    order: EmulatedKernels.Order
  ) throws {
    let batch = try gather(step: 1, channels: 3, pixels: 7, channelsLast: false, order)
    #expect(batch.images == row(1) + row(2) + [Float](repeating: 0, count: 21))
    #expect(batch.labels == [11, 12, -1])
    #expect(batch.numbers == [101, 102, -1])
    #expect(batch.state == [1, 2, -1, 40, 1, 0, 0, 0])
    let behind = try gather(step: 2, channels: 3, pixels: 7, channelsLast: false, order)
    #expect(behind.images == [Float](repeating: 0, count: 63))
    #expect(behind.numbers == [-1, -1, -1])
    #expect(behind.state[TrainingStateWord.images.rawValue] == 0)
  }

  @Test func `moves four numbers at a time where rows allow it`() throws {
    let kernels = EmulatedKernels()
    let batch = BatchKernels.Batch(
      images: kernels.allocate(2 * 2052), labels: kernels.allocate(2, of: Int32.self),
      numbers: kernels.allocate(2, of: Int32.self))
    let rows = (0..<3 * 2052).map(Float.init)
    try kernels.run(
      BatchKernels.gather(
        rows: kernels.upload(rows), order: kernels.upload([2, 0, 1] as [Int32]),
        numbers: kernels.upload([2, 0, 1] as [Int32]),
        labels: kernels.upload([0, 1, 2] as [Int32]),
        state: kernels.upload(TrainingStateWord.beginning(steps: 0)), size: 2, total: 3,
        channels: 1, pixels: 2052, channelsLast: true, into: batch))
    #expect(
      kernels.download(batch.images, 2 * 2052) == Array(rows[2 * 2052..<3 * 2052] + rows[..<2052]))
  }

  @Test func `places channels last where the network wants it`() throws {
    let batch = try gather(step: 1, channels: 3, pixels: 7, channelsLast: true, .fromFirst)
    for pixel in 0..<7 {
      for channel in 0..<3 {
        #expect(batch.images[pixel * 3 + channel] == row(1)[channel * 7 + pixel])
        #expect(batch.images[21 + pixel * 3 + channel] == row(2)[channel * 7 + pixel])
        #expect(batch.images[42 + pixel * 3 + channel] == 0)
      }
    }
  }

  @Test func `goes on to the next step`() throws {
    let kernels = EmulatedKernels()
    let state = kernels.upload([6, 3, -1, 40, 6, 0, 0, 0] as [Int32])
    try kernels.run(BatchKernels.advance(state: state))
    #expect(kernels.download(state, 8, of: Int32.self) == [6, 3, -1, 41, 7, 0, 0, 0])
  }

  @Test(arguments: EmulatedKernels.Order.allCases)
  func `swaps the last two axes, of odd sizes too`(order: EmulatedKernels.Order) throws {
    let kernels = EmulatedKernels(order)
    let (items, rows, columns) = (3, 70, 45)
    let values = (0..<items * rows * columns).map(Float.init)
    let (input, output) = (kernels.upload(values), kernels.allocate(values.count))
    try kernels.run(
      BatchKernels.transpose(input, items: items, rows: rows, columns: columns, into: output))
    let turned = kernels.download(output, values.count)
    for item in 0..<items {
      for row in 0..<rows {
        for column in 0..<columns {
          let place = (item * rows + row) * columns + column
          #expect(turned[(item * columns + column) * rows + row] == values[place])
        }
      }
    }
  }
}
