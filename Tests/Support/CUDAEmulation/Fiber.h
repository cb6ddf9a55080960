// A stack of its own for code that stops and goes on: how the threads of a block change places.

#pragma once

#include <stddef.h>

namespace cuda_emulation {

class Fiber {
 public:
  explicit Fiber(void (*entry)());
  Fiber(const Fiber &) = delete;
  Fiber &operator=(const Fiber &) = delete;
  ~Fiber();

  /// Forgets what the fiber was doing: it begins with its entry again.
  void restart();

  /// Leaves the caller's stack for this fiber's.
  void resume(void **caller);

  /// Leaves this fiber's stack for another one's.
  void leaveFor(Fiber &other);

  /// Leaves this fiber's stack for the one that called `resume`.
  void leaveFor(void *caller);

 private:
  void (*entry)();
  char *stack;
  void *context = nullptr;
};

}  // namespace cuda_emulation
