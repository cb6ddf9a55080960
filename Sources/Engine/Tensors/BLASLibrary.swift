import COpenBLAS

/// Which OpenBLAS computes the matrix products, and with which of its kernels.
public enum BLASLibrary {
  /// The processor type whose kernels OpenBLAS chose, such as `"SkylakeX"`.
  ///
  /// The environment variable `OPENBLAS_CORETYPE` overrides the choice; results differ in the last
  /// bits from one type to another.
  public static var core: String { String(cString: openblas_get_corename()) }

  /// The library's version and build, such as `"OpenBLAS 0.3.21 NO_LAPACKE DYNAMIC_ARCH"`.
  public static var build: String { String(cString: openblas_get_config()) }
}
