#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A library opened while the program runs, and its functions by name.
///
/// It stays open to the end.
struct SharedLibrary {
  let library: CUDALibrary
  /// The file that the loader took.
  let path: String
  private let handle: UnsafeMutableRawPointer

  /// Opens the first file of a search that the loader takes.
  ///
  /// - Throws: `CUDAError.libraryMissing`, with what the loader said of a file that is there and does not
  ///   load.
  init(_ library: CUDALibrary, along search: LibrarySearch) throws {
    var complaint: String?
    for candidate in search.candidates(for: library) {
      if let handle = dlopen(candidate, RTLD_NOW | RTLD_LOCAL) {
        self.library = library
        self.handle = handle
        path = candidate
        return
      }
      let reason = dlerror().map { String(cString: $0) } ?? candidate
      // That a bare name is nowhere in the loader's path is no news beside the search itself.
      if !reason.hasPrefix(candidate + ": cannot open shared object file") {
        complaint = complaint ?? reason
      }
    }
    throw CUDAError.libraryMissing(library, searched: search.description, reason: complaint)
  }

  /// Returns the function of this name; its type is the caller's word.
  ///
  /// - Throws: `CUDAError.functionMissing` in a library that is too old, or too new.
  func function<Function>(_ name: String) throws -> Function {
    guard let symbol = dlsym(handle, name) else {
      throw CUDAError.functionMissing(name, library: library, path: path)
    }
    return unsafeBitCast(symbol, to: Function.self)
  }

  /// Opens a library that lies in the same folder, so that this one finds it by its name.
  ///
  /// Where there is none, or where the loader found this one by itself, it will find the other one too.
  func openNeighbour(_ name: String) {
    guard let slash = path.lastIndex(of: "/") else { return }
    _ = dlopen(path[...slash] + name, RTLD_NOW | RTLD_GLOBAL)
  }
}
