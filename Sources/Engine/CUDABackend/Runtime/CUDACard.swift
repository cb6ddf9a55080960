#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The first card that the driver shows, with one queue (stream) of work on it.
///
/// The libraries are opened here, at run time; a machine without them gets an error that says which is
/// missing. One thread at a time may use a card; which one does not matter (`SerializedGPU` lets several).
/// Memory that is not freed lives as long as the card.
package final class CUDACard: GPU {
  package let facts: CardFacts
  /// Where the libraries were found.
  package let paths: [CUDALibrary: String]

  let driver: CUDADriver
  let nvrtc: NVRTC
  let cublasLt: CuBLASLt
  let cudnn: CuDNN
  let device: CInt
  let context: OpaquePointer?
  let process = getpid()
  private(set) var stream: OpaquePointer?
  private var startEvent: OpaquePointer?
  private var endEvent: OpaquePointer?

  let kernelCache: KernelCache
  var modules: [String: OpaquePointer] = [:]
  var kernels: [KernelName: LoadedKernel] = [:]
  /// Why compiled kernels could not be kept, as `convolume check` tells it.
  package internal(set) var keepingProblem: String?

  /// Made at first use, as cuDNN's is: a small network needs neither, and need not wait for them.
  var cublasLtHandle: OpaquePointer?
  var productPlans: [ProductForm: ProductPlan] = [:]
  var productWorkspace = DeviceAddress(rawValue: 0)

  var cudnnHandle: OpaquePointer?
  var convolutionPlans: [ConvolutionForm: ConvolutionPlan] = [:]
  var convolutionWorkspace = (address: DeviceAddress(rawValue: 0), bytes: 0)
  /// The bias of a convolution that has none.
  var zeros: (address: DeviceAddress, count: Int)?
  package let preferences: ConvolutionPreferences

  /// The bytes of working memory for matrix products.
  static let productWorkspaceBytes = 32 << 20

  /// The oldest generation that the kernels are written for: the first with TF32.
  static let oldest = ComputeCapability(8, 0)

  /// Opens the libraries and the card.
  ///
  /// - Throws: `CUDAError`, which names what is missing.
  package init(
    along search: LibrarySearch = .fromEnvironment(), cache: KernelCache = .fromEnvironment(),
    preferences: ConvolutionPreferences = .measured
  ) throws {
    driver = try CUDADriver(along: search)
    (device, _) = try Self.firstDevice(of: driver)
    nvrtc = try NVRTC(along: search)
    cublasLt = try CuBLASLt(along: search)
    cudnn = try CuDNN(along: search)
    facts = try Self.facts(
      of: device, by: driver, nvrtc: nvrtc.version, cublasLt: cublasLt.version, cudnn: cudnn.version
    )
    paths = [
      .driver: driver.path, .nvrtc: nvrtc.path, .cublasLt: cublasLt.path, .cudnn: cudnn.path,
    ]
    kernelCache = cache
    self.preferences = preferences
    var context: OpaquePointer?
    try driver.check(driver.retainContext(&context, device), "cuDevicePrimaryCtxRetain")
    self.context = context

    try activate()
    try driver.check(
      driver.createStream(&stream, CUDADriver.nonBlockingStream), "cuStreamCreate")
    try driver.check(driver.createEvent(&startEvent, 0), "cuEventCreate")
    try driver.check(driver.createEvent(&endEvent, 0), "cuEventCreate")
  }

  /// Opens the card that this process's environment shows.
  ///
  /// - Throws: `CUDAError`, which names what is missing.
  package static func open() throws -> CUDACard { try CUDACard() }

  deinit {
    guard getpid() == process else { return }
    _ = driver.setContext(context)
    if stream != nil { _ = driver.synchronizeStream(stream) }
    convolutionPlans = [:]
    productPlans = [:]
    if cudnnHandle != nil { _ = cudnn.destroy(cudnnHandle) }
    if cublasLtHandle != nil { _ = cublasLt.destroy(cublasLtHandle) }
    for module in modules.values { _ = driver.unloadModule(module) }
    for event in [startEvent, endEvent] where event != nil { _ = driver.destroyEvent(event) }
    if stream != nil { _ = driver.destroyStream(stream) }
    _ = driver.releaseContext(device)
  }

  /// Makes the card the calling thread's, as every call of the driver and of the libraries expects.
  func activate() throws {
    guard getpid() == process else { throw CUDAError.forked }
    try driver.check(driver.setContext(context), "cuCtxSetCurrent")
  }

  package func synchronize() throws {
    try activate()
    try driver.check(driver.synchronizeStream(stream), "cuStreamSynchronize")
  }

  package func milliseconds(_ body: () throws -> Void) throws -> Double {
    try activate()
    try driver.check(driver.recordEvent(startEvent, stream), "cuEventRecord")
    try body()
    try driver.check(driver.recordEvent(endEvent, stream), "cuEventRecord")
    try driver.check(driver.synchronizeEvent(endEvent), "cuEventSynchronize")
    var time: Float = 0
    try driver.check(driver.elapsedTime(&time, startEvent, endEvent), "cuEventElapsedTime")
    return Double(time)
  }
}
