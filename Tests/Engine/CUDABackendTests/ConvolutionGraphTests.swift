import CUDABackend
import NeuralNetworks
import Testing

/// cuDNN, when it is somewhere: it plans for a card that is only described.
private let library = try? CuDNN(along: .fromEnvironment())

/// The plans for an H100, made by the real cuDNN without one.
///
/// PyPI's nvidia-cudnn-cu13 suffices, with nvidia-cublas and nvidia-cuda-nvrtc beside it, in a folder that
/// CONVOLUME_CUDA_LIBRARIES names; they are too large to be fetched for each change.
@Suite(.enabled(if: library != nil, "cuDNN is missing."))
struct ConvolutionGraphTests {
  /// What cuDNN needs to know of an H100.
  static let card = """
    {"maxGridSize": [2147483647, 65535, 65535], "maxBlockSize": [1024, 1024, 64],
     "regsPerBlock": 65536, "multiProcessorCount": 132, "warpSize": 32,
     "maxSharedMemoryPerBlock": 49152, "maxSharedMemoryPerBlockOptin": 232448,
     "reservedSharedMemoryPerBlock": 1024, "maxRegistersPerSM": 65536, "maxCtasPerSM": 32,
     "maxThreadsPerBlock": 1024, "maxThreadsPerSM": 2048, "pciDeviceId": 0, "isTccDriver": 0,
     "supportCoopLaunch": 1, "totalGlobalMem": 85000000000, "smClockRateKHz": 1980000,
     "memClockRateKHz": 2619000, "l2CacheSize": 52428800, "cudaDeviceId": 0, "deviceVer": 900,
     "driverVer": 13000, "deviceName": "NVIDIA H100 80GB HBM3"}
    """

  private func plan(_ form: ConvolutionForm) throws -> PlannedConvolution {
    let library = try #require(library)
    return try PlannedConvolution(
      form, by: library, for: try library.target(describedBy: Self.card))
  }

  @Test(arguments: CUDACardTests.convolutions)
  func `each pass of each convolution has an engine that suits it`(
    convolution: DeviceConvolution
  ) throws {
    for form in ConvolutionForm.all(of: convolution) + [
      ConvolutionForm(convolution, .forward), ConvolutionForm(convolution, .forward, hasBias: true),
    ] {
      let planned = try plan(form)
      #expect(planned.offer.suits(convolution), "\(form)")
      #expect(planned.workspaceBytes <= 2 << 30, "\(form)")
    }
  }

  @Test func `matrix units are used when they may be`() throws {
    for isChannelsLast in [false, true] {
      let convolution = DeviceConvolution(
        images: 64, channels: 192, height: 13, width: 13, filters: 384, kernel: 3, top: 1, left: 1,
        outputHeight: 13, outputWidth: 13, isChannelsLast: isChannelsLast, precision: .tf32)
      for form in ConvolutionForm.all(of: convolution) {
        #expect(try plan(form).offer.notes.contains(.usesMatrixUnits))
      }
    }
  }

  /// The numbers of engines are those of cuDNN 9.19; another version may offer others.
  @Test(.enabled(if: library?.version.hasPrefix("9.19.") == true, "this is not cuDNN 9.19"))
  func `what was measured as the quickest is offered and taken`() throws {
    func taken(_ precision: Precision, _ isChannelsLast: Bool) throws -> [Int] {
      let convolution = DeviceConvolution(
        images: 64, channels: 64, height: 27, width: 27, filters: 192, kernel: 5, top: 2, left: 2,
        outputHeight: 27, outputWidth: 27, isChannelsLast: isChannelsLast, precision: precision)
      return try ConvolutionForm.all(of: convolution).map { try plan($0).offer.algorithm.engine }
    }
    #expect(try taken(.float32, false) == [12, 50, 18])
    #expect(try taken(.tf32, true) == [51, 71, 68])
  }

  @Test func `the same engine is chosen each time`() throws {
    let form = ConvolutionForm.all(of: CUDACardTests.convolutions[1])[0]
    let first = try plan(form).offer
    for _ in 0..<3 { #expect(try plan(form).offer == first) }
  }
}
