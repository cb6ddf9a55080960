import Caching
import Foundation
import Synchronization

/// Looks at files again and again, where the system has no other way that is the same everywhere.
///
/// A file is known by its status, and a folder by the names in it: an editor's hidden files come and go there.
package final class PollingWatcher: FileWatcher {
  package let changes: AsyncStream<Set<String>>

  /// How a path looked.
  private enum Look: Equatable {
    case absent
    case file(FileStatus)
    case folder(names: [String])

    init(at path: String) {
      var isFolder: ObjCBool = false
      if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
        // One that cannot be listed looks empty, until it can be.
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        self = .folder(names: names.filter { !$0.hasPrefix(".") }.sorted())
      } else {
        self = FileStatus(of: path).map(Look.file) ?? .absent
      }
    }
  }

  private let looks = Mutex<[String: Look]>([:])
  private let report: AsyncStream<Set<String>>.Continuation
  // Set once, and cancelled from any thread, which it allows.
  nonisolated(unsafe) private let timer: any DispatchSourceTimer

  /// Starts to watch nothing.
  ///
  /// - Parameter interval: How many milliseconds after one look the next is taken.
  package init(every interval: Int = 100) {
    (changes, report) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
    timer = DispatchSource.makeTimerSource(queue: .global())
    timer.schedule(deadline: .now(), repeating: .milliseconds(interval))
    timer.setEventHandler { [weak self] in self?.look() }
    timer.resume()
  }

  deinit { timer.cancel() }

  package var paths: Set<String> { looks.withLock { Set($0.keys) } }

  package func watch(_ paths: Set<String>) {
    looks.withLock { looks in
      // What was watched before keeps its look, so that no change falls between the two.
      looks = Dictionary(uniqueKeysWithValues: paths.map { ($0, looks[$0] ?? Look(at: $0)) })
    }
  }

  package func end() {
    timer.cancel()
    report.finish()
  }

  /// Looks at all that is watched, and tells what is not as it was.
  private func look() {
    looks.withLock { looks in
      var changed: Set<String> = []
      for (path, before) in looks {
        let now = Look(at: path)
        guard now != before else { continue }
        looks[path] = now
        if case .folder(let names) = now, case .folder(let earlier) = before {
          let others = Set(names).symmetricDifference(earlier)
          changed.formUnion(others.map { "\(path)/\($0)" })
        } else {
          changed.insert(path)
        }
      }
      if !changed.isEmpty { report.yield(changed) }
    }
  }
}
