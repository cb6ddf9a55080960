/// A kernel by its file and its name in it.
struct KernelName: Hashable {
  var source: String
  var kernel: String
}

/// A kernel that the card has loaded.
struct LoadedKernel {
  var function: OpaquePointer?
  /// The bytes of shared memory that a start of it may ask for so far.
  var sharedBytes: Int
}

extension CUDACard {
  package func launch(_ launch: KernelLaunch) throws {
    try activate()
    let function = try loaded(launch)
    var arguments = KernelArguments(launch.arguments, of: launch.kernel)
    let (grid, block) = (launch.grid, launch.block)
    let code = arguments.withPointers {
      driver.launchKernel(
        function, CUnsignedInt(grid.x), CUnsignedInt(grid.y), CUnsignedInt(grid.z),
        CUnsignedInt(block.x), CUnsignedInt(block.y), CUnsignedInt(block.z),
        CUnsignedInt(launch.sharedBytes), stream, $0, nil)
    }
    try driver.check(
      code, "cuLaunchKernel of '\(launch.kernel)' (\(grid) blocks of \(block) threads)")
  }

  /// Without being told, a block may have this much shared memory.
  private static let plainSharedBytes = 48 << 10

  /// Returns a kernel that can be started with the shared memory asked for.
  private func loaded(_ launch: KernelLaunch) throws -> OpaquePointer? {
    let name = KernelName(source: launch.source, kernel: launch.kernel)
    var kernel: LoadedKernel
    if let known = kernels[name] {
      kernel = known
    } else {
      var function: OpaquePointer?
      let code = driver.moduleFunction(&function, try module(launch.source), launch.kernel)
      if code == CUDADriver.notFound {
        throw CUDAError.unknownKernel(launch.kernel, source: launch.source)
      }
      try driver.check(code, "cuModuleGetFunction")
      kernel = LoadedKernel(function: function, sharedBytes: Self.plainSharedBytes)
      kernels[name] = kernel
    }
    if launch.sharedBytes > kernel.sharedBytes {
      guard launch.sharedBytes <= facts.sharedBytesOfBlock else {
        throw CUDAError.tooMuchSharedMemory(
          kernel: launch.kernel, requested: launch.sharedBytes, limit: facts.sharedBytesOfBlock)
      }
      try driver.check(
        driver.setFunctionAttribute(
          kernel.function, CUDADriver.dynamicSharedBytes, CInt(launch.sharedBytes)),
        "cuFuncSetAttribute")
      kernel.sharedBytes = launch.sharedBytes
      kernels[name] = kernel
    }
    return kernel.function
  }

  /// Returns a file of kernels as the card has loaded it.
  private func module(_ source: String) throws -> OpaquePointer? {
    if let module = modules[source] { return module }
    let code = try machineCode(source)
    var module: OpaquePointer?
    let result = code.withUnsafeBytes { bytes in
      bytes.baseAddress.map { driver.loadModule(&module, $0) } ?? 0
    }
    try driver.check(result, "cuModuleLoadData of Kernels/\(source).cu")
    modules[source] = module
    return module
  }

  /// Returns the machine code of a file: the one that was kept, or a new one, which is kept then.
  private func machineCode(_ source: String) throws -> [UInt8] {
    let text = try KernelText.source(source)
    let capability = facts.computeCapability
    let key = KernelCache.key(
      of: text, headers: KernelText.headers, options: NVRTC.options(for: capability),
      compiler: nvrtc.version)
    if let code = kernelCache.code(for: key) { return code }
    let code = try nvrtc.machineCode(of: text, headers: KernelText.headers, for: capability)
    keepingProblem = kernelCache.keep(code, for: key)
    return code
  }

  /// Compiles and loads every file of kernels, so that none is compiled in the middle of a computation.
  package func loadAllKernels() throws {
    try activate()
    for file in KernelText.sources { _ = try module(String(file.name.dropLast(3))) }
  }
}

extension Extent3: CustomStringConvertible {
  package var description: String { "\(x) × \(y) × \(z)" }
}
