/// What cuBLASLt needs to compute the products of one form: its descriptors, and an algorithm.
final class ProductPlan {
  private let library: CuBLASLt
  private(set) var product: OpaquePointer?
  private(set) var layoutOfA: OpaquePointer?
  private(set) var layoutOfB: OpaquePointer?
  private(set) var layoutOfD: OpaquePointer?
  /// The library's algorithms for this form, by its own estimate the quickest first, each with the bytes
  /// of working memory that it needs.
  private(set) var algorithms: [(code: [UInt8], workspaceBytes: Int)] = []
  /// Which of them is used: the first, unless a measurement says otherwise.
  var chosen = 0

  /// Asks the library for its algorithms.
  ///
  /// - Throws: `CUDAError.noProductAlgorithm` when it has none, `.failed` when it says so.
  init(_ form: ProductForm, by library: CuBLASLt, handle: OpaquePointer?, workspaceBytes: Int)
    throws
  {
    self.library = library
    try library.check(
      library.createProduct(&product, form.computation.rawValue, CuBLASLt.float32),
      "cublasLtMatmulDescCreate")
    try set(.transposesA, Int32(form.transposesA ? 1 : 0))
    try set(.transposesB, Int32(form.transposesB ? 1 : 0))
    try set(.epilogue, form.epilogue.rawValue)
    try layout(&layoutOfA, rows: form.rowsOfA, columns: form.columnsOfA, stride: form.strideOfA)
    try layout(&layoutOfB, rows: form.rowsOfB, columns: form.columnsOfB, stride: form.strideOfB)
    try layout(&layoutOfD, rows: form.rowsOfD, columns: form.columnsOfD, stride: form.strideOfD)
    if form.batch > 1 {
      try setBatch(of: layoutOfA, form.batch, step: form.stepOfA)
      try setBatch(of: layoutOfB, form.batch, step: form.stepOfB)
      try setBatch(of: layoutOfD, form.batch, step: form.stepOfD)
    }
    try findAlgorithms(form, handle: handle, workspaceBytes: workspaceBytes)
  }

  deinit {
    for layout in [layoutOfA, layoutOfB, layoutOfD] where layout != nil {
      _ = library.destroyLayout(layout)
    }
    if product != nil { _ = library.destroyProduct(product) }
  }

  /// Names the bias of the next product.
  func setBias(_ bias: DeviceAddress) throws { try set(.biasPointer, bias.rawValue) }

  private func set<Value: BitwiseCopyable>(
    _ attribute: CuBLASLt.ProductAttribute, _ value: Value
  ) throws {
    let code = withUnsafeBytes(of: value) { bytes in
      bytes.baseAddress.map { library.setProduct(product, attribute.rawValue, $0, bytes.count) }
        ?? 0
    }
    try library.check(code, "cublasLtMatmulDescSetAttribute")
  }

  private func layout(
    _ layout: inout OpaquePointer?, rows: Int, columns: Int, stride: Int
  ) throws {
    try library.check(
      library.createLayout(
        &layout, CuBLASLt.float32, UInt64(rows), UInt64(columns), Int64(stride)),
      "cublasLtMatrixLayoutCreate")
  }

  private func setBatch(of layout: OpaquePointer?, _ count: Int, step: Int) throws {
    func set<Value: BitwiseCopyable>(
      _ attribute: CuBLASLt.LayoutAttribute, _ value: Value
    ) throws {
      let code = withUnsafeBytes(of: value) { bytes in
        bytes.baseAddress.map { library.setLayout(layout, attribute.rawValue, $0, bytes.count) }
          ?? 0
      }
      try library.check(code, "cublasLtMatrixLayoutSetAttribute")
    }
    try set(.batchCount, Int32(count))
    try set(.batchStep, Int64(step))
  }

  private func findAlgorithms(
    _ form: ProductForm, handle: OpaquePointer?, workspaceBytes: Int
  ) throws {
    var preference: OpaquePointer?
    try library.check(library.createPreference(&preference), "cublasLtMatmulPreferenceCreate")
    defer { _ = library.destroyPreference(preference) }
    func prefer<Value: BitwiseCopyable>(_ which: CuBLASLt.Preference, _ value: Value) throws {
      let code = withUnsafeBytes(of: value) { bytes in
        bytes.baseAddress.map { library.setPreference(preference, which.rawValue, $0, bytes.count) }
          ?? 0
      }
      try library.check(code, "cublasLtMatmulPreferenceSetAttribute")
    }
    try prefer(.workspaceBytes, UInt64(workspaceBytes))
    try prefer(.reductionSchemes, CuBLASLt.orderedReductions)
    try prefer(.alignmentOfA, form.alignmentOfA)
    try prefer(.alignmentOfB, form.alignmentOfB)
    try prefer(.alignmentOfC, form.alignmentOfD)
    try prefer(.alignmentOfD, form.alignmentOfD)

    typealias Result = CuBLASLt.HeuristicResult
    let most = 8
    var results = [UInt8](repeating: 0, count: most * Result.bytes)
    var count: CInt = 0
    let code = results.withUnsafeMutableBytes { bytes in
      bytes.baseAddress.map {
        library.heuristics(
          handle, product, layoutOfA, layoutOfB, layoutOfD, layoutOfD, preference, CInt(most), $0,
          &count)
      } ?? 0
    }
    if code == Self.notSupported { throw form.noAlgorithm }
    try library.check(code, "cublasLtMatmulAlgoGetHeuristic")
    for place in 0..<Int(count) {
      let result = results[(place * Result.bytes)..<((place + 1) * Result.bytes)]
      let (state, bytes) = result.withUnsafeBytes {
        (
          $0.loadUnaligned(fromByteOffset: Result.statePlace, as: CInt.self),
          $0.loadUnaligned(fromByteOffset: Result.workspacePlace, as: Int.self)
        )
      }
      guard state == 0 else { continue }
      algorithms.append((Array(result.prefix(Result.algorithmBytes)), bytes))
    }
    if algorithms.isEmpty { throw form.noAlgorithm }
  }

  private static let notSupported: CInt = 15  // CUBLAS_STATUS_NOT_SUPPORTED
}
