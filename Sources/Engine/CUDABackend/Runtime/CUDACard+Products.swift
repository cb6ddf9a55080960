extension CUDACard {
  package func multiply(_ product: DeviceProduct) throws {
    try activate()
    let plan = try productPlan(for: product)
    try run(product, by: plan, algorithm: plan.chosen)
  }

  /// Returns what is prepared for products of this form, or prepares it.
  func productPlan(for product: DeviceProduct) throws -> ProductPlan {
    let form = ProductForm(product)
    if let plan = productPlans[form] { return plan }
    if cublasLtHandle == nil {
      productWorkspace = try allocate(bytes: Self.productWorkspaceBytes)
      try cublasLt.check(cublasLt.create(&cublasLtHandle), "cublasLtCreate")
    }
    let plan = try ProductPlan(
      form, by: cublasLt, handle: cublasLtHandle, workspaceBytes: Self.productWorkspaceBytes)
    productPlans[form] = plan
    return plan
  }

  private func run(_ product: DeviceProduct, by plan: ProductPlan, algorithm: Int) throws {
    if let bias = product.bias { try plan.setBias(bias) }
    var alpha: Float = 1
    var beta: Float = product.accumulates ? 1 : 0
    // A is the right operand: see ProductForm.
    let code = plan.algorithms[algorithm].code.withUnsafeBytes { algorithm in
      cublasLt.multiply(
        cublasLtHandle, plan.product, &alpha, product.right.rawValue, plan.layoutOfA,
        product.left.rawValue, plan.layoutOfB, &beta, product.result.rawValue, plan.layoutOfD,
        product.result.rawValue, plan.layoutOfD, algorithm.baseAddress, productWorkspace.rawValue,
        Self.productWorkspaceBytes, stream)
    }
    try cublasLt.check(code, "cublasLtMatmul")
  }

  /// Returns the milliseconds that each of cuBLASLt's algorithms takes for a product, in the library's
  /// own order, the mean of `repetitions` after one that is not counted.
  package func timings(of product: DeviceProduct, repetitions: Int = 20) throws -> [Double] {
    try activate()
    let plan = try productPlan(for: product)
    return try plan.algorithms.indices.map { algorithm in
      try run(product, by: plan, algorithm: algorithm)
      return try milliseconds {
        for _ in 0..<repetitions { try run(product, by: plan, algorithm: algorithm) }
      } / Double(repetitions)
    }
  }
}
