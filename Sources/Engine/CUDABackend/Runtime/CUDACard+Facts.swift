extension CUDACard {
  /// Starts the driver and returns its first card, and the card's name.
  ///
  /// - Throws: `CUDAError.noCard` when there is none.
  static func firstDevice(of driver: CUDADriver) throws -> (device: CInt, name: String) {
    try driver.check(driver.initialize(0), "cuInit")
    var count: CInt = 0
    try driver.check(driver.deviceCount(&count), "cuDeviceGetCount")
    guard count > 0 else { throw CUDAError.noCard }
    var device: CInt = 0
    try driver.check(driver.device(&device, 0), "cuDeviceGet")
    var name = [CChar](repeating: 0, count: 256)
    try driver.check(driver.deviceName(&name, CInt(name.count), device), "cuDeviceGetName")
    let letters = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return (device, String(decoding: letters, as: UTF8.self))
  }

  /// Asks the driver what a card is.
  ///
  /// - Throws: `CUDAError.cardTooOld` for one that the kernels are not written for.
  static func facts(
    of device: CInt, by driver: CUDADriver, nvrtc: String, cublasLt: String, cudnn: String
  ) throws -> CardFacts {
    func attribute(_ attribute: CUDADriver.Attribute) throws -> Int {
      var value: CInt = 0
      try driver.check(
        driver.deviceAttribute(&value, attribute.rawValue, device), "cuDeviceGetAttribute")
      return Int(value)
    }
    let (_, name) = try firstDevice(of: driver)
    let capability = ComputeCapability(
      try attribute(.computeCapabilityMajor), try attribute(.computeCapabilityMinor))
    guard capability.major >= oldest.major else {
      throw CUDAError.cardTooOld(name: name, has: capability, needs: oldest)
    }
    var memory = 0
    try driver.check(driver.deviceMemory(&memory, device), "cuDeviceTotalMem")
    return CardFacts(
      name: name, computeCapability: capability,
      multiprocessors: try attribute(.multiprocessors), memoryBytes: memory,
      sharedBytesOfBlock: try attribute(.sharedBytesOfBlock),
      driver: try driver.version(), nvrtc: nvrtc, cublasLt: cublasLt,
      cudnn: cudnn)
  }
}
