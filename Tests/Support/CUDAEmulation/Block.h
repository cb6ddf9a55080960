// One block of threads: who runs, who waits at which barrier.

#pragma once

#include <stdint.h>

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "Fiber.h"

struct uint3 {
  unsigned x, y, z;
};

struct dim3 {
  unsigned x = 1, y = 1, z = 1;
};

namespace cuda_emulation {

struct Thread {
  uint3 index;
  unsigned number;
  Fiber *fiber = nullptr;

  unsigned lane() const { return number % 32; }
  unsigned warp() const { return number / 32; }
};

/// What the lanes of a warp do together: each brings a word, and sees the others' when all are there.
struct WarpOperation {
  uint32_t mask = 0;
  uint32_t arrived = 0;
  uint32_t left = 0;
  uint64_t words[32];
};

struct Warp {
  uint32_t alive = 0;
  WarpOperation operations[8];
  std::vector<Thread *> waiting[8];
};

/// The threads of a block, one fiber for each that waits: the others take over the stack of one that
/// has ended. So a kernel without barriers runs as a plain loop.
class Block {
 public:
  /// Runs all threads of one block. Returns what went wrong, such as threads that wait for each other
  /// forever; empty if nothing did.
  std::string run(
    void (*kernel)(void **), void **arguments, dim3 extent, bool fromLast);

  void synchronize();
  WarpOperation &meet(uint32_t mask, uint64_t word);
  void part(WarpOperation &operation);

  /// The thread that is running.
  Thread *current = nullptr;

 private:
  static void liveOnFiber();
  void finish();
  void pause();
  bool startNext(Fiber &fiber);
  void fail(const char *sentence);
  void releaseBarrierIfComplete();
  void releaseIfComplete(Warp &warp, int place);

  void (*kernel)(void **) = nullptr;
  void **arguments = nullptr;
  std::vector<Thread> threads;
  std::vector<Warp> warps;
  std::vector<std::unique_ptr<Fiber>> fibers;
  std::vector<Fiber *> idle;
  std::deque<Thread *> ready;
  std::vector<Thread *> atBarrier;
  size_t started = 0;
  size_t alive = 0;
  bool fromLast = false;
  void *caller = nullptr;
  std::string fault;
};

extern Block block;
extern uint3 blockIndex;
extern dim3 blockExtent;
extern dim3 gridExtent;
extern void *dynamicShared;

}  // namespace cuda_emulation
