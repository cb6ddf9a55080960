/// The driver's functions that the backend calls, as `cuda.h` of CUDA 13 declares them.
///
/// A name with `_v2` is the one that the header's plain name stands for.
///
/// - SeeAlso: NVIDIA, *CUDA Driver API*.
final class CUDADriver: Sendable {
  typealias Handle = OpaquePointer
  typealias Out<Value> = UnsafeMutablePointer<Value>

  let path: String
  private let errorName: @convention(c) (CInt, Out<UnsafePointer<CChar>?>) -> CInt
  private let errorString: @convention(c) (CInt, Out<UnsafePointer<CChar>?>) -> CInt

  let initialize: @convention(c) (CUnsignedInt) -> CInt
  let driverVersion: @convention(c) (Out<CInt>) -> CInt
  let deviceCount: @convention(c) (Out<CInt>) -> CInt
  let device: @convention(c) (Out<CInt>, CInt) -> CInt
  let deviceName: @convention(c) (Out<CChar>, CInt, CInt) -> CInt
  let deviceAttribute: @convention(c) (Out<CInt>, CInt, CInt) -> CInt
  let deviceMemory: @convention(c) (Out<Int>, CInt) -> CInt
  let retainContext: @convention(c) (Out<Handle?>, CInt) -> CInt
  let releaseContext: @convention(c) (CInt) -> CInt
  let setContext: @convention(c) (Handle?) -> CInt

  let createStream: @convention(c) (Out<Handle?>, CUnsignedInt) -> CInt
  let destroyStream: @convention(c) (Handle?) -> CInt
  let synchronizeStream: @convention(c) (Handle?) -> CInt
  let beginCapture: @convention(c) (Handle?, CInt) -> CInt
  let endCapture: @convention(c) (Handle?, Out<Handle?>) -> CInt
  let instantiateGraph: @convention(c) (Out<Handle?>, Handle?, CUnsignedLongLong) -> CInt
  let launchGraph: @convention(c) (Handle?, Handle?) -> CInt
  let uploadGraph: @convention(c) (Handle?, Handle?) -> CInt
  let destroyGraph: @convention(c) (Handle?) -> CInt
  let destroyExecutableGraph: @convention(c) (Handle?) -> CInt

  let createEvent: @convention(c) (Out<Handle?>, CUnsignedInt) -> CInt
  let recordEvent: @convention(c) (Handle?, Handle?) -> CInt
  let synchronizeEvent: @convention(c) (Handle?) -> CInt
  let elapsedTime: @convention(c) (Out<Float>, Handle?, Handle?) -> CInt
  let destroyEvent: @convention(c) (Handle?) -> CInt

  let loadModule: @convention(c) (Out<Handle?>, UnsafeRawPointer) -> CInt
  let unloadModule: @convention(c) (Handle?) -> CInt
  let moduleFunction: @convention(c) (Out<Handle?>, Handle?, UnsafePointer<CChar>) -> CInt
  let setFunctionAttribute: @convention(c) (Handle?, CInt, CInt) -> CInt
  let launchKernel:
    @convention(c) (
      Handle?, CUnsignedInt, CUnsignedInt, CUnsignedInt, CUnsignedInt, CUnsignedInt, CUnsignedInt,
      CUnsignedInt, Handle?, Out<UnsafeMutableRawPointer?>?, Out<UnsafeMutableRawPointer?>?
    ) -> CInt

  let memoryInfo: @convention(c) (Out<Int>, Out<Int>) -> CInt
  let allocate: @convention(c) (Out<UInt64>, Int) -> CInt
  let free: @convention(c) (UInt64) -> CInt
  let allocateHost: @convention(c) (Out<UnsafeMutableRawPointer?>, Int, CUnsignedInt) -> CInt
  let freeHost: @convention(c) (UnsafeMutableRawPointer?) -> CInt
  let hostDevicePointer:
    @convention(c) (Out<UInt64>, UnsafeMutableRawPointer?, CUnsignedInt) -> CInt
  let copyToDevice: @convention(c) (UInt64, UnsafeRawPointer, Int, Handle?) -> CInt
  let copyToHost: @convention(c) (UnsafeMutableRawPointer, UInt64, Int, Handle?) -> CInt
  let copyOnDevice: @convention(c) (UInt64, UInt64, Int, Handle?) -> CInt
  let setBytes: @convention(c) (UInt64, UInt8, Int, Handle?) -> CInt

