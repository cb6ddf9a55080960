/// The functions of cuDNN 9 that the backend calls, as `cudnn_graph.h` declares them.
///
/// It is the interface of graphs: an operation, or several that are fused, is described, the library
/// names engines that can compute it, and a plan is made for one of them. Only that way are the engines
/// for newer cards reached.
///
/// - SeeAlso: NVIDIA, *cuDNN*, chapter "Graph API" of the backend's reference.
package final class CuDNN: Sendable {
  typealias Handle = OpaquePointer
  typealias Descriptor = UnsafeMutableRawPointer
  typealias Out<Value> = UnsafeMutablePointer<Value>

  let path: String
  /// Such as `9.19.1`.
  package let version: String
  private let errorString: @convention(c) (CInt) -> UnsafePointer<CChar>?
  private let lastError: @convention(c) (Out<CChar>, Int) -> Void

  let create: @convention(c) (Out<Handle?>) -> CInt
  let destroy: @convention(c) (Handle?) -> CInt
  let setStream: @convention(c) (Handle?, OpaquePointer?) -> CInt

  let createDescriptor: @convention(c) (CInt, Out<Descriptor?>) -> CInt
  let destroyDescriptor: @convention(c) (Descriptor?) -> CInt
  let finalizeDescriptor: @convention(c) (Descriptor?) -> CInt
  let setAttribute: @convention(c) (Descriptor?, CInt, CInt, Int64, UnsafeRawPointer) -> CInt
  let getAttribute:
    @convention(c) (Descriptor?, CInt, CInt, Int64, Out<Int64>, UnsafeMutableRawPointer?) -> CInt
  let execute: @convention(c) (Handle?, Descriptor?, Descriptor?) -> CInt

  /// Opens the library and finds its functions.
  ///
  /// - Throws: `CUDAError.libraryMissing` or `.functionMissing`.
  package init(along search: LibrarySearch) throws {
    let library = try SharedLibrary(.cudnn, along: search)
    path = library.path
    errorString = try library.function("cudnnGetErrorString")
    lastError = try library.function("cudnnGetLastErrorString")
    create = try library.function("cudnnCreate")
    destroy = try library.function("cudnnDestroy")
    setStream = try library.function("cudnnSetStream")
    createDescriptor = try library.function("cudnnBackendCreateDescriptor")
    destroyDescriptor = try library.function("cudnnBackendDestroyDescriptor")
    finalizeDescriptor = try library.function("cudnnBackendFinalize")
    setAttribute = try library.function("cudnnBackendSetAttribute")
    getAttribute = try library.function("cudnnBackendGetAttribute")
    execute = try library.function("cudnnBackendExecute")
    let versionOf: @convention(c) () -> Int = try library.function("cudnnGetVersion")
    let number = versionOf()
    version = "\(number / 10_000).\(number / 100 % 100).\(number % 100)"
  }

  /// Throws what the library says of a call that did not succeed.
  func check(_ code: CInt, _ call: String) throws {
    guard code != 0 else { return }
    var words = [CChar](repeating: 0, count: 512)
    lastError(&words, words.count)
    let letters = words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    throw CUDAError.failed(
      call: call, library: .cudnn, code: Int(code),
      name: errorString(code).map { String(cString: $0) } ?? "unknown",
      reason: letters.isEmpty ? "no reason given" : String(decoding: letters, as: UTF8.self))
  }

  /// Where plans are made for: a card, or one that is only described, so that plans can be made, though
  /// not run, on a machine without a card.
  package enum Target {
    case card(OpaquePointer?)
    case described(CuDNNDescriptor)
  }

  /// Describes a card by what cuDNN itself writes of one (DEVICEPROP), as JSON.
  package func target(describedBy json: String) throws -> Target {
    let properties = try CuDNNDescriptor(.deviceProperties, of: self)
    try properties.set(.devicePropertiesJSON, .character, Array(json.utf8CString))
    try properties.finish()
    return .described(properties)
  }
}

