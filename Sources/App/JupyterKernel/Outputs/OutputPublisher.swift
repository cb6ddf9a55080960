import CellOutputs
import Chapters
import Execution
import Foundation
import Notebooks
import Reports

/// Publishes what one cell hands over, in the order in which it does, as its options have it.
actor OutputPublisher {
  private let request: Message
  private let outlet: Outlet
  private let forms: OutputForms
  private let executionCount: Int
  private let isSilent: Bool
  private var streams: [CellOutput.Stream: StreamText] = [:]
  private var isResult = false
  private var options = CellOptions()
  /// What the cell has printed since its last output, where that is to be read as Markdown.
  private var markdown = ""
  private var figureCount = 0
  /// Figures that wait for the cell's end, and their descriptions.
  private var held: [(figure: CellOutput, altText: String?)] = []
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

  /// Sets what the cell's author wants to be shown of it, and how.
  func take(_ options: CellOptions) { self.options = options }

  func publish(_ event: CellSession.Event) async {
    guard !isSilent, options.include, options.output != .hidden else { return }
    switch event {
    case .printed(let bytes, let stream):
      show(streams[stream, default: StreamText()].text(adding: bytes), of: stream)
    case .beginsResult: isResult = true
    case .progress(let training):
      guard let (type, content) = progress.message(showing: training) else { return }
      outlet.publish(type, content, about: request)
    case .output(let output): await publish(output)
    }
  }

  /// Publishes what is left, now that the cell has ended.
  func finish() async {
    for stream in [CellOutput.Stream.output, .error] {
      show(streams[stream, default: StreamText()].rest(), of: stream)
    }
    await showMarkdown()
    for (figure, altText) in held { await show(figure, altText: altText) }
    held = []
  }

  /// Tells the user something on the error stream.
  func note(_ sentence: String) { print(sentence + "\n", to: .error) }

  // MARK: Text

  private func show(_ text: String, of stream: CellOutput.Stream) {
    switch stream {
    case .output where options.output == .asis: markdown += text
    case .error where !options.warning: break
    default: print(text, to: stream)
    }
  }

  private func print(_ text: String, to stream: CellOutput.Stream) {
    guard !isSilent, !text.isEmpty else { return }
    let name = stream == .error ? "stderr" : "stdout"
    outlet.publish("stream", ["name": .text(name), "text": .text(text)], about: request)
  }

  private func showMarkdown() async {
    let text = markdown
    markdown = ""
    if text.contains(where: { !$0.isWhitespace }) { await show(.markdown(text)) }
  }

  // MARK: Outputs

  private func publish(_ output: CellOutput) async {
    await showMarkdown()
    guard case .figure = output else { return await show(output) }
    let altText = options.altText(of: figureCount)
    figureCount += 1
    switch options.figureShow {
    case .asis, .animate: await show(output, altText: altText)
    case .hold: held.append((output, altText))
    case .hide: break
    }
  }

  private func show(_ output: CellOutput, altText: String? = nil) async {
    do {
      guard let shown = try await forms.forms(of: output, options: options, altText: altText) else {
        return
      }
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
}
