// swift-tools-version: 6.2
import Foundation
import PackageDescription

// The order below is the order of Sources/: a target uses only what stands above it.

let yams = Target.Dependency.product(name: "Yams", package: "Yams")

/// A C library that the system provides, found through pkg-config.
func library(_ name: String, pkgConfig: String, debian: String, brew: String) -> Target {
  .systemLibrary(
    name: name, path: "Sources/Base/\(name)", pkgConfig: pkgConfig,
    providers: [.apt([debian]), .brew([brew])])
}

func target(
  _ shelf: String, _ name: String, uses: [Target.Dependency], excluding: [String] = [],
  linker: [LinkerSetting] = [], plugins: [Target.PluginUsage] = []
) -> Target {
  .target(
    name: name, dependencies: uses, path: "Sources/\(shelf)/\(name)", exclude: excluding,
    swiftSettings: SwiftSyntax.settings(of: name, using: uses), linkerSettings: linker,
    plugins: plugins)
}

func program(_ name: String, uses: [Target.Dependency], linker: [LinkerSetting] = []) -> Target {
  .executableTarget(
    name: name, dependencies: uses, path: "Sources/App/\(name)",
    swiftSettings: SwiftSyntax.settings(of: name, using: uses), linkerSettings: linker)
}

/// The compiler's own parser.
///
/// The toolchain carries it as libraries; to compile the package swift-syntax takes ten minutes. Where
/// the toolchain has none, or `CONVOLUME_SWIFT_SYNTAX` is `package`, the package it is.
enum SwiftSyntax {
  static let modules = ["SwiftSyntax", "SwiftParser", "SwiftOperators", "SwiftIDEUtils"]

  /// The folder with the toolchain's modules and libraries.
  static let folder: String? = {
    guard Context.environment["CONVOLUME_SWIFT_SYNTAX"] != "package" else { return nil }
    let manager = FileManager.default
    let compiler = (Context.environment["PATH"] ?? "").split(separator: ":")
      .map { "\($0)/swiftc" }.first(where: manager.isExecutableFile(atPath:))
    guard let compiler else { return nil }
    let folder = URL(filePath: compiler).resolvingSymlinksInPath()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "lib/swift/host")
    let isComplete = modules.allSatisfy { module in
      ["\(module).swiftmodule", "lib\(module).so"].allSatisfy {
        manager.fileExists(atPath: folder.appending(path: $0).path)
      }
    }
    return isComplete ? folder.path : nil
  }()

  static var package: [Package.Dependency] {
    folder == nil
      ? [.package(url: "https://github.com/swiftlang/swift-syntax", from: "603.0.1")] : []
  }

  static var products: [Target.Dependency] {
    folder == nil ? modules.map { .product(name: $0, package: "swift-syntax") } : []
  }

  /// The targets whose modules mention it to those that import them.
  private static let users: Set = ["Execution", "Pipeline"]

  static func settings(of target: String, using uses: [Target.Dependency]) -> [SwiftSetting] {
    let isUser =
      users.contains(target)
      || uses.contains {
        if case .byNameItem(let name, _) = $0 { users.contains(name) } else { false }
      }
    guard let folder, isUser else { return [] }
    return [.unsafeFlags(["-I", folder])]
  }

  /// For whatever links `Execution`.
  static var linking: [LinkerSetting] {
    guard let folder else { return [] }
    return [.unsafeFlags(["-L", folder, "-Xlinker", "-rpath", "-Xlinker", folder])]
      + modules.map { .linkedLibrary($0) }
  }
}

