import Chapters
import Foundation
import Testing

/// What a chapter can use stands in the handbook, and where it can be run, in a cell that is run.
///
/// A new option, setting, layer or plot fails here until it is described in `guide/`.
@Suite struct HandbookTests {
  let handbook: Handbook

  init() throws { handbook = try Handbook() }

  @Test func `has chapters without a mistake in them`() {
    #expect(handbook.chapters.count >= 17)
    #expect(handbook.chapters.flatMap(\.diagnostics).isEmpty)
  }

  @Test func `uses each option of a cell in a cell`() {
    #expect(CellOptions.names.contains("fig-cap"))
    #expect(CellOptions.names.subtracting(handbook.usedOptions).sorted() == [])
  }

  @Test func `names each option and each setting of a chapter, a project and a book`() {
    let names = CellOptions.names.union(FrontMatter.names).union(BookConfiguration.projectNames)
      .union(BookConfiguration.bookNames)
    #expect(names.isSuperset(of: ["timeout", "bibliography", "cache-limit", "appendices"]))
    #expect(handbook.unnamed(names) == [])
  }

  @Test func `makes each layer, loss, optimizer and transform in a cell`() throws {
    let names = try PackageSources.structs(
      in: "Sources/Engine", conformingTo: ["Layer", "Loss", "Optimizer"]
    ).union(
      PackageSources.structs(
        in: "Sources/Engine", conformingTo: ["ImageTransform", "PlacingTransform"]))
    #expect(names.isSuperset(of: ["Conv2D", "Residual", "CrossEntropy", "Adam", "RandomCrop"]))
    #expect(handbook.unused(names) == [])
  }

  @Test func `draws each mark, plot and diagram in a cell`() throws {
    let names = try PackageSources.structs(
      in: "Sources/Drawing/Plots", conformingTo: ["Mark", "FigureConvertible"])
    #expect(names.isSuperset(of: ["Line", "Contours", "Plot", "WindowDiagram", "SmallMultiples"]))
    #expect(handbook.unused(names) == [])
  }

  @Test func `draws in a cell what each result draws of itself`() throws {
    let names = try PackageSources.functions(
      in: "Sources/Cells/Convolume",
      returning: [
        "Plot", "HeatMap", "ImageGrid", "MatrixPlot", "SmallMultiples", "ArchitectureDiagram",
      ])
    #expect(names.isSuperset(of: ["curves", "gallery", "featureMaps", "occlusionMap"]))
    #expect(handbook.unused(names) == [])
  }

  @Test func `names each function that a cell can call`() throws {
    let names = try PackageSources.functions(in: "Sources/Cells/Convolume")
      .union(PackageSources.functions(in: "Sources/Engine"))
    #expect(names.isSuperset(of: ["display", "record", "compare", "evaluate", "mnist"]))
    #expect(handbook.unnamed(names) == [])
  }

  @Test func `names each of the program's own variables of the environment`() throws {
    let names = try PackageSources.variables()
    #expect(names.contains("CONVOLUME_DEVICE"))
    #expect(handbook.unnamed(names) == [])
  }

  @Test func `tells of what it lacks`() {
    #expect(handbook.unused(["Conv2D", "Conv7D"]) == ["Conv7D"])
    #expect(handbook.unnamed(["fig-cap", "fig-hat"]) == ["fig-hat"])
  }
}
