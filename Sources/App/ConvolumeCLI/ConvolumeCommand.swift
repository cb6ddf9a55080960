import ArgumentParser
import EngineBenchmarks

struct ConvolumeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "convolume",
    abstract: "Course handouts on convolutional networks, from Markdown with executable Swift.",
    discussion: """
      A project is a folder of chapters. Each chapter is Markdown; a block fenced with {swift} is \
      compiled and run against Convolume's own CNN engine, and what it prints, tabulates and plots \
      is set into an HTML page and a PDF.

        convolume create project book my-book    start a book of your own
        convolume preview --browser              write, and see each change at once
        convolume render                         run the chapters, write output/
        convolume kernel install --user          run notebooks in Jupyter
        convolume check                          see what is there and what is missing
      """,
    version: "convolume \(version)",
    subcommands: [
      RenderCommand.self, PreviewCommand.self, TestCommand.self, VerifyCommand.self,
      SweepCommand.self, CheckCommand.self, DataCommand.self, CreateCommand.self, CellsCommand.self,
      SchemaCommand.self, KernelCommand.self, InspectCommand.self, CleanCommand.self,
      BenchCommand.self,
    ])

  static let version = "0.1.0"
}
