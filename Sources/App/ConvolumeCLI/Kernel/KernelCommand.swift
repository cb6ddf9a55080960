import ArgumentParser

struct KernelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kernel",
    abstract: "Run Swift cells in Jupyter.",
    discussion: """
      JupyterLab, VS Code, nbclient and other front ends then offer the kernel "Swift (Convolume)". Its \
      cells are those of a chapter: they share their variables, and show tables, figures and training.
      """,
    subcommands: [KernelInstallCommand.self, KernelRunCommand.self])
}
