#include "Block.h"

namespace cuda_emulation {

Block block;
uint3 blockIndex;
dim3 blockExtent;
dim3 gridExtent;
void *dynamicShared;

std::string Block::run(
  void (*kernel)(void **), void **arguments, dim3 extent, bool fromLast
) {
  this->kernel = kernel;
  this->arguments = arguments;
  this->fromLast = fromLast;
  const size_t count = size_t(extent.x) * extent.y * extent.z;
  threads.resize(count);
  warps.resize((count + 31) / 32);
  for (Warp &warp : warps) {
    warp.alive = 0;
    for (WarpOperation &operation : warp.operations) operation.arrived = operation.left = 0;
    for (auto &waiting : warp.waiting) waiting.clear();
  }
  for (size_t number = 0; number < count; number++) {
    threads[number].number = unsigned(number);
    threads[number].index = {
      unsigned(number % extent.x), unsigned(number / extent.x % extent.y),
      unsigned(number / extent.x / extent.y)};
    warps[number / 32].alive |= 1u << number % 32;
  }
  started = 0;
  alive = count;
  ready.clear();
  atBarrier.clear();
  if (idle.empty()) {
    fibers.push_back(std::make_unique<Fiber>(liveOnFiber));
    idle.push_back(fibers.back().get());
  }
  Fiber *first = idle.back();
  idle.pop_back();
  startNext(*first);
  fault.clear();
  first->resume(&caller);
  if (alive == 0 && fault.empty()) return "";

  std::string sentence = !fault.empty() ? fault : std::to_string(alive) + " of " + std::to_string(count)
    + " threads wait for each other forever: " + std::to_string(atBarrier.size())
    + " at __syncthreads, the others at warp operations that not all named lanes reach.";
  idle.clear();
  for (auto &fiber : fibers) {
    fiber->restart();
    idle.push_back(fiber.get());
  }
  return sentence;
}

void Block::liveOnFiber() {
  for (;;) {
    block.kernel(block.arguments);
    block.finish();
  }
}

/// Gives a fiber the next thread that has not begun. Returns false if all have.
bool Block::startNext(Fiber &fiber) {
  if (started == threads.size()) return false;
  current = &threads[fromLast ? threads.size() - 1 - started : started];
  current->fiber = &fiber;
  started++;
  return true;
}

/// The current thread has ended; its fiber goes on with another one.
void Block::finish() {
  Fiber &fiber = *current->fiber;
  Warp &warp = warps[current->warp()];
  warp.alive &= ~(1u << current->lane());
  alive--;
  for (int place = 0; place < 8; place++) releaseIfComplete(warp, place);
  releaseBarrierIfComplete();
  if (!ready.empty()) {
    current = ready.front();
    ready.pop_front();
    idle.push_back(&fiber);
    fiber.leaveFor(*current->fiber);
  } else if (!startNext(fiber)) {
    idle.push_back(&fiber);
    fiber.leaveFor(caller);
  }
}

/// The current thread waits; another one goes on.
void Block::pause() {
  Fiber &fiber = *current->fiber;
  if (!ready.empty()) {
    current = ready.front();
    ready.pop_front();
    fiber.leaveFor(*current->fiber);
    return;
  }
  if (started == threads.size()) {
    fiber.leaveFor(caller);
    return;
  }
  if (idle.empty()) {
    fibers.push_back(std::make_unique<Fiber>(liveOnFiber));
    idle.push_back(fibers.back().get());
  }
  Fiber *next = idle.back();
  idle.pop_back();
  startNext(*next);
  fiber.leaveFor(*next);
}

void Block::fail(const char *sentence) {
  fault = sentence;
  current->fiber->leaveFor(caller);
}

void Block::synchronize() {
  Thread *self = current;
  atBarrier.push_back(self);
  if (atBarrier.size() < alive) {
    pause();
    return;
  }
  atBarrier.pop_back();
  ready.insert(ready.end(), atBarrier.begin(), atBarrier.end());
  atBarrier.clear();
}

void Block::releaseBarrierIfComplete() {
  if (atBarrier.empty() || atBarrier.size() < alive) return;
  ready.insert(ready.end(), atBarrier.begin(), atBarrier.end());
  atBarrier.clear();
}

/// Waits until all living lanes that `mask` names have brought their words.
WarpOperation &Block::meet(uint32_t mask, uint64_t word) {
  Thread *self = current;
  Warp &warp = warps[self->warp()];
  const uint32_t own = 1u << self->lane();
  if (!(mask & own)) fail("a lane takes part in a warp operation whose mask does not name it.");
  int place = -1;
  for (int candidate = 0; candidate < 8 && place < 0; candidate++) {
    const WarpOperation &operation = warp.operations[candidate];
    const bool isOpen = operation.arrived != 0 && operation.left == 0;
    if (isOpen && operation.mask == mask && !(operation.arrived & own)) place = candidate;
  }
  for (int candidate = 0; candidate < 8 && place < 0; candidate++) {
    WarpOperation &operation = warp.operations[candidate];
    if (operation.arrived != 0 || operation.left != 0) continue;
    place = candidate;
    operation.mask = mask;
    for (uint64_t &each : operation.words) each = ~uint64_t(0);
  }
  if (place < 0) fail("more than eight warp operations under way at once within one warp.");
  WarpOperation &operation = warp.operations[place];
  operation.words[self->lane()] = word;
  operation.arrived |= own;
  warp.waiting[place].push_back(self);
  if ((operation.arrived & warp.alive) == (mask & warp.alive)) {
    warp.waiting[place].pop_back();
    releaseIfComplete(warp, place);
  } else {
    pause();
  }
  return operation;
}

/// Says that the current lane has seen the words of the others.
void Block::part(WarpOperation &operation) {
  operation.left &= ~(1u << current->lane());
  if (operation.left == 0) operation.arrived = 0;
}

void Block::releaseIfComplete(Warp &warp, int place) {
  WarpOperation &operation = warp.operations[place];
  const bool isOpen = operation.arrived != 0 && operation.left == 0;
  if (!isOpen || (operation.arrived & warp.alive) != (operation.mask & warp.alive)) return;
  operation.left = operation.arrived;
  auto &waiting = warp.waiting[place];
  ready.insert(ready.end(), waiting.begin(), waiting.end());
  waiting.clear();
}

}  // namespace cuda_emulation
