import Foundation

/// A cell's compiled code, loaded into this process.
///
/// Libraries are never unloaded: later cells refer to the symbols of earlier ones. Each sees only those
/// that it was linked with, the latest first, for two may define one name.
struct CellLibrary {
  struct LoadError: Error {
    var reason: String
  }

  private let handle: UnsafeMutableRawPointer

  init(path: String) throws(LoadError) {
    guard let handle = dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw Self.lastError
    }
    self.handle = handle
  }

  /// Returns the function without arguments that the library exports as `name`.
  func entry(named name: String) throws(LoadError) -> @convention(c) () -> Void {
    guard let symbol = dlsym(handle, name) else { throw Self.lastError }
    return unsafeBitCast(symbol, to: (@convention(c) () -> Void).self)
  }

  private static var lastError: LoadError {
    LoadError(reason: dlerror().map { String(cString: $0) } ?? "unknown reason")
  }
}
