import COpenBLAS

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Which OpenBLAS computes the matrix products, and with which of its kernels.
public enum BLASLibrary {
  /// The processor type whose kernels OpenBLAS chose, such as `"SkylakeX"`.
  ///
  /// The environment variable `OPENBLAS_CORETYPE` overrides the choice; results differ in the last
  /// bits from one type to another.
  public static var core: String { String(cString: openblas_get_corename()) }

  /// The instructions that the kernels of that type are built for; nil for a type that is not known here.
  ///
  /// The names are those of OpenBLAS's `cpuid_x86.c` and `dynamic.c`.
  public static var instructionSet: InstructionSet? { instructionSet(of: core) }

  package static func instructionSet(of core: String) -> InstructionSet? {
    switch core.lowercased() {
    case "skylakex", "cooperlake", "sapphirerapids": .avx512
    case "haswell", "zen", "excavator": .avx2
    case "prescott", "katmai", "coppermine", "northwood", "banias", "yonah", "core2", "penryn",
      "dunnington", "nehalem", "sandybridge", "atom", "athlon", "opteron", "opteron_sse3",
      "barcelona", "bobcat", "bulldozer", "piledriver", "steamroller", "nano":
      .baseline
    default: nil
    }
  }

  /// The library's version and build, such as `"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH"`.
  public static var build: String { String(cString: openblas_get_config()) }

  /// Lets OpenBLAS compute on the calling thread alone, and ends the threads that it has started.
  ///
  /// The engine has threads of its own. OpenBLAS starts one for each core as soon as it is loaded, and
  /// these look for work without pause for a tenth of a second. Meanwhile the system takes their cores
  /// for busy, and lets the engine's threads share one.
  static let usesCallingThreadOnly: Void = {
    openblas_set_num_threads(1)
    // Not in the header, and absent from builds without threads.
    guard let end = dlsym(dlopen(nil, RTLD_NOW), "blas_thread_shutdown_") else { return }
    _ = unsafeBitCast(end, to: (@convention(c) () -> CInt).self)()
  }()
}
