import CellOutputs
import Chapters
import Execution
import Foundation

/// Running what a front end sends.
extension Kernel {
  /// Follows a request to execute.
  ///
  /// - Parameters:
  ///   - request: The request.
  ///   - number: Its place among all messages that came.
  /// - Returns: The content of the reply.
  func execute(_ request: Message, number: Int) async -> JSONValue {
    guard number > abortedThrough else { return ["status": "aborted"] }
    let code = request.content["code"]?.text ?? ""
    let isSilent = request.content["silent"]?.boolean ?? false
    let isStored = !isSilent && request.content["store_history"]?.boolean ?? true
    if isStored { executionCount += 1 }
    if !isSilent {
      outlet.publish(
        "execute_input",
        ["code": .text(code), "execution_count": .integer(executionCount)], about: request)
    }
    let publisher = OutputPublisher(
      request: request, outlet: outlet, forms: forms, executionCount: executionCount,
      isSilent: isSilent)
    let failure = await run(code, publishing: publisher)
    if isStored { history.append(code, number: executionCount, output: await publisher.result) }
    guard let failure else {
      return [
        "status": "ok", "execution_count": .integer(executionCount), "payload": [],
        "user_expressions": await values(of: request.content["user_expressions"]?.object ?? [:]),
      ]
    }
    let error = failure.content
    if !isSilent { outlet.publish("error", .object(error), about: request) }
    if request.content["stop_on_error"]?.boolean ?? true {
      abortedThrough = receivedCount
    }
    return .object(
      error.merging([
        "status": "error", "execution_count": .integer(executionCount), "payload": [],
        "user_expressions": [:],
      ]) { own, _ in own })
  }

  /// Runs a cell, and publishes what it hands over as it comes.
  ///
  /// - Returns: Why it did not end well.
  private func run(
    _ code: String, publishing publisher: OutputPublisher
  ) async -> ExecutionFailure? {
    let name = "cell [\(executionCount)]"
    let text = NotebookCell(code, name: name, number: max(0, executionCount - 1))
    for warning in text.diagnostics where warning.severity == .warning {
      await publisher.note(warning.description)
    }
    if let mistake = text.diagnostics.first(where: { $0.severity == .error }) {
      return ExecutionFailure(mistake)
    }
    guard let cell = text.cell else { return nil }
    do {
      let session = try await session.value
      let events = EventQueue()
      await publisher.take(cell.options)
      let publishing = Task {
        await events.forEach { await publisher.publish($0) }
      }
      defer { events.finish() }
      let answer = try await session.run(cell, named: name, in: text.lines) {
        events.append($0)
      }
      events.finish()
      await publishing.value
      await publisher.finish()
      for note in answer.notes { await publisher.note("note: \(note)") }
      if answer.isInterrupted { return .interrupted }
      return ExecutionFailure(answer)
    } catch {
      return ExecutionFailure(error)
    }
  }

  /// The values of expressions that a front end wants to know beside a cell's.
  private func values(of expressions: [String: JSONValue]) async -> JSONValue {
    var values: [String: JSONValue] = [:]
    for (name, expression) in expressions {
      guard let source = expression.text else { continue }
      values[name] = await value(of: source)
    }
    return .object(values)
  }

  private func value(of expression: String) async -> JSONValue {
    do {
      let answer = try await session.value.value(of: expression)
      if let text = answer.result.inlineValues[expression] {
        return ["status": "ok", "data": ["text/plain": .text(text)], "metadata": [:]]
      }
      let failure = answer.isInterrupted ? .interrupted : ExecutionFailure(answer)
      return .object((failure ?? .interrupted).content.merging(["status": "error"]) { $1 })
    } catch {
      return .object(ExecutionFailure(error).content.merging(["status": "error"]) { $1 })
    }
  }
}
