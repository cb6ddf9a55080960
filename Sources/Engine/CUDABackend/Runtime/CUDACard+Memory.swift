#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

extension CUDACard {
  package func allocate(bytes: Int) throws -> DeviceAddress {
    try activate()
    var address: UInt64 = 0
    let code = driver.allocate(&address, max(bytes, 1))
    try checkRoom(code, bytes: bytes, "cuMemAlloc")
    return DeviceAddress(rawValue: address)
  }

  package func free(_ address: DeviceAddress) {
    guard (try? activate()) != nil else { return }
    _ = driver.free(address.rawValue)
  }

  package func allocateShared(
    bytes: Int
  ) throws -> (host: UnsafeMutableRawPointer, device: DeviceAddress) {
    try activate()
    var host: UnsafeMutableRawPointer?
    let code = driver.allocateHost(
      &host, max(bytes, 1), CUDADriver.portableMappedHostMemory)
    guard code == 0, let host else {
      try driver.check(code, "cuMemHostAlloc")
      throw CUDAError.noCard
    }
    memset(host, 0, max(bytes, 1))
    var device: UInt64 = 0
    try driver.check(driver.hostDevicePointer(&device, host, 0), "cuMemHostGetDevicePointer")
    return (host, DeviceAddress(rawValue: device))
  }

  package func freeShared(_ host: UnsafeMutableRawPointer) {
    guard (try? activate()) != nil else { return }
    _ = driver.freeHost(host)
  }

  package func upload(_ bytes: UnsafeRawBufferPointer, to address: DeviceAddress) throws {
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return }
    try activate()
    try driver.check(
      driver.copyToDevice(address.rawValue, start, bytes.count, stream), "cuMemcpyHtoDAsync")
    try driver.check(driver.synchronizeStream(stream), "cuStreamSynchronize")
  }

  package func download(
    _ address: DeviceAddress, into bytes: UnsafeMutableRawBufferPointer
  ) throws {
    try activate()
    if let start = bytes.baseAddress, !bytes.isEmpty {
      try driver.check(
        driver.copyToHost(start, address.rawValue, bytes.count, stream), "cuMemcpyDtoHAsync")
    }
    try driver.check(driver.synchronizeStream(stream), "cuStreamSynchronize")
  }

  package func copy(from source: DeviceAddress, to target: DeviceAddress, bytes: Int) throws {
    guard bytes > 0 else { return }
    try activate()
    try driver.check(
      driver.copyOnDevice(target.rawValue, source.rawValue, bytes, stream), "cuMemcpyDtoDAsync")
  }

  package func clear(_ address: DeviceAddress, bytes: Int) throws {
    guard bytes > 0 else { return }
    try activate()
    try driver.check(driver.setBytes(address.rawValue, 0, bytes, stream), "cuMemsetD8Async")
  }

  /// Throws that there is no room, with what is free, or what else the driver says.
  private func checkRoom(_ code: CInt, bytes: Int, _ call: String) throws {
    guard code == CUDADriver.outOfMemory else { return try driver.check(code, call) }
    var (free, total) = (0, 0)
    try driver.check(driver.memoryInfo(&free, &total), "cuMemGetInfo")
    throw CUDAError.outOfMemory(requested: bytes, free: free, total: total)
  }
}
