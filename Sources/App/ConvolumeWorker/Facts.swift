import Foundation

/// What results depend on beyond the code, as `convolume-worker --describe` prints it.
enum Facts {
  /// One JSON object: the BLAS core type and its build.
  static func json() throws -> String {
    let facts = [
      "blas core": text(of: "openblas_get_corename") ?? "unknown",
      "blas": text(of: "openblas_get_config") ?? "unknown",
    ]
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    return String(decoding: try encoder.encode(facts), as: UTF8.self)
  }

  /// Calls a function of OpenBLAS by name: only `Tensors` imports its header.
  private static func text(of function: String) -> String? {
    guard let program = dlopen(nil, RTLD_NOW), let symbol = dlsym(program, function) else {
      return nil
    }
    typealias TextFunction = @convention(c) () -> UnsafePointer<CChar>?
    return unsafeBitCast(symbol, to: TextFunction.self)().map { String(cString: $0) }
  }
}
