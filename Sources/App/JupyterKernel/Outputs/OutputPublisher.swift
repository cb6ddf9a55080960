import CellOutputs
import Chapters
import Execution
import Foundation
import Notebooks
import Reports

/// Publishes what one cell hands over, in the order in which it does.
actor OutputPublisher {
  private let request: Message
  private let outlet: Outlet
  private let forms: OutputForms
  private let executionCount: Int
  private let isSilent: Bool
  private var streams: [CellOutput.Stream: StreamText] = [:]
  private var isResult = false
  private var options = CellOptions()
  private var figureCount = 0
  private var progress: TrainingDisplay
  /// The plain text of the cell's result.
  private(set) var result: String?

  init(
    request: Message, outlet: Outlet, forms: OutputForms, executionCount: Int, isSilent: Bool
  ) {
    self.request = request
    self.outlet = outlet
    self.forms = forms
    self.executionCount = executionCount
    self.isSilent = isSilent
    progress = TrainingDisplay(request: request.header.id)
  }

  /// Sets how the cell's figures are to be shown.
  func take(_ options: CellOptions) { self.options = options }

  func publish(_ event: CellSession.Event) async {
    switch event {
    case .printed(let bytes, let stream):
      print(streams[stream, default: StreamText()].text(adding: bytes), to: stream)
    case .beginsResult: isResult = true
    case .progress(let training):
      guard !isSilent, let (type, content) = progress.message(showing: training) else { return }
      outlet.publish(type, content, about: request)
    case .output(let output): await publish(output)
    }
  }

  /// Publishes what is left, now that the cell has ended.
  func finish() {
    for stream in [CellOutput.Stream.output, .error] {
      print(streams[stream, default: StreamText()].rest(), to: stream)
    }
  }

  /// Tells the user something on the error stream.
  func note(_ sentence: String) { print(sentence + "\n", to: .error) }

  private func print(_ text: String, to stream: CellOutput.Stream) {
    guard !isSilent, !text.isEmpty else { return }
    let name = stream == .error ? "stderr" : "stdout"
    outlet.publish("stream", ["name": .text(name), "text": .text(text)], about: request)
  }

  private func publish(_ output: CellOutput) async {
    guard !isSilent else { return }
    do {
      guard let shown = try await forms.forms(of: sized(output)) else { return }
      var content: [String: JSONValue] = [
        "data": .object(shown.mapValues { .text($0) }), "metadata": metadata(of: shown),
      ]
      // A cell has one result; what else its last expression shows is displayed.
      if isResult, result == nil {
        result = shown["text/plain"] ?? ""
        content["execution_count"] = .integer(executionCount)
        outlet.publish("execute_result", .object(content), about: request)
      } else {
        content["transient"] = [:]
        outlet.publish("display_data", .object(content), about: request)
      }
    } catch {
      note("a figure could not be drawn: \(error)")
    }
  }

  /// A picture's description, where programs look for it that write pages of notebooks.
  private func metadata(of shown: [String: String]) -> JSONValue {
    guard shown["image/png"] != nil, let text = shown["text/plain"] else { return [:] }
    return ["image/png": ["alt": .text(text)], "image/svg+xml": ["alt": .text(text)]]
  }

  /// A figure of the size and with the description that the cell's options give it.
  private func sized(_ output: CellOutput) -> CellOutput {
    guard case .figure(var figure) = output else { return output }
    figure.width = options.figureWidth ?? figure.width
    figure.height = options.figureHeight ?? figure.height
    figure.altText = options.altText(of: figureCount) ?? figure.altText
    figureCount += 1
    return .figure(figure)
  }
}
