/// The functions of cuDNN 9 that the backend calls, as `cudnn_ops.h` and `cudnn_cnn.h` declare them.
///
/// - SeeAlso: NVIDIA, *cuDNN*, chapter "Legacy API".
package final class CuDNN: Sendable {
  typealias Handle = OpaquePointer
  typealias Out<Value> = UnsafeMutablePointer<Value>

  let path: String
  /// Such as `9.19.1`.
  let version: String
  private let errorString: @convention(c) (CInt) -> UnsafePointer<CChar>?
  private let lastError: @convention(c) (Out<CChar>, Int) -> Void

  let create: @convention(c) (Out<Handle?>) -> CInt
  let destroy: @convention(c) (Handle?) -> CInt
  let setStream: @convention(c) (Handle?, OpaquePointer?) -> CInt

  let createTensor: @convention(c) (Out<Handle?>) -> CInt
  let setTensor: @convention(c) (Handle?, CInt, CInt, CInt, CInt, CInt, CInt) -> CInt
  let destroyTensor: @convention(c) (Handle?) -> CInt
  let createFilter: @convention(c) (Out<Handle?>) -> CInt
  let setFilter: @convention(c) (Handle?, CInt, CInt, CInt, CInt, CInt, CInt) -> CInt
  let destroyFilter: @convention(c) (Handle?) -> CInt
  let createConvolution: @convention(c) (Out<Handle?>) -> CInt
  let setConvolution:
    @convention(c) (Handle?, CInt, CInt, CInt, CInt, CInt, CInt, CInt, CInt) -> CInt
  let setGroups: @convention(c) (Handle?, CInt) -> CInt
  let setMath: @convention(c) (Handle?, CInt) -> CInt
  let destroyConvolution: @convention(c) (Handle?) -> CInt
  let createActivation: @convention(c) (Out<Handle?>) -> CInt
  let setActivation: @convention(c) (Handle?, CInt, CInt, Double) -> CInt
  let destroyActivation: @convention(c) (Handle?) -> CInt

  /// A handle, four descriptors, how many results are wanted; how many there are, and they.
  typealias AlgorithmSearch =
    @convention(c) (
      Handle?, Handle?, Handle?, Handle?, Handle?, CInt, Out<CInt>, UnsafeMutableRawPointer
    ) -> CInt
  /// A handle, four descriptors, the algorithm; the bytes that it needs.
  typealias WorkspaceQuestion =
    @convention(c) (
      Handle?, Handle?, Handle?, Handle?, Handle?, CInt, Out<Int>
    ) -> CInt
  /// A handle, alpha, two operands, the convolution, the algorithm, working memory, beta, the result.
  typealias Convolve =
    @convention(c) (
      Handle?, UnsafeRawPointer, Handle?, UInt64, Handle?, UInt64, Handle?, CInt, UInt64, Int,
      UnsafeRawPointer, Handle?, UInt64
    ) -> CInt

  let forwardAlgorithms: AlgorithmSearch
  let inputGradientAlgorithms: AlgorithmSearch
  let weightGradientAlgorithms: AlgorithmSearch
  let forwardWorkspace: WorkspaceQuestion
  let inputGradientWorkspace: WorkspaceQuestion
  let weightGradientWorkspace: WorkspaceQuestion
  let forward: Convolve
  let inputGradient: Convolve
  /// The convolution stands behind both operands here too.
  let weightGradient: Convolve
  let forwardWithActivation:
    @convention(c) (
      Handle?, UnsafeRawPointer, Handle?, UInt64, Handle?, UInt64, Handle?, CInt, UInt64, Int,
      UnsafeRawPointer, Handle?, UInt64, Handle?, UInt64, Handle?, Handle?, UInt64
    ) -> CInt
  let addTensor:
    @convention(c) (
      Handle?, UnsafeRawPointer, Handle?, UInt64, UnsafeRawPointer, Handle?, UInt64
    ) -> CInt
  let activate:
    @convention(c) (
      Handle?, Handle?, UnsafeRawPointer, Handle?, UInt64, UnsafeRawPointer, Handle?, UInt64
    ) -> CInt

  /// Opens the library and finds its functions.
  ///
  /// - Throws: `CUDAError.libraryMissing` or `.functionMissing`.
  init(along search: LibrarySearch) throws {
    let library = try SharedLibrary(.cudnn, along: search)
    path = library.path
    errorString = try library.function("cudnnGetErrorString")
    lastError = try library.function("cudnnGetLastErrorString")
    create = try library.function("cudnnCreate")
    destroy = try library.function("cudnnDestroy")
    setStream = try library.function("cudnnSetStream")
    createTensor = try library.function("cudnnCreateTensorDescriptor")
    setTensor = try library.function("cudnnSetTensor4dDescriptor")
    destroyTensor = try library.function("cudnnDestroyTensorDescriptor")
    createFilter = try library.function("cudnnCreateFilterDescriptor")
    setFilter = try library.function("cudnnSetFilter4dDescriptor")
    destroyFilter = try library.function("cudnnDestroyFilterDescriptor")
    createConvolution = try library.function("cudnnCreateConvolutionDescriptor")
    setConvolution = try library.function("cudnnSetConvolution2dDescriptor")
    setGroups = try library.function("cudnnSetConvolutionGroupCount")
    setMath = try library.function("cudnnSetConvolutionMathType")
    destroyConvolution = try library.function("cudnnDestroyConvolutionDescriptor")
    createActivation = try library.function("cudnnCreateActivationDescriptor")
    setActivation = try library.function("cudnnSetActivationDescriptor")
    destroyActivation = try library.function("cudnnDestroyActivationDescriptor")
    forwardAlgorithms = try library.function("cudnnGetConvolutionForwardAlgorithm_v7")
    inputGradientAlgorithms = try library.function("cudnnGetConvolutionBackwardDataAlgorithm_v7")
    weightGradientAlgorithms = try library.function("cudnnGetConvolutionBackwardFilterAlgorithm_v7")
    forwardWorkspace = try library.function("cudnnGetConvolutionForwardWorkspaceSize")
    inputGradientWorkspace = try library.function("cudnnGetConvolutionBackwardDataWorkspaceSize")
    weightGradientWorkspace = try library.function("cudnnGetConvolutionBackwardFilterWorkspaceSize")
    forward = try library.function("cudnnConvolutionForward")
    inputGradient = try library.function("cudnnConvolutionBackwardData")
    weightGradient = try library.function("cudnnConvolutionBackwardFilter")
    forwardWithActivation = try library.function("cudnnConvolutionBiasActivationForward")
    addTensor = try library.function("cudnnAddTensor")
    activate = try library.function("cudnnActivationForward")
    let versionOf: @convention(c) () -> Int = try library.function("cudnnGetVersion")
    let number = versionOf()
    version = "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
  }

  /// Throws what the library says of a call that did not succeed.
  func check(_ code: CInt, _ call: String) throws {
    guard code != 0 else { return }
    var words = [CChar](repeating: 0, count: 512)
    lastError(&words, words.count)
    let reason = String(
      decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    throw CUDAError.failed(
      call: call, library: .cudnn, code: Int(code),
      name: errorString(code).map { String(cString: $0) } ?? "unknown",
      reason: reason.isEmpty ? "no reason given" : reason)
  }
}

// Numbers of `cudnn_graph.h` and `cudnn_ops.h`.
extension CuDNN {
  static let float32: CInt = 0  // CUDNN_DATA_FLOAT
  static let channelsFirst: CInt = 0  // CUDNN_TENSOR_NCHW
  static let channelsLast: CInt = 1  // CUDNN_TENSOR_NHWC
  static let crossCorrelation: CInt = 1  // CUDNN_CROSS_CORRELATION
  static let rectification: CInt = 1  // CUDNN_ACTIVATION_RELU
  static let identity: CInt = 5  // CUDNN_ACTIVATION_IDENTITY
  static let passesNaN: CInt = 1  // CUDNN_PROPAGATE_NAN

  /// CUDNN_STATUS_NOT_SUPPORTED and its kinds.
  static func isUnsupported(_ code: CInt) -> Bool { 3000..<4000 ~= code }

  /// The constants CUDNN_…_MATH.
  package enum Math: CInt {
    case `default` = 0
    case tensorOperations = 1
    case tensorOperationsWithConversion = 2
    case fusedMultiplyAdd = 3  // never rounds the operands of a product
  }

  /// `cudnnConvolutionFwdAlgoPerf_t` and its two sisters, which have the same fields.
  enum Performance {
    static let bytes = 48
    static let algorithmPlace = 0
    static let statusPlace = 4
    static let memoryPlace = 16
    static let determinismPlace = 24
    static let mathPlace = 28
  }
}
