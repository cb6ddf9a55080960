#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the libraries of CUDA are looked for.
///
/// First in the folders that `CONVOLUME_CUDA_LIBRARIES` names (a list divided by colons), then where the
/// system's loader looks, then where installations usually put them. A named folder may hold the
/// libraries itself, in `lib` or `lib64`, or, as PyPI's `nvidia` folder does, in `<package>/lib`.
package struct LibrarySearch: Equatable, Sendable {
  package static let variable = "CONVOLUME_CUDA_LIBRARIES"

  /// What the user named, in order.
  package let named: [String]
  /// What installations use.
  package let usual: [String]

  package init(named: [String], usual: [String]) {
    self.named = named
    self.usual = usual
  }

  /// The search that this process's environment asks for.
  package static func fromEnvironment(
    _ value: (String) -> String? = { getenv($0).map { String(cString: $0) } }
  ) -> LibrarySearch {
    let homes = ["CUDA_HOME", "CUDA_PATH"].compactMap(value).filter { !$0.isEmpty }
    return LibrarySearch(
      named: (value(variable) ?? "").split(separator: ":").map(String.init),
      usual: (homes + ["/usr/local/cuda"]).flatMap { [$0 + "/lib64", $0 + "/lib"] }
        + ["/usr/local/nvidia/lib64", "/usr/lib/wsl/lib"])
  }

  /// The paths to try for `library`, the best first; one without a slash is the loader's to find.
  package func candidates(for library: CUDALibrary) -> [String] {
    let names = library.fileNames
    func files(in folders: [String]) -> [String] {
      folders.flatMap { folder in names.map { folder + "/" + $0 } }.filter { access($0, R_OK) == 0 }
    }
    return files(in: named.flatMap(Self.folders(under:))) + names + files(in: usual)
  }

  /// A named folder and those in it where libraries lie, in the order of their names.
  private static func folders(under folder: String) -> [String] {
    [folder, folder + "/lib64", folder + "/lib"]
      + entries(of: folder).sorted().map { "\(folder)/\($0)/lib" }
  }

  private static func entries(of folder: String) -> [String] {
    guard let handle = opendir(folder) else { return [] }
    defer { closedir(handle) }
    var names: [String] = []
    while let entry = readdir(handle) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
        name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
          String(cString: $0)
        }
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names
  }

  /// The folders, as an error tells them.
  package var description: String {
    (named + ["the loader's path"] + usual).joined(separator: ", ")
  }
}
