/// The functions of cuBLASLt that the backend calls, as `cublasLt.h` declares them.
///
/// - SeeAlso: NVIDIA, *cuBLAS*, chapter "Using the cuBLASLt API".
package final class CuBLASLt: Sendable {
  typealias Handle = OpaquePointer
  typealias Out<Value> = UnsafeMutablePointer<Value>

  let path: String
  /// Such as `13.1.0`.
  let version: String
  private let statusString: @convention(c) (CInt) -> UnsafePointer<CChar>?
  private let statusName: @convention(c) (CInt) -> UnsafePointer<CChar>?

  let create: @convention(c) (Out<Handle?>) -> CInt
  let destroy: @convention(c) (Handle?) -> CInt
  let createProduct: @convention(c) (Out<Handle?>, CInt, CInt) -> CInt
  let destroyProduct: @convention(c) (Handle?) -> CInt
  let setProduct: @convention(c) (Handle?, CInt, UnsafeRawPointer, Int) -> CInt
  let createLayout: @convention(c) (Out<Handle?>, CInt, UInt64, UInt64, Int64) -> CInt
  let destroyLayout: @convention(c) (Handle?) -> CInt
  let setLayout: @convention(c) (Handle?, CInt, UnsafeRawPointer, Int) -> CInt
  let createPreference: @convention(c) (Out<Handle?>) -> CInt
  let destroyPreference: @convention(c) (Handle?) -> CInt
  let setPreference: @convention(c) (Handle?, CInt, UnsafeRawPointer, Int) -> CInt
  let heuristics:
    @convention(c) (
      Handle?, Handle?, Handle?, Handle?, Handle?, Handle?, Handle?, CInt, UnsafeMutableRawPointer,
      Out<CInt>
    ) -> CInt
  let multiply:
    @convention(c) (
      Handle?, Handle?, UnsafeRawPointer, UInt64, Handle?, UInt64, Handle?, UnsafeRawPointer,
      UInt64,
      Handle?, UInt64, Handle?, UnsafeRawPointer?, UInt64, Int, OpaquePointer?
    ) -> CInt

  /// Opens the library and finds its functions.
  ///
  /// - Throws: `CUDAError.libraryMissing` or `.functionMissing`.
  init(along search: LibrarySearch) throws {
    let library = try SharedLibrary(.cublasLt, along: search)
    path = library.path
    statusString = try library.function("cublasLtGetStatusString")
    statusName = try library.function("cublasLtGetStatusName")
    create = try library.function("cublasLtCreate")
    destroy = try library.function("cublasLtDestroy")
    createProduct = try library.function("cublasLtMatmulDescCreate")
    destroyProduct = try library.function("cublasLtMatmulDescDestroy")
    setProduct = try library.function("cublasLtMatmulDescSetAttribute")
    createLayout = try library.function("cublasLtMatrixLayoutCreate")
    destroyLayout = try library.function("cublasLtMatrixLayoutDestroy")
    setLayout = try library.function("cublasLtMatrixLayoutSetAttribute")
    createPreference = try library.function("cublasLtMatmulPreferenceCreate")
    destroyPreference = try library.function("cublasLtMatmulPreferenceDestroy")
    setPreference = try library.function("cublasLtMatmulPreferenceSetAttribute")
    heuristics = try library.function("cublasLtMatmulAlgoGetHeuristic")
    multiply = try library.function("cublasLtMatmul")
    let versionOf: @convention(c) () -> Int = try library.function("cublasLtGetVersion")
    let number = versionOf()
    version = "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
  }

  /// Throws what the library says of a call that did not succeed.
  func check(_ code: CInt, _ call: String) throws {
    guard code != 0 else { return }
    throw CUDAError.failed(
      call: call, library: .cublasLt, code: Int(code),
      name: statusName(code).map { String(cString: $0) } ?? "unknown",
      reason: statusString(code).map { String(cString: $0) } ?? "unknown")
  }
}

// Numbers of `cublasLt.h`, `cublas_api.h` and `library_types.h`.
extension CuBLASLt {
  static let float32: CInt = 0  // CUDA_R_32F

  /// The constants CUBLAS_COMPUTE_….
  package enum Computation: CInt {
    case float32 = 68
    case tf32 = 77  // 32F_FAST_TF32
  }

  /// The constants CUBLASLT_MATMUL_DESC_….
  enum ProductAttribute: CInt {
    case transposesA = 3
    case transposesB = 4
    case epilogue = 7
    case biasPointer = 8
  }

  /// The constants CUBLASLT_MATRIX_LAYOUT_….
  enum LayoutAttribute: CInt {
    case batchCount = 5
    case batchStep = 6  // STRIDED_BATCH_OFFSET, in numbers
  }

  /// The constants CUBLASLT_EPILOGUE_….
  package enum Epilogue: Int32 {
    case none = 1  // DEFAULT
    case rectify = 2  // RELU
    case bias = 4
    case biasAndRectify = 6  // RELU_BIAS
  }

  /// The constants CUBLASLT_MATMUL_PREF_….
  enum Preference: CInt {
    case workspaceBytes = 1  // MAX_WORKSPACE_BYTES
    case reductionSchemes = 3  // REDUCTION_SCHEME_MASK
    case alignmentOfA = 5  // MIN_ALIGNMENT_A_BYTES
    case alignmentOfB = 6
    case alignmentOfC = 7
    case alignmentOfD = 8
  }

  /// Parts of a long sum are added in a fixed order: CUBLASLT_REDUCTION_SCHEME_COMPUTE_TYPE and
  /// _OUTPUT_TYPE, but not _INPLACE, where blocks take turns at the result.
  static let orderedReductions: UInt32 = 2 | 4

  /// `cublasLtMatmulHeuristicResult_t`: the algorithm, the bytes of working memory that it needs, and
  /// whether it can be used.
  enum HeuristicResult {
    static let bytes = 96
    static let algorithmBytes = 64
    static let workspacePlace = 64
    static let statePlace = 72
  }
}
