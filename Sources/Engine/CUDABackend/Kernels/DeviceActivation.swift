/// An activation that a kernel applies to what it writes; `Common.cuh` has the same codes.
package enum DeviceActivation: Int, CaseIterable, Sendable {
  case none
  case relu
  case tanh
  case sigmoid
}
