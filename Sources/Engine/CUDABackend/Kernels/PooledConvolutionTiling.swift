/// How a block of the pooled convolutions divides its work among its threads, and where its planes lie
/// in shared memory.
///
/// A thread computes two rows of `2 × strip` numbers in registers. Blocks are made small enough that
/// a batch of 64 images keeps 132 multiprocessors busy, and threads are added by dividing the sum that
/// each of them forms.
struct PooledConvolutionTiling {
  /// Half the numbers of a thread's row; the kernels have forms for 4, 5 and 7 (4 and 7 for 3 × 3).
  var strip: Int
  /// Strips of a row.
  var strips: Int
  /// Threads that share a sum, a power of two.
  var parts: Int
  /// Channels or filters of a block.
  var width: Int
  var rowStride: Int
  var planeStride: Int
  var weightStride: Int
  /// Blocks that an image has.
  var slices: Int
  var threads: Int
  var sharedBytes: Int

  static let mostThreads = 512
  private static let mostSharedBytes = 48 * 1024
  private static let wantedBlocks = 128

  var fits: Bool { threads <= Self.mostThreads && sharedBytes <= Self.mostSharedBytes }

  /// The forward pass, of slices of the filters.
  init(forward c: DevicePooledConvolution) {
    self.init(
      kernel: c.kernel, images: c.images, results: c.filters, summed: c.channels,
      rows: c.pooledHeight, columns: c.pooledWidth, wantedThreads: 64)
  }

  /// The forward pass of all filters by one block, in a network of one launch.
  init(wholeForward c: DevicePooledConvolution) {
    self.init(
      kernel: c.kernel, images: c.images, results: c.filters, summed: c.channels,
      rows: c.pooledHeight, columns: c.pooledWidth, wantedThreads: Self.mostThreads / 2 + 1,
      mostSlices: 1)
  }

  /// The gradient of the input, of slices of its channels.
  init(inputGradient c: DevicePooledConvolution) {
    self.init(
      kernel: c.kernel, images: c.images, results: c.channels, summed: c.filters,
      rows: (c.height + 1) / 2, columns: (c.width + 1) / 2, wantedThreads: 256)
  }

  /// Tiles `results` planes of `2 × rows` by `2 × columns` numbers, each a sum over `summed` planes.
  private init(
    kernel: Int, images: Int, results: Int, summed: Int, rows: Int, columns: Int,
    wantedThreads: Int, mostSlices: Int = .max
  ) {
    (strip, strips) = Self.strips(kernel: kernel, columns: columns)
    slices = min(results, mostSlices, KernelGrid.blocks(for: Self.wantedBlocks, of: images))
    let tiles = rows * strips
    let most = max(1, Self.mostThreads / tiles)
    width = min(KernelGrid.blocks(for: results, of: slices), most)
    slices = KernelGrid.blocks(for: results, of: width)
    parts = 1
    while width * tiles * parts < wantedThreads && parts * 2 <= min(summed, 16) { parts *= 2 }
    weightStride = parts > 1 ? (width + 3) / 4 * 4 : width
    rowStride = Self.rowStride(2 * strip * strips + kernel - 1)
    planeStride = Self.planeStride((2 * rows + kernel - 1) * rowStride)
    threads = (width * tiles * parts + 31) / 32 * 32
    sharedBytes = summed * (planeStride + kernel * kernel * weightStride) * 4
  }

  /// The strips that waste the fewest columns; of equal ones the widest.
  private static func strips(kernel: Int, columns: Int) -> (strip: Int, strips: Int) {
    let widths = kernel == 5 ? [7, 5, 4] : [7, 4]
    let all = widths.map { (strip: $0, strips: KernelGrid.blocks(for: columns, of: $0)) }
    return all.reduce(all[0]) { $1.strip * $1.strips < $0.strip * $0.strips ? $1 : $0 }
  }

  /// Room for at least `columns` numbers, so that every second row begins in another bank.
  private static func rowStride(_ columns: Int) -> Int {
    let even = (columns + 1) / 2 * 2
    return even % 4 == 2 ? even : even + 2
  }

  /// Room for at least `count` numbers, so that planes beside each other begin in different banks.
  private static func planeStride(_ count: Int) -> Int { (count + 27) / 32 * 32 + 4 }

  /// As the kernels' `struct Tiling`.
  var words: KernelArgument { .words(numbers) }

  var numbers: [Int32] {
    [strip, strips, parts, width, rowStride, planeStride, weightStride].map(Int32.init)
  }

  private init(
    strip: Int, strips: Int, parts: Int, width: Int, slices: Int, rows: Int, columns: Int
  ) {
    self.strip = strip
    self.strips = strips
    self.parts = parts
    self.width = width
    self.slices = slices
    rowStride = Self.rowStride(columns)
    planeStride = Self.planeStride(rows * rowStride)
    weightStride = 0
    threads = 0
    sharedBytes = 0
  }

  /// The gradient of the filters, of slices of them: planes of the output's gradient and of the input.
  struct WeightGradient {
    /// Filters that a thread has at once, as in the kernel.
    private static let filtersOfThread = 4

    let gradients: PooledConvolutionTiling
    let samples: PooledConvolutionTiling
    let threads: Int
    let sharedBytes: Int

    var slices: Int { gradients.slices }
    var fits: Bool {
      threads <= PooledConvolutionTiling.mostThreads
        && sharedBytes <= PooledConvolutionTiling.mostSharedBytes
    }

    init(_ c: DevicePooledConvolution) {
      let (strip, strips) = PooledConvolutionTiling.strips(
        kernel: c.kernel, columns: c.pooledWidth)
      let wanted = min(c.filters, KernelGrid.blocks(for: wantedBlocks, of: c.images))
      let width = KernelGrid.blocks(for: c.filters, of: wanted)
      let slices = KernelGrid.blocks(for: c.filters, of: width)
      let groups = KernelGrid.blocks(for: width, of: Self.filtersOfThread)
      let lines = c.channels * c.kernel * groups
      let rows = 2 * c.pooledHeight
      let parts = min(rows, max(1, 320 / lines))
      gradients = PooledConvolutionTiling(
        strip: strip, strips: strips, parts: parts, width: width, slices: slices, rows: rows,
        columns: 2 * strip * strips)
      samples = PooledConvolutionTiling(
        strip: strip, strips: strips, parts: parts, width: c.channels, slices: slices,
        rows: rows + c.kernel - 1, columns: 2 * strip * strips + c.kernel - 1)
      threads = (lines * parts + 31) / 32 * 32
      sharedBytes =
        (groups * Self.filtersOfThread * gradients.planeStride
          + c.channels * samples.planeStride + parts * width * c.depth) * 4
    }
  }
}
