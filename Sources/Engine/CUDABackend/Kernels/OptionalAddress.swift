extension KernelArgument {
  /// A pointer that is null where there is no address.
  static func address(ifAny address: DeviceAddress?) -> KernelArgument {
    .address(address ?? DeviceAddress(rawValue: 0))
  }
}
