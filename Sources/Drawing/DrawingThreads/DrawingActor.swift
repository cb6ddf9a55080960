/// The one place where Cairo, Pango and HarfBuzz are used: a thread that all drawing shares.
///
/// Cairo may be called from several threads according to its manual, but not with the fonts of a
/// book. Cairo 1.16 keeps at most ten FreeType faces open in the whole process. For the eleventh it
/// closes one that looks idle, and looks without the lock of that face, so that another thread may
/// be reading from it (`_cairo_ft_unscaled_font_lock_face` and `_has_unlocked_face`). With ten faces
/// or fewer two threads draw for hours; with sixteen they crash within a second.
///
/// So everything that holds an object of these libraries is isolated to this actor, and a call from
/// elsewhere without `await` does not compile. What needs several cores needs several processes.
@globalActor
package actor DrawingActor {
  package static let shared = DrawingActor()
  private static let executor = ThreadExecutor(name: "drawing")

  package nonisolated var unownedExecutor: UnownedSerialExecutor {
    Self.executor.asUnownedSerialExecutor()
  }

  /// Runs `body` on the drawing thread.
  package static func run<Result: Sendable>(
    _ body: @DrawingActor @Sendable () throws -> Result
  ) async rethrows -> Result {
    try await body()
  }
}
