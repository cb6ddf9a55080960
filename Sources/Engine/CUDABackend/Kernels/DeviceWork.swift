/// A piece of work for a card: a kernel, or a product of matrices.
package enum DeviceWork: Equatable, Sendable {
  case launch(KernelLaunch)
  case product(DeviceProduct)
}

extension GPU {
  /// Queues pieces of work in their order.
  package func queue(_ works: [DeviceWork]) throws {
    for work in works {
      switch work {
      case .launch(let launch): try self.launch(launch)
      case .product(let product): try multiply(product)
      }
    }
  }
}
