import CUDABackend
import CairoGraphics
import Datasets
import Execution
import Foundation
import PDFReports
import Pipeline
import Plots

/// Looks at everything that a render needs or can use.
struct MachineCheck {
  let environment: [String: String]

  init(environment: [String: String] = ProcessInfo.processInfo.environment) {
    self.environment = environment
  }

  /// What was found, in the order in which a render comes to it.
  func findings() async -> [Finding] {
    await cellsAndEngine() + drawing() + pagesAndType() + data()
  }

  // MARK: Cells and engine

  private func cellsAndEngine() async -> [Finding] {
    let toolchain: Toolchain
    do {
      toolchain = try Toolchain.find()
    } catch {
      return [missing(.cells, "toolchain", error.description)]
    }
    do {
      let facts = try await toolchain.facts()
      return [
        compiler(facts.compiler, at: toolchain.compiler),
        ok(.cells, "worker", toolchain.worker),
        sandbox(for: toolchain),
        ok(.engine, "OpenBLAS", facts.machine["blas"] ?? "unknown"),
        coreType(facts.machine["blas core"] ?? "unknown"),
        ok(.engine, "matrix products", facts.machine["matrix products"] ?? "unknown"),
        ok(.engine, "instruction set", facts.machine["instruction set"] ?? "unknown"),
        ok(.engine, "threads", facts.machine["threads"] ?? "unknown"),
        device(),
      ]
    } catch {
      return [
        ok(.cells, "compiler", toolchain.compiler),
        missing(
          .cells, "worker", "\(toolchain.worker) does not answer: \(error.localizedDescription)",
          fix: "make build"),
        device(),
      ]
    }
  }

  private func compiler(_ version: String, at path: String) -> Finding {
    guard version == ToolchainFacts.unknownCompiler else {
      return ok(.cells, "compiler", "\(version), \(path)")
    }
    return missing(
      .cells, "compiler",
      "\(path) does not say its version; a library of the system may be missing",
      fix: "swiftc --version")
  }

  private func device() -> Finding {
    do {
      let found = try DeviceChoice.fromEnvironment { environment[$0] }.found()
      return ok(.engine, "device", "\(found.name): \(found.reason)")
    } catch {
      return missing(.engine, "device", "\(error)")
    }
  }

  private func sandbox(for toolchain: Toolchain) -> Finding {
    do {
      _ = try Sandbox(for: toolchain, project: ".", environment: environment)
      return ok(.cells, "sandbox", "bubblewrap, for 'render --sandbox'")
    } catch {
      return Finding(
        area: .cells, name: "sandbox", state: .warning,
        detail: "bubblewrap not found; 'render --sandbox' needs it",
        fix: "sudo apt-get install bubblewrap")
    }
  }

  private func coreType(_ core: String) -> Finding {
    guard let forced = environment["OPENBLAS_CORETYPE"], !forced.isEmpty else {
      return ok(.engine, "core type", core)
    }
    return Finding(
      area: .engine, name: "core type", state: .warning,
      detail: "\(core); OPENBLAS_CORETYPE=\(forced) overrides OpenBLAS's own choice",
      fix: "unset OPENBLAS_CORETYPE")
  }

  // MARK: Drawing

  private func drawing() -> [Finding] {
    [
      ok(.drawing, "Cairo", DrawingLibraries.cairo),
      ok(.drawing, "Pango", DrawingLibraries.pango),
    ]
  }

  // MARK: Pages and their type

  private func pagesAndType() async -> [Finding] {
    do {
      let folder = try Templates.folder(of: project())
      let theme = try PDFTheme(templateFolder: folder + "/pdf")
      return [ok(.pages, "templates", folder)] + (await families(of: theme)) + [hyphenation()]
    } catch {
      return [missing(.pages, "templates", "\(error)")]
    }
  }

  /// The project of the current folder, if it lies in one.
  private func project() throws -> Project? {
    do {
      return try Project.find(from: URL(filePath: FileManager.default.currentDirectoryPath))
    } catch PipelineError.noProject {
      return nil
    }
  }

  /// The first choice among the families of the type in figures.
  private var figureFamily: String {
    Theme.print.family.split(separator: ",").first.map(String.init) ?? Theme.print.family
  }

  private func families(of theme: PDFTheme) async -> [Finding] {
    let uses = [
      (theme.fonts.text, "text"), (theme.fonts.headings, "headings"), (theme.fonts.code, "code"),
      (theme.fonts.math, "mathematics"), (figureFamily, "figures"),
    ]
    var families: [String] = []
    for (family, _) in uses where !families.contains(family) { families.append(family) }
    let installed = Set(await Fonts.installedFamilies().map { $0.lowercased() })
    return families.map { family in
      let parts = uses.filter { $0.0 == family }.map(\.1).joined(separator: ", ")
      guard !installed.contains(family.lowercased()) else { return ok(.type, family, parts) }
      return missing(
        .type, family, "not installed; it sets \(parts)",
        fix: SystemPackage.font(family)?.installation
          ?? "install this font, or name another in templates/pdf/theme.yml")
    }
  }

  private func hyphenation() -> Finding {
    let file = PDFTheme.englishPatterns
    guard !FileManager.default.fileExists(atPath: file) else {
      return ok(.type, "hyphenation", file)
    }
    return Finding(
      area: .type, name: "hyphenation", state: .warning,
      detail: "no patterns at \(file); words at the end of a line are not divided",
      fix: SystemPackage.hyphenation.installation)
  }

  // MARK: Data

  private func data() -> [Finding] {
    DataFolders.standard(environment: environment).list().map { listing in
      if listing.isComplete {
        return ok(.data, listing.dataset.title, listing.foundFolders.joined(separator: ", "))
      }
      let count = "\(listing.presentCount) of \(listing.entries.count) files found"
      return Finding(
        area: .data, name: listing.dataset.title, state: .warning,
        detail: listing.presentCount == 0 ? "not found; another set stands in for it" : count,
        fix: "convolume data fetch \(listing.dataset.name)")
    }
  }

  private func ok(_ area: Finding.Area, _ name: String, _ detail: String) -> Finding {
    Finding(area: area, name: name, state: .ok, detail: detail)
  }

  private func missing(
    _ area: Finding.Area, _ name: String, _ detail: String, fix: String? = nil
  ) -> Finding {
    Finding(area: area, name: name, state: .missing, detail: detail, fix: fix)
  }
}
