/// NVIDIA's compiler of kernels, which needs neither a card nor its driver.
///
/// - SeeAlso: NVIDIA, *NVRTC*, the documentation of CUDA's run-time compiler.
package final class NVRTC: Sendable {
  private typealias Handle = OpaquePointer
  private typealias Out<Value> = UnsafeMutablePointer<Value>
  private typealias Text = UnsafePointer<CChar>

  package let path: String
  /// Such as `13.0`.
  package let version: String

  private let create:
    @convention(c) (
      Out<Handle?>, Text, Text, CInt, UnsafePointer<Text?>?, UnsafePointer<Text?>?
    ) -> CInt
  private let destroy: @convention(c) (Out<Handle?>) -> CInt
  private let compile: @convention(c) (Handle?, CInt, UnsafePointer<Text?>?) -> CInt
  private let logSize: @convention(c) (Handle?, Out<Int>) -> CInt
  private let log: @convention(c) (Handle?, Out<CChar>) -> CInt
  private let cubinSize: @convention(c) (Handle?, Out<Int>) -> CInt
  private let cubin: @convention(c) (Handle?, Out<CChar>) -> CInt
  private let errorString: @convention(c) (CInt) -> Text?

  /// Opens the library and finds its functions.
  ///
  /// - Throws: `CUDAError.libraryMissing` or `.functionMissing`.
  package init(along search: LibrarySearch) throws {
    let library = try SharedLibrary(.nvrtc, along: search)
    path = library.path
    create = try library.function("nvrtcCreateProgram")
    destroy = try library.function("nvrtcDestroyProgram")
    compile = try library.function("nvrtcCompileProgram")
    logSize = try library.function("nvrtcGetProgramLogSize")
    log = try library.function("nvrtcGetProgramLog")
    cubinSize = try library.function("nvrtcGetCUBINSize")
    cubin = try library.function("nvrtcGetCUBIN")
    errorString = try library.function("nvrtcGetErrorString")
    let versionOf: @convention(c) (Out<CInt>, Out<CInt>) -> CInt =
      try library.function("nvrtcVersion")
    var (major, minor): (CInt, CInt) = (0, 0)
    let code = versionOf(&major, &minor)
    version = "\(major).\(minor)"
    try check(code, "nvrtcVersion")
    // NVRTC opens a second library by its name alone, which lies beside it.
    library.openNeighbour("libnvrtc-builtins.so.\(version)")
  }

  /// How a file of kernels is compiled for a card; part of what a compiled kernel is kept under.
  package static func options(for capability: ComputeCapability) -> [String] {
    ["--gpu-architecture=\(architecture(of: capability))", "--std=c++17"]
  }

  /// The card's own instructions, the ones of only its generation (`a`) included where it has some.
  package static func architecture(of capability: ComputeCapability) -> String {
    "sm_\(capability.major)\(capability.minor)\(capability.major >= 9 ? "a" : "")"
  }

  /// Compiles a file of kernels to the machine code of a card.
  ///
  /// - Throws: `CUDAError.doesNotCompile` with the compiler's own words, which name file and line.
  package func machineCode(
    of source: KernelText, headers: [KernelText], for capability: ComputeCapability
  ) throws -> [UInt8] {
    var program: Handle?
    let code = Self.withTexts(headers.map(\.text)) { texts in
      Self.withTexts(headers.map(\.name)) { names in
        create(&program, source.text, source.name, CInt(headers.count), texts, names)
      }
    }
    try check(code, "nvrtcCreateProgram")
    defer { _ = destroy(&program) }
    let options = Self.options(for: capability)
    let result = Self.withTexts(options) { compile(program, CInt(options.count), $0) }
    guard result == 0 else {
      let words = try bytes(of: program, logSize, log, "nvrtcGetProgramLog").text
      guard result == Self.compilationFailed else {
        try fail(result, "nvrtcCompileProgram", words.isEmpty ? "no log was written" : words)
      }
      throw CUDAError.doesNotCompile(
        file: source.name, architecture: Self.architecture(of: capability), log: words)
    }
    return try bytes(of: program, cubinSize, cubin, "nvrtcGetCUBIN")
  }

  private static let compilationFailed: CInt = 6  // NVRTC_ERROR_COMPILATION

  private func bytes(
    of program: Handle?, _ size: (Handle?, Out<Int>) -> CInt, _ read: (Handle?, Out<CChar>) -> CInt,
    _ call: String
  ) throws -> [UInt8] {
    var count = 0
    try check(size(program, &count), call + "Size")
    var bytes = [CChar](repeating: 0, count: max(count, 1))
    try check(read(program, &bytes), call)
    return bytes.prefix(count).map { UInt8(bitPattern: $0) }
  }

  private func check(_ code: CInt, _ call: String) throws {
    if code != 0 { try fail(code, call, "no reason given") }
  }

  private func fail(_ code: CInt, _ call: String, _ reason: String) throws -> Never {
    throw CUDAError.failed(
      call: call, library: .nvrtc, code: Int(code),
      name: errorString(code).map { String(cString: $0) } ?? "unknown", reason: reason)
  }

  /// Calls `body` with C strings that live as long as the call.
  private static func withTexts<Result>(
    _ texts: [String], _ body: (UnsafePointer<Text?>?) -> Result
  ) -> Result {
    var bytes: [CChar] = []
    let starts = texts.map { text in
      let start = bytes.count
      bytes += text.utf8CString
      return start
    }
    return bytes.withUnsafeBufferPointer { bytes in
      starts.map { start in bytes.baseAddress.map { $0 + start } }
        .withUnsafeBufferPointer { body($0.baseAddress) }
    }
  }
}

extension [UInt8] {
  /// A log of the compiler, without the zero byte that ends it.
  fileprivate var text: String { String(decoding: prefix { $0 != 0 }, as: UTF8.self) }
}