let base: [Target] = [
  library(
    "COpenBLAS", pkgConfig: "openblas", debian: "libopenblas-pthread-dev", brew: "openblas"),
  library(
    "CPangoCairo", pkgConfig: "pangocairo pangoft2", debian: "libpango1.0-dev", brew: "pango"),
  library("CHarfBuzz", pkgConfig: "harfbuzz", debian: "libharfbuzz-dev", brew: "harfbuzz"),
  library(
    "CCmarkGFM", pkgConfig: "libcmark-gfm", debian: "libcmark-gfm-dev", brew: "cmark-gfm"),
  library("CQPDF", pkgConfig: "libqpdf", debian: "libqpdf-dev", brew: "qpdf"),
  library("CZlib", pkgConfig: "zlib", debian: "zlib1g-dev", brew: "zlib"),
  library("CCrypto", pkgConfig: "libcrypto", debian: "libssl-dev", brew: "openssl@3"),
  library("CZeroMQ", pkgConfig: "libzmq", debian: "libzmq3-dev", brew: "zeromq"),
  library("CPNG", pkgConfig: "libpng", debian: "libpng-dev", brew: "libpng"),
  library(
    "CTurboJPEG", pkgConfig: "libturbojpeg", debian: "libturbojpeg0-dev", brew: "jpeg-turbo"),
  target("Base", "CKernels", uses: []),
  target("Base", "CMachinePeak", uses: []),
  target("Base", "CSystemUse", uses: []),
  target("Base", "CForks", uses: []),
  target("Base", "Contracts", uses: []),
  target("Base", "Digests", uses: ["Contracts", "CCrypto"]),
  target("Base", "Numerals", uses: []),
  target("Base", "BinaryCoding", uses: []),
]

/// The kernels for a card, which are compiled there; SwiftPM is told that it need not know them.
let cudaKernels =
  (try? FileManager.default.contentsOfDirectory(
    atPath: Context.packageDirectory + "/Sources/Engine/CUDABackend/Kernels"))?
  .filter { $0.hasSuffix(".cu") || $0.hasSuffix(".cuh") }.sorted().map { "Kernels/" + $0 } ?? []

let engine: [Target] = [
  target("Engine", "Tensors", uses: ["Contracts", "COpenBLAS", "CKernels"]),
  target("Engine", "NeuralNetworks", uses: ["Contracts", "Numerals", "Tensors", "CKernels"]),
  target(
    "Engine", "Datasets",
    uses: [
      "Contracts", "Digests", "Numerals", "Tensors", "CKernels", "CZlib", "CPNG", "CTurboJPEG",
    ]),
  target("Engine", "CUDAKernels", uses: []),
  .target(
    name: "CUDABackend", dependencies: ["Contracts", "Tensors", "NeuralNetworks", "CUDAKernels"],
    path: "Sources/Engine/CUDABackend", exclude: cudaKernels),
]

let drawing: [Target] = [
  target("Drawing", "Graphics", uses: ["Contracts"]),
  target("Drawing", "DrawingThreads", uses: []),
  target("Drawing", "CairoGraphics", uses: ["Graphics", "DrawingThreads", "CPangoCairo", "CZlib"]),
  target("Drawing", "Plots", uses: ["Contracts", "Numerals", "Graphics"]),
]

let cells: [Target] = [
  target("Cells", "CellOutputs", uses: ["Contracts", "Graphics", "Plots"]),
  target(
    "Cells", "Convolume",
    uses: [
      "Digests", "Contracts", "Tensors", "NeuralNetworks", "Datasets", "Plots", "CellOutputs",
    ],
    plugins: ["SourceDigests"]),
  // Tells two modules what they were built from; see the plugin.
  .plugin(name: "SourceDigests", capability: .buildTool()),
]

