import Foundation

/// The processes that one process started, directly or not, as the kernel knows them at a moment.
struct ProcessTree {
  let members: [Int32]

  /// Looks at what a process started, without the process itself.
  init(below root: Int32) { self.init(root, with: []) }

  /// Looks at a process and at what it started.
  init(of root: Int32) { self.init(root, with: [root]) }

  private init(_ root: Int32, with known: [Int32]) {
    var found = known
    var waiting = [root]
    let children = Self.finder()
    while let process = waiting.popLast() {
      let started = children(process)
      found += started
      waiting += started
    }
    members = found
  }

  /// The memory that all of them hold, in bytes.
  ///
  /// Pages that two of them share count twice, as they do in `ps`.
  var residentMemory: Int { members.reduce(0) { $0 + Self.residentMemory(of: $1) } }

  #if os(Linux)
    /// Finds the children of a process: in the kernel's own lists, else among all processes.
    private static func finder() -> (Int32) -> [Int32] {
      guard access("/proc/self/task/\(getpid())/children", R_OK) == 0 else {
        let families = Dictionary(grouping: numbers(inFolder: "/proc"), by: parent(of:))
        return { families[$0] ?? [] }
      }
      return { process in
        // Listed by the thread that started them.
        numbers(inFolder: "/proc/\(process)/task").flatMap { thread in
          text(of: "/proc/\(process)/task/\(thread)/children").split(separator: " ")
            .compactMap { Int32($0) }
        }
      }
    }

    /// The second field behind the name, which is in parentheses and may hold anything.
    private static func parent(of process: Int32) -> Int32 {
      let fields = text(of: "/proc/\(process)/stat").split(separator: ")").last?
        .split(separator: " ")
      return fields.flatMap { $0.count > 1 ? Int32($0[1]) : nil } ?? 0
    }

    /// The second number of `statm` counts resident pages; a process that is gone holds none.
    private static func residentMemory(of process: Int32) -> Int {
      let fields = text(of: "/proc/\(process)/statm").split(separator: " ")
      guard fields.count > 1, let pages = Int(fields[1]) else { return 0 }
      return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
    }

    private static func numbers(inFolder path: String) -> [Int32] {
      guard let folder = opendir(path) else { return [] }
      defer { closedir(folder) }
      var numbers: [Int32] = []
      while let entry = readdir(folder) {
        let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
          String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        if let number = Int32(name) { numbers.append(number) }
      }
      return numbers
    }

    /// What a small file holds; nothing when its process ends meanwhile, which Foundation's
    /// `FileHandle` does not survive.
    private static func text(of path: String) -> String {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return "" }
      defer { close(descriptor) }
      var bytes: [UInt8] = []
      while true {
        let chunk = [UInt8](unsafeUninitializedCapacity: 4096) { buffer, count in
          count = max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
        guard !chunk.isEmpty else { return String(decoding: bytes, as: UTF8.self) }
        bytes += chunk
      }
    }
  #else
    private static func finder() -> (Int32) -> [Int32] { { _ in [] } }
    private static func residentMemory(of process: Int32) -> Int { 0 }
  #endif
}