// Numbers of `cudnn_graph.h`.
extension CuDNN {
  /// CUDNN_STATUS_NOT_SUPPORTED and its kinds.
  static func isUnsupported(_ code: CInt) -> Bool { 3000..<4000 ~= code }

  static let float32: CInt = 0  // CUDNN_DATA_FLOAT
  static let crossCorrelation: CInt = 1  // CUDNN_CROSS_CORRELATION
  static let addition: CInt = 0  // CUDNN_POINTWISE_ADD
  static let rectification: CInt = 100  // CUDNN_POINTWISE_RELU_FWD
  static let accurateHeuristics: CInt = 3  // CUDNN_HEUR_MODE_A

  /// The constants CUDNN_BACKEND_…_DESCRIPTOR.
  package enum Kind: CInt {
    case pointwise = 0
    case convolution = 1
    case engine = 2
    case engineConfiguration = 3
    case engineHeuristics = 4
    case executionPlan = 5
    case knobChoice = 7
    case convolutionForward = 10
    case convolutionBackwardFilter = 11
    case convolutionBackwardData = 12
    case pointwiseOperation = 13
    case operationGraph = 15
    case variantPack = 16
    case tensor = 17
    case deviceProperties = 38
  }

  /// The constants CUDNN_TYPE_….
  enum ValueType: CInt {
    case handle = 0
    case dataType = 1
    case boolean = 2
    case int64 = 3
    case float = 4
    case pointer = 6
    case convolutionMode = 7
    case heuristicsMode = 8
    case knobType = 9
    case numericalNote = 11
    case pointwiseMode = 14
    case descriptor = 15
    case character = 24
  }

  /// The constants CUDNN_ATTR_….
  enum Attribute: CInt {
    case pointwiseMode = 0
    case pointwisePrecision = 1
    case convolutionPrecision = 100
    case convolutionMode = 101
    case dilations = 102
    case strides = 103
    case paddingBehind = 104
    case paddingBefore = 105
    case spatialDimensions = 106
    case heuristicsMode = 200
    case heuristicsGraph = 201
    case heuristicsResults = 202
    case heuristicsDevice = 204
    case configuredEngine = 300
    case knobChoices = 302
    case planHandle = 400
    case planConfiguration = 401
    case planWorkspaceBytes = 402
    case planDevice = 407
    case knobType = 600
    case knobValue = 601
    case forwardAlpha = 700
    case forwardBeta = 701
    case forwardConvolution = 702
    case forwardFilter = 703
    case forwardInput = 704
    case forwardOutput = 705
    case dataAlpha = 706
    case dataBeta = 707
    case dataConvolution = 708
    case dataFilter = 709
    case dataInput = 710
    case dataOutput = 711
    case filterAlpha = 712
    case filterBeta = 713
    case filterConvolution = 714
    case filterFilter = 715
    case filterInput = 716
    case filterOutput = 717
    case pointwiseDescription = 750
    case pointwiseInput = 751
    case pointwiseSecondInput = 752
    case pointwiseOutput = 753
    case graphHandle = 800
    case graphOperations = 801
    case tensorAlignment = 900
    case tensorType = 901
    case tensorDimensions = 902
    case tensorStrides = 903
    case tensorName = 906
    case tensorIsVirtual = 907
    case packNames = 1000
    case packPointers = 1001
    case packWorkspace = 1003
    case engineNumber = 1301
    case engineNotes = 1303
    case devicePropertiesJSON = 2702
  }

  /// What an engine does to numbers: the constants CUDNN_NUMERICAL_NOTE_….
  package enum Note: CInt, Sendable {
    /// Matrix units; with float32 operands that is TF32.
    case usesMatrixUnits = 0
    case convertsOperandsDown = 1
    case sumsWithLessPrecision = 2
    case fft = 3
    /// Equal input may give different bits.
    case changesBits = 4
    case winograd = 5
    case winogradOf4 = 6
    case winogradOf6 = 7
    case winogradOf13 = 8
    case keepsNaN = 9
  }
}
