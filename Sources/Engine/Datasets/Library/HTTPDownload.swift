import Foundation

#if canImport(FoundationNetworking)
  import FoundationNetworking
#endif

/// One download into a file, which goes on where an earlier one stopped.
final class HTTPDownload: NSObject, URLSessionDataDelegate, @unchecked Sendable {
  struct Failure: Error, Hashable {
    var reason: String
  }

  private let address: URL
  private let file: URL
  private let patience: Duration?
  private let progress: @Sendable (_ received: Int, _ total: Int?) -> Void

  // Touched by the session's delegate queue only, which runs one call at a time.
  private var output: FileHandle?
  private var received = 0
  private var hasAnswered = false
  /// What had been received when patience began anew.
  private var receivedBefore = 0
  private var total: Int?
  private var failure: Failure?
  private var continuation: CheckedContinuation<Void, any Error>?

  /// Prepares a download.
  ///
  /// - Parameters:
  ///   - address: An `http` or `https` address.
  ///   - file: Where the bytes go. What it holds already is taken for the beginning of them.
  ///   - patience: How long a server may take to answer, and to send each megabyte or so; `nil` for as
  ///     long as the system waits.
  ///   - progress: Called with the bytes so far, and their number when the server tells it.
  init(
    from address: URL, to file: URL, patience: Duration? = nil,
    progress: @escaping @Sendable (_ received: Int, _ total: Int?) -> Void
  ) {
    self.address = address
    self.file = file
    self.patience = patience
    self.progress = progress
  }

  /// Downloads to the end.
  ///
  /// - Throws: `Failure` when the server does not answer with the file; what came so far is kept.
  func run() async throws {
    if !FileManager.default.fileExists(atPath: file.path) { try Data().write(to: file) }
    let output = try FileHandle(forWritingTo: file)
    defer { output.closeFile() }
    received = Int(try output.seekToEnd())
    receivedBefore = received
    self.output = output

    var request = URLRequest(url: address)
    // A packed file must arrive as it is, or its digest would not be that of the file.
    request.setValue("identity", forHTTPHeaderField: "Accept-Encoding")
    if received > 0 { request.setValue("bytes=\(received)-", forHTTPHeaderField: "Range") }
    let configuration = URLSessionConfiguration.ephemeral
    configuration.timeoutIntervalForRequest = 60
    let session = URLSession(configuration: configuration, delegate: self, delegateQueue: nil)
    defer { session.invalidateAndCancel() }
    let task = session.dataTask(with: request)
    let watch = patience.map { patience in
      // Not a task, which may wait for a thread where other tasks hold all of them.
      let timer = DispatchSource.makeTimerSource()
      let seconds = patience / .seconds(1)
      timer.schedule(deadline: .now() + seconds, repeating: seconds)
      timer.setEventHandler {
        session.delegateQueue.addOperation { self.giveUp(task, after: patience) }
      }
      timer.resume()
      return timer
    }
    defer { watch?.cancel() }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        self.continuation = continuation
        task.resume()
      }
    } onCancel: {
      task.cancel()
    }
  }

  /// Ends a download from a server that does not answer, or sends next to nothing.
  private func giveUp(_ task: URLSessionDataTask, after patience: Duration) {
    let came = received - receivedBefore
    receivedBefore = received
    let least = Int(Self.leastSpeed * (patience / .seconds(1)))
    guard continuation != nil, failure == nil, !hasAnswered || came < least else { return }
    let time = (patience / .seconds(1)).formatted()
    failure = Failure(
      reason: hasAnswered
        ? "\(address.absoluteString) is too slow: \(came) bytes came within \(time) s"
        : "\(address.absoluteString) did not answer within \(time) s")
    task.cancel()
  }

  /// In bytes per second; MNIST would take two minutes.
  private static let leastSpeed = 100_000.0

  func urlSession(
    _ session: URLSession, dataTask: URLSessionDataTask, didReceive response: URLResponse,
    completionHandler: @escaping @Sendable (URLSession.ResponseDisposition) -> Void
  ) {
    hasAnswered = true
    let status = (response as? HTTPURLResponse)?.statusCode ?? 0
    let length = response.expectedContentLength
    switch status {
    case 206:
      total = length >= 0 ? received + Int(length) : nil
    case 200:
      // The server sends everything from the start, whatever we asked for.
      do { try output?.truncate(atOffset: 0) } catch { failure = Failure(reason: "\(error)") }
      received = 0
      total = length >= 0 ? Int(length) : nil
    case 416 where received > 0:
      // Nothing follows what we have: it was complete.
      total = received
      completionHandler(.cancel)
      return
    default:
      failure = Failure(reason: "\(address.absoluteString) answered with the status \(status)")
    }
    completionHandler(failure == nil ? .allow : .cancel)
  }

  func urlSession(_ session: URLSession, dataTask: URLSessionDataTask, didReceive data: Data) {
    do {
      try output?.write(contentsOf: data)
      received += data.count
      progress(received, total)
    } catch {
      failure = Failure(reason: "\(file.path): \(error.localizedDescription)")
      dataTask.cancel()
    }
  }

  func urlSession(
    _ session: URLSession, task: URLSessionTask, didCompleteWithError error: (any Error)?
  ) {
    let isWhole = total == received
    if let failure {
      continuation?.resume(throwing: failure)
    } else if let error, !isWhole {
      continuation?.resume(
        throwing: Failure(
          reason: "\(address.absoluteString) broke off after \(received) bytes "
            + "(\(error.localizedDescription))"))
    } else if let total, !isWhole {
      continuation?.resume(
        throwing: Failure(
          reason: "\(address.absoluteString) broke off after \(received) of \(total) bytes"))
    } else {
      continuation?.resume()
    }
    continuation = nil
  }
}
