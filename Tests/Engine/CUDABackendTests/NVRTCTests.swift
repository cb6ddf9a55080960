import CUDABackend
import Foundation
import Testing

/// NVIDIA's compiler, which runs without a card: `make nvrtc` puts the one from PyPI into `.build/`.
private let compiler: NVRTC? = {
  let root = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../..").standardizedFileURL.path
  let search = LibrarySearch.fromEnvironment()
  return try? NVRTC(
    along: LibrarySearch(named: search.named + ["\(root)/.build/nvrtc/nvidia"], usual: search.usual)
  )
}()

@Suite struct NVRTCTests {
  @Test func `it is there where it is said to be`() {
    let isExpected = ProcessInfo.processInfo.environment["CONVOLUME_NVRTC"] == "required"
    #expect(compiler != nil || !isExpected, "NVRTC is missing; run 'make nvrtc'.")
  }

  /// The oldest generation that is served, and the one that the benchmarks run on.
  @Test(
    .enabled(if: compiler != nil, "NVRTC is missing; run 'make nvrtc'."),
    arguments: KernelText.sources.map(\.name), [ComputeCapability(8, 0), ComputeCapability(9, 0)])
  func `every file of kernels compiles`(file: String, capability: ComputeCapability) throws {
    let compiler = try #require(compiler)
    let source = try #require(KernelText.sources.first { $0.name == file })
    let code = try compiler.machineCode(of: source, headers: KernelText.headers, for: capability)
    #expect(Array(code.prefix(4)) == [0x7f] + Array("ELF".utf8))
  }

  @Test(.enabled(if: compiler != nil, "NVRTC is missing; run 'make nvrtc'."))
  func `a mistake is reported with its file and line`() throws {
    let compiler = try #require(compiler)
    let wrong = KernelText(name: "Wrong.cu", text: "#include \"Own.cuh\"\nint x = missing;\n")
    let header = KernelText(name: "Own.cuh", text: "// nothing\n")
    let error = #expect(throws: CUDAError.self) {
      try compiler.machineCode(of: wrong, headers: [header], for: ComputeCapability(9, 0))
    }
    guard case .doesNotCompile(let file, let architecture, let log) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(file == "Wrong.cu")
    #expect(architecture == "sm_90a")
    #expect(log.contains("Wrong.cu(2): error: identifier \"missing\" is undefined"))
  }

  @Test func `a card's own instructions are asked for by its generation`() {
    #expect(NVRTC.architecture(of: ComputeCapability(8, 6)) == "sm_86")
    #expect(NVRTC.architecture(of: ComputeCapability(9, 0)) == "sm_90a")
    #expect(NVRTC.architecture(of: ComputeCapability(12, 0)) == "sm_120a")
  }
}