let book: [Target] = [
  target(
    "Book", "Chapters", uses: ["CCmarkGFM", "Graphics", yams],
    excluding: ["diagnostics.schema.json"]),
  target(
    "Book", "Execution",
    uses: [
      "Digests", "BinaryCoding", "Chapters", "CellOutputs",
      .product(name: "Subprocess", package: "swift-subprocess"),
    ] + SwiftSyntax.products, linker: SwiftSyntax.linking, plugins: ["SourceDigests"]),
  target("Book", "Caching", uses: ["Digests", "BinaryCoding"]),
  target("Book", "MathTypesetting", uses: ["CHarfBuzz", "Graphics", "DrawingThreads"]),
  target(
    "Book", "Reports",
    uses: [
      "Contracts", "Caching", "Chapters", "CellOutputs", "MathTypesetting", "Plots", "Graphics",
    ]),
  target(
    "Book", "FigureFiles",
    uses: ["Caching", "Reports", "Plots", "Graphics", "DrawingThreads", "CairoGraphics"]),
  target(
    "Book", "HTMLReports",
    uses: [
      "Caching", "Reports", "Chapters", "MathTypesetting", "Plots", "Graphics", "FigureFiles",
      .product(name: "Mustache", package: "swift-mustache"),
    ]),
  target(
    "Book", "PDFReports",
    uses: [
      "Digests", "Caching", "Reports", "Chapters", "MathTypesetting", "Plots", "Graphics",
      "DrawingThreads", "CairoGraphics", "CQPDF",
      yams,
    ]),
  target(
    "Book", "Notebooks",
    uses: [
      "Caching", "Reports", "Chapters", "CellOutputs", "MathTypesetting", "Plots", "Graphics",
      "FigureFiles",
    ]),
]

