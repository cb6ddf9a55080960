import CUDABackend
import Testing

@Suite struct DeviceChoiceTests {
  private static let found = CUDAReport.Found(version: "1.0", path: "/lib")

  private func report(
    missing: CUDAError? = nil, card: Result<CardFacts, CUDAError> = .success(.madeUp)
  ) -> CUDAReport {
    CUDAReport(
      parts: CUDALibrary.allCases.map { library in
        .init(
          library: library,
          finding: library == .cudnn
            ? missing.map { .failure($0) } ?? .success(Self.found)
            : .success(Self.found))
      }, card: card, kernels: nil)
  }

  @Test func `the environment names the device`() throws {
    func choice(_ value: String?) throws -> DeviceChoice {
      try DeviceChoice.fromEnvironment { $0 == "CONVOLUME_DEVICE" ? value : nil }
    }
    #expect(try choice(nil) == .auto)
    #expect(try choice("") == .auto)
    #expect(try choice("auto") == .auto)
    #expect(try choice("cpu") == .cpu)
    #expect(try choice("cuda") == .cuda)
    let error = #expect(throws: UnknownDevice.self) { try choice("gpu") }
    #expect(
      error.map { "\($0)" }
        == "CONVOLUME_DEVICE: expected auto, cpu or cuda, found 'gpu'. Unset it to use the card where "
        + "there is one.")
  }

  @Test func `a card is used when all that it needs is there`() throws {
    let device = try DeviceChoice.auto.found(in: report())
    #expect(device.isCard)
    #expect(
      device.name
        == "CUDA (Made-up card, driver for 13.0, cuBLASLt 13.1.0, cuDNN 9.19.1)")
    #expect(device.reason == "it was found, with all of its libraries")
    #expect(try DeviceChoice.cuda.found(in: report()).reason == "CONVOLUME_DEVICE is cuda")
  }

  @Test func `without it the processor is used, and the reason reported`() throws {
    let missing = CUDAError.libraryMissing(.cudnn, searched: "the loader's path", reason: nil)
    let device = try DeviceChoice.auto.found(in: report(missing: missing))
    #expect(device == FoundDevice(name: "CPU", isCard: false, reason: "\(missing)"))
    #expect(
      try DeviceChoice.auto.found(in: report(card: .failure(.noCard))).reason
        == "\(CUDAError.noCard)")
  }

  @Test func `a card that was asked for by name is never replaced`() {
    #expect(throws: CUDAError.noCard) {
      try DeviceChoice.cuda.found(in: report(card: .failure(.noCard)))
    }
  }

  @Test func `the processor needs no look at the card`() throws {
    func never() -> CUDAReport { fatalError("looked for a card") }
    let device = try DeviceChoice.cpu.found(in: never())
    #expect(device == FoundDevice(name: "CPU", isCard: false, reason: "CONVOLUME_DEVICE is cpu"))
  }
}