  /// Finds every function, so that a driver without one is told at once.
  ///
  /// - Throws: `CUDAError.libraryMissing` or `.functionMissing`.
  init(along search: LibrarySearch) throws {
    let library = try SharedLibrary(.driver, along: search)
    path = library.path
    errorName = try library.function("cuGetErrorName")
    errorString = try library.function("cuGetErrorString")
    initialize = try library.function("cuInit")
    driverVersion = try library.function("cuDriverGetVersion")
    deviceCount = try library.function("cuDeviceGetCount")
    device = try library.function("cuDeviceGet")
    deviceName = try library.function("cuDeviceGetName")
    deviceAttribute = try library.function("cuDeviceGetAttribute")
    deviceMemory = try library.function("cuDeviceTotalMem_v2")
    retainContext = try library.function("cuDevicePrimaryCtxRetain")
    releaseContext = try library.function("cuDevicePrimaryCtxRelease_v2")
    setContext = try library.function("cuCtxSetCurrent")
    createStream = try library.function("cuStreamCreate")
    destroyStream = try library.function("cuStreamDestroy_v2")
    synchronizeStream = try library.function("cuStreamSynchronize")
    beginCapture = try library.function("cuStreamBeginCapture_v2")
    endCapture = try library.function("cuStreamEndCapture")
    instantiateGraph = try library.function("cuGraphInstantiateWithFlags")
    launchGraph = try library.function("cuGraphLaunch")
    uploadGraph = try library.function("cuGraphUpload")
    destroyGraph = try library.function("cuGraphDestroy")
    destroyExecutableGraph = try library.function("cuGraphExecDestroy")
    createEvent = try library.function("cuEventCreate")
    recordEvent = try library.function("cuEventRecord")
    synchronizeEvent = try library.function("cuEventSynchronize")
    elapsedTime = try library.function("cuEventElapsedTime")
    destroyEvent = try library.function("cuEventDestroy_v2")
    loadModule = try library.function("cuModuleLoadData")
    unloadModule = try library.function("cuModuleUnload")
    moduleFunction = try library.function("cuModuleGetFunction")
    setFunctionAttribute = try library.function("cuFuncSetAttribute")
    launchKernel = try library.function("cuLaunchKernel")
    memoryInfo = try library.function("cuMemGetInfo_v2")
    allocate = try library.function("cuMemAlloc_v2")
    free = try library.function("cuMemFree_v2")
    allocateHost = try library.function("cuMemHostAlloc")
    freeHost = try library.function("cuMemFreeHost")
    hostDevicePointer = try library.function("cuMemHostGetDevicePointer_v2")
    copyToDevice = try library.function("cuMemcpyHtoDAsync_v2")
    copyToHost = try library.function("cuMemcpyDtoHAsync_v2")
    copyOnDevice = try library.function("cuMemcpyDtoDAsync_v2")
    setBytes = try library.function("cuMemsetD8Async")
  }

  /// Throws what the driver says of a call that did not succeed.
  func check(_ code: CInt, _ call: String) throws {
    guard code != 0 else { return }
    if code == Self.noDevice { throw CUDAError.noCard }
    throw CUDAError.failed(
      call: call, library: .driver, code: Int(code), name: text(of: code, errorName),
      reason: text(of: code, errorString))
  }

  private func text(
    of code: CInt, _ lookUp: @convention(c) (CInt, Out<UnsafePointer<CChar>?>) -> CInt
  ) -> String {
    var words: UnsafePointer<CChar>?
    return lookUp(code, &words) == 0 ? words.map { String(cString: $0) } ?? "unknown" : "unknown"
  }

  /// The newest CUDA that the driver knows, such as `13.0`.
  func version() throws -> String {
    var version: CInt = 0
    try check(driverVersion(&version), "cuDriverGetVersion")
    return "\(version / 1000).\(version % 1000 / 10)"
  }
}

// Numbers of `cuda.h`.
extension CUDADriver {
  static let noDevice: CInt = 100  // CUDA_ERROR_NO_DEVICE
  static let outOfMemory: CInt = 2  // CUDA_ERROR_OUT_OF_MEMORY
  static let notFound: CInt = 500  // CUDA_ERROR_NOT_FOUND

  static let nonBlockingStream: CUnsignedInt = 1  // CU_STREAM_NON_BLOCKING
  static let relaxedCapture: CInt = 2  // CU_STREAM_CAPTURE_MODE_RELAXED
  static let portableMappedHostMemory: CUnsignedInt = 1 | 2  // CU_MEMHOSTALLOC_PORTABLE, _DEVICEMAP
  static let dynamicSharedBytes: CInt = 8  // CU_FUNC_ATTRIBUTE_MAX_DYNAMIC_SHARED_SIZE_BYTES

  /// What `cuDeviceGetAttribute` is asked for (CU_DEVICE_ATTRIBUTE_…).
  enum Attribute: CInt {
    case multiprocessors = 16
    case computeCapabilityMajor = 75
    case computeCapabilityMinor = 76
    case sharedBytesOfBlock = 97  // MAX_SHARED_MEMORY_PER_BLOCK_OPTIN
  }
}