let app: [Target] = [
  target(
    "App", "Pipeline",
    uses: [
      "Digests", "BinaryCoding", "Chapters", "CellOutputs", "Execution", "Caching", "Reports",
    ]),
  target(
    "App", "Preview",
    uses: [
      "Digests", "Chapters", "CellOutputs", "Caching", "Reports", "Pipeline",
      .product(name: "FlyingFox", package: "FlyingFox"),
      .product(name: "FlyingSocks", package: "FlyingFox"),
    ]),
  target(
    "App", "JupyterKernel",
    uses: [
      "CZeroMQ", "Digests", "Chapters", "CellOutputs", "Execution", "Reports", "Notebooks",
      .product(name: "Subprocess", package: "swift-subprocess"),
    ] + SwiftSyntax.products),
  target(
    "App", "EngineBenchmarks",
    uses: [
      "Convolume", "CUDABackend", "Datasets", "NeuralNetworks", "Tensors",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  program(
    "ConvolumeCLI",
    uses: [
      "Pipeline", "Preview", "JupyterKernel", "EngineBenchmarks", "Chapters", "CellOutputs",
      "Execution", "Caching",
      "Reports", "HTMLReports", "PDFReports", "Notebooks", "FigureFiles", "CairoGraphics", "Plots",
      "Datasets", "Digests",
      "CUDABackend",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  program(
    "ConvolumeBench",
    uses: [
      "EngineBenchmarks", "CUDABackend", "NeuralNetworks", "Datasets", "Tensors", "CKernels",
      "CMachinePeak",
      .product(name: "ArgumentParser", package: "swift-argument-parser"),
    ]),
  program(
    "ConvolumeWorker",
    uses: [
      "Convolume", "CellOutputs", "CUDABackend", "Datasets", "Tensors", "CSystemUse", "CForks",
    ],
    linker: [.unsafeFlags(["-Xlinker", "--export-dynamic"], .when(platforms: [.linux]))]),
  program("ConvolumeSupervisor", uses: []),
]

/// The tests of one target, in the folder that mirrors it; `golden` says whether values recorded
/// from other programs lie beside them, `corpus` whether texts that they work through.
func tests(
  _ shelf: String, _ name: String, uses: [Target.Dependency] = [], golden: Bool = false,
  corpus: Bool = false
) -> Target {
  .testTarget(
    name: "\(name)Tests", dependencies: ["TestSupport", .init(stringLiteral: name)] + uses,
    path: "Tests/\(shelf)/\(name)Tests",
    exclude: (golden ? ["Golden"] : []) + (corpus ? ["Corpus"] : []),
    swiftSettings: SwiftSyntax.settings(of: name, using: uses))
}

let testing: [Target] = [
  .target(name: "TestSupport", path: "Tests/Support/TestSupport"),
  // Without one of clang's optimizations, which reads sums of the pooled convolutions before it sets them.
  .target(
    name: "CUDAEmulation", path: "Tests/Support/CUDAEmulation",
    cxxSettings: [.unsafeFlags(["-fno-slp-vectorize"])]),
  tests("Base", "Contracts"),
  tests("Base", "Digests"),
  tests("Base", "Numerals"),
  tests("Base", "BinaryCoding"),
  tests("Engine", "Tensors", uses: ["Contracts", "CKernels"]),
  tests("Engine", "NeuralNetworks", uses: ["Contracts", "Tensors", "CUDABackend"], golden: true),
  tests("Engine", "Datasets", uses: ["Tensors", "CZlib"], golden: true),
  tests(
    "Engine", "CUDABackend",
    uses: [
      "NeuralNetworks", "Tensors", "CUDAKernels", "CUDAEmulation", "Datasets", "Convolume",
    ]),
  tests("Drawing", "Graphics"),
  tests("Drawing", "DrawingThreads"),
  tests("Drawing", "CairoGraphics", uses: ["Graphics", "DrawingThreads"]),
  tests("Drawing", "Plots", uses: ["Contracts", "Graphics"]),
  tests(
    "Cells", "Convolume", uses: ["CellOutputs", "Tensors", "NeuralNetworks", "Datasets", "Plots"],
    golden: true),
  tests("Book", "Chapters"),
  tests(
    "Book", "Execution", uses: ["BinaryCoding", "Chapters", "CellOutputs", "Caching"], corpus: true),
  tests("Book", "Caching"),
  tests(
    "Book", "MathTypesetting", uses: ["Graphics", "DrawingThreads", "CairoGraphics"]),
  tests("Book", "Reports", uses: ["Chapters", "CellOutputs", "MathTypesetting", "Plots"]),
  tests("Book", "FigureFiles", uses: ["Reports", "Plots", "Graphics", "CairoGraphics"]),
  tests(
    "Book", "HTMLReports",
    uses: [
      "Reports", "Chapters", "CellOutputs", "MathTypesetting", "Plots", "Graphics", "FigureFiles",
    ]),
  tests(
    "Book", "PDFReports",
    uses: [
      "Caching", "Reports", "Chapters", "MathTypesetting", "Plots", "Graphics", "CairoGraphics",
    ]),
  tests(
    "Book", "Notebooks",
    uses: [
      "CellOutputs", "Reports", "Chapters", "MathTypesetting", "Plots", "Graphics", "FigureFiles",
    ]),
  tests(
    "App", "Pipeline",
    uses: [
      "Chapters", "CellOutputs", "Execution", "Caching", "Reports", "Plots", "HTMLReports",
      "PDFReports", "Notebooks", "FigureFiles",
    ]),
  tests(
    "App", "Preview",
    uses: ["Chapters", "CellOutputs", "Pipeline", "Reports"]),
  tests(
    "App", "JupyterKernel",
    uses: ["CZeroMQ", "CellOutputs", "Chapters", "Execution", "Notebooks"]),
  .testTarget(
    name: "EndToEndTests", dependencies: ["TestSupport"], path: "Tests/EndToEndTests"),
]

let package = Package(
  name: "convolume",
  platforms: [.macOS("15.4")],
  products: [
    .executable(name: "convolume", targets: ["ConvolumeCLI"]),
    .executable(name: "convolume-bench", targets: ["ConvolumeBench"]),
    .executable(name: "convolume-worker", targets: ["ConvolumeWorker"]),
    .executable(name: "convolume-supervisor", targets: ["ConvolumeSupervisor"]),
  ],
  dependencies: SwiftSyntax.package + [
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/swhitty/FlyingFox", from: "0.27.1"),
  ],
  targets: base + engine + drawing + cells + book + app + testing,
  cxxLanguageStandard: .cxx17
)
