#if os(Linux)
  import Foundation
  import Glibc
  import Synchronization

  /// Has the kernel of Linux tell which files are touched.
  ///
  /// It watches their folders, since an editor that writes by renaming puts another file in the place of the old
  /// one; and where a folder is not there, the nearest one above it.
  package final class InotifyWatcher: FileWatcher {
    package let changes: AsyncStream<Set<String>>

    private struct State {
      /// The paths that matter.
      var paths: Set<String> = []
      /// What is watched, by the kernel's number.
      var folders: [Int32: String] = [:]
      var numbers: [String: Int32] = [:]
      /// What came since the last burst was passed on.
      var burst: Set<String> = []
      var burstEnd: Task<Void, Never>?
    }

    private let state = Mutex(State())
    private let report: AsyncStream<Set<String>>.Continuation
    private let descriptor: Int32
    // Set once, and cancelled from any thread, which it allows.
    nonisolated(unsafe) private let source: any DispatchSourceRead

    /// How long after the last of several changes they are passed on: some editors write in steps.
    private static let quiet = Duration.milliseconds(12)

    /// Starts to watch nothing.
    ///
    /// - Throws: `POSIXError` when the system has no more watches to give.
    package init() throws {
      (changes, report) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
      descriptor = inotify_init1(Int32(IN_NONBLOCK | IN_CLOEXEC))
      guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EMFILE) }
      source = DispatchSource.makeReadSource(fileDescriptor: descriptor, queue: .global())
      source.setEventHandler { [weak self] in self?.read() }
      source.setCancelHandler { [descriptor] in close(descriptor) }
      source.resume()
    }

    deinit { source.cancel() }

    package func end() {
      source.cancel()
      report.finish()
    }

    package var paths: Set<String> { state.withLock { $0.paths } }

    package func watch(_ paths: Set<String>) {
      state.withLock { state in
        state.paths = paths
        arm(&state)
      }
    }

    /// Watches the folders in which the paths lie, or would.
    private func arm(_ state: inout State) {
      var wanted: Set<String> = []
      for path in state.paths {
        var folder = (path as NSString).deletingLastPathComponent
        while folder != "/", !folder.isEmpty, !Self.isFolder(folder) {
          folder = (folder as NSString).deletingLastPathComponent
        }
        wanted.insert(folder)
        // A folder that is listed or looked for: what lies in it.
        if Self.isFolder(path) { wanted.insert(path) }
      }
      for (number, folder) in state.folders where !wanted.contains(folder) {
        inotify_rm_watch(descriptor, number)
        state.folders[number] = nil
        state.numbers[folder] = nil
      }
      for folder in wanted where state.numbers[folder] == nil {
        let number = inotify_add_watch(descriptor, folder, Self.mask)
        guard number >= 0 else { continue }
        state.folders[number] = folder
        state.numbers[folder] = number
      }
    }

    private static let mask = UInt32(
      IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE | IN_DELETE_SELF
        | IN_MOVE_SELF | IN_ONLYDIR)

    private static func isFolder(_ path: String) -> Bool {
      var status = stat()
      return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Reads what the kernel has noted.
    private func read() {
      var buffer = [UInt8](repeating: 0, count: 1 << 16)
      let size = MemoryLayout<inotify_event>.size
      while true {
        let count = buffer.withUnsafeMutableBytes {
          Glibc.read(descriptor, $0.baseAddress, $0.count)
        }
        guard count > 0 else { return }
        buffer.withUnsafeBytes { bytes in
          var offset = 0
          while offset + size <= count {
            let event = bytes.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
            let name = bytes[(offset + size)..<(offset + size + Int(event.len))]
              .prefix { $0 != 0 }
            note(event, name: String(decoding: name, as: UTF8.self))
            offset += size + Int(event.len)
          }
        }
      }
    }

    private func note(_ event: inotify_event, name: String) {
      state.withLock { state in
        // More has happened than the kernel could note.
        if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
          return pass(state.paths, in: &state)
        }
        guard let folder = state.folders[event.wd] else { return }
        if event.mask & UInt32(IN_IGNORED) != 0 {
          state.folders[event.wd] = nil
          if state.numbers[folder] == event.wd { state.numbers[folder] = nil }
          return pass([folder], in: &state)
        }
        if name.isEmpty { return pass([folder], in: &state) }
        let path = folder == "/" ? "/\(name)" : "\(folder)/\(name)"
        let matters =
          state.paths.contains(path) || isBelowListed(path, folder, event.mask, in: state)
          || state.paths.contains { $0.hasPrefix(path + "/") }
        if matters { pass([path], in: &state) }
      }
    }

    /// Whether a name came or went in a folder that matters itself.
    private func isBelowListed(
      _ path: String, _ folder: String, _ mask: UInt32, in state: State
    ) -> Bool {
      guard state.paths.contains(folder), !path.contains("/.") else { return false }
      return mask & UInt32(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO) != 0
    }

    private func pass(_ paths: Set<String>, in state: inout State) {
      state.burst.formUnion(paths)
      state.burstEnd?.cancel()
      state.burstEnd = Task { [weak self] in
        do { try await Task.sleep(for: Self.quiet) } catch { return }
        self?.endBurst()
      }
    }

    private func endBurst() {
      state.withLock { state in
        guard !state.burst.isEmpty else { return }
        // Folders may be there again.
        arm(&state)
        report.yield(state.burst)
        state.burst = []
      }
    }
  }
#endif
