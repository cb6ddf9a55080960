import CUDABackend
import Foundation
import TestSupport
import Testing

@Suite struct KernelCacheTests {
  let folder: TemporaryFolder
  let cache: KernelCache
  let code: [UInt8] = [0x7f, 0x45, 0x4c, 0x46] + (0..<60).map { UInt8($0 * 4) }

  init() throws {
    folder = try TemporaryFolder()
    cache = KernelCache(folder: folder.url.path + "/made/kernels")
  }

  private var file: URL {
    get throws { URL(filePath: try #require(cache.path(for: "key"))) }
  }

  @Test func `what was kept is found again, by its key alone`() throws {
    #expect(cache.code(for: "key") == nil)
    #expect(cache.keep(code, for: "key") == nil)
    #expect(cache.code(for: "key") == code)
    #expect(cache.code(for: "another key") == nil)
  }

  @Test func `the file begins with the machine code, so that other tools can read it`() throws {
    #expect(cache.keep(code, for: "key") == nil)
    #expect(try file.pathExtension == "cubin")
    #expect(Array(try Data(contentsOf: file).prefix(code.count)) == code)
  }

  @Test func `a wrong bit anywhere in the file makes it as good as none`() throws {
    #expect(cache.keep(code, for: "key") == nil)
    let whole = try Data(contentsOf: file)
    for place in whole.indices {
      var damaged = whole
      damaged[place] ^= 0x10
      try damaged.write(to: file)
      #expect(cache.code(for: "key") == nil, "byte \(place)")
    }
  }

  @Test func `a file that breaks off is as good as none, and is replaced`() throws {
    #expect(cache.keep(code, for: "key") == nil)
    let whole = try Data(contentsOf: file)
    for count in [0, 1, 23, 24, 30, whole.count / 2, whole.count - 1] {
      try whole.prefix(count).write(to: file)
      #expect(cache.code(for: "key") == nil, "\(count) bytes")
    }
    #expect(cache.keep(code, for: "key") == nil)
    #expect(cache.code(for: "key") == code)
  }

  @Test func `a file under the name of another key is not taken for it`() throws {
    #expect(cache.keep(code, for: "key") == nil)
    let other = try #require(cache.path(for: "another key"))
    try FileManager.default.copyItem(at: file, to: URL(filePath: other))
    #expect(cache.code(for: "another key") == nil)
  }

  @Test func `nothing but the file is left in the folder`() throws {
    #expect(cache.keep(code, for: "key") == nil)
    #expect(cache.keep(code, for: "key") == nil)
    #expect(folder.files() == ["made/kernels/\(try file.lastPathComponent)"])
  }

  @Test func `a folder that cannot be made is reported`() throws {
    try folder.write("", to: "a file")
    let path = folder.url.path + "/a file"
    #expect(
      KernelCache(folder: path + "/kernels").keep(code, for: "key")
        == "\(path)/kernels: Not a directory")
    #expect(
      KernelCache(folder: nil).keep(code, for: "key")
        == "neither XDG_CACHE_HOME nor HOME names a folder")
    #expect(KernelCache(folder: nil).code(for: "key") == nil)
  }

  @Test func `the folder is the user's cache`() {
    func folder(_ environment: [String: String]) -> String? {
      KernelCache.fromEnvironment { environment[$0] }.folder
    }
    #expect(folder(["XDG_CACHE_HOME": "/c", "HOME": "/h"]) == "/c/convolume/kernels")
    #expect(folder(["HOME": "/h"]) == "/h/.cache/convolume/kernels")
    #expect(folder(["XDG_CACHE_HOME": "relative", "HOME": "/h"]) == "/h/.cache/convolume/kernels")
    #expect(folder([:]) == nil)
  }

  @Test func `text, headers, options and compiler all count in the key`() {
    let source = KernelText(name: "A.cu", text: "int a;")
    let header = KernelText(name: "H.cuh", text: "int h;")
    let keys = [
      KernelCache.key(of: source, headers: [header], options: ["-x"], compiler: "13.0"),
      KernelCache.key(
        of: KernelText(name: "A.cu", text: "int b;"), headers: [header], options: ["-x"],
        compiler: "13.0"),
      KernelCache.key(
        of: source, headers: [KernelText(name: "H.cuh", text: "int g;")], options: ["-x"],
        compiler: "13.0"),
      KernelCache.key(of: source, headers: [], options: ["-x"], compiler: "13.0"),
      KernelCache.key(of: source, headers: [header], options: ["-y"], compiler: "13.0"),
      KernelCache.key(of: source, headers: [header], options: ["-x"], compiler: "13.1"),
    ]
    #expect(Set(keys).count == keys.count)
  }
}
