#include <stdlib.h>
#include <string.h>

#include <algorithm>
#include <map>
#include <mutex>

#include "Block.h"
#include "Registry.h"
#include "include/CUDAEmulation.h"

// The limits of a Hopper card.
static const long largestBlock = 1024;
static const long largestGridYZ = 65535;
static const long mostDynamicShared = 227 * 1024;

static const size_t alignment = 256;

// Around an allocation, what is looked at after a launch, and what lies between it and anything else.
static const size_t margin = 1024;
static const size_t gap = 64 * 1024;
static const int poison = 0xFF;

static std::mutex oneAtATime;
static thread_local std::string sentence;

namespace {

/// Sizes of what was allocated, by the address that the caller has.
std::map<unsigned char *, size_t> &allocations() {
  static std::map<unsigned char *, size_t> all;
  return all;
}

size_t roundedUp(size_t bytes) { return (bytes + alignment - 1) / alignment * alignment; }

bool isPoison(const unsigned char *memory, size_t count) {
  return count == 0 || (memory[0] == poison && memcmp(memory, memory + 1, count - 1) == 0);
}

/// Says beside which allocation something was written, if any; repairs the margin.
std::string writtenBeside() {
  for (const auto &[memory, bytes] : allocations()) {
    const size_t behind = roundedUp(bytes) - bytes + margin;
    const bool isWhole = isPoison(memory - margin, margin) && isPoison(memory + bytes, behind);
    if (isWhole) continue;
    memset(memory - margin, poison, margin);
    memset(memory + bytes, poison, behind);
    return "it wrote beside an allocation of " + std::to_string(bytes) + " bytes.";
  }
  return "";
}

#if !defined(__APPLE__)
extern "C" unsigned char __start_cuda_shared __attribute__((weak));
extern "C" unsigned char __stop_cuda_shared __attribute__((weak));

void poisonStaticShared() {
  if (&__start_cuda_shared == nullptr) return;
  memset(&__start_cuda_shared, poison, size_t(&__stop_cuda_shared - &__start_cuda_shared));
}
#else
void poisonStaticShared() {}
#endif

}  // namespace

extern "C" int cuda_emulation_launch(
  const char *source, const char *kernel, int grid_x, int grid_y, int grid_z, int block_x,
  int block_y, int block_z, int shared_bytes, void **arguments
) {
  return cuda_emulation_launch_in_order(
    0, source, kernel, grid_x, grid_y, grid_z, block_x, block_y, block_z, shared_bytes, arguments);
}

extern "C" int cuda_emulation_launch_in_order(
  int from_last, const char *source, const char *kernel, int grid_x, int grid_y, int grid_z,
  int block_x, int block_y, int block_z, int shared_bytes, void **arguments
) {
  using namespace cuda_emulation;
  const std::lock_guard<std::mutex> turn(oneAtATime);
  const std::string opening = std::string("Emulated kernel ") + source + "." + kernel + ": ";
  const Kernel *found = find(source, kernel);
  if (!found) {
    sentence = opening + "no such kernel; " + kernelNames(source)
      + ". List it in Tests/Support/CUDAEmulation/Kernels.";
    return 1;
  }
  const long threads = long(block_x) * block_y * block_z;
  if (threads < 1 || threads > largestBlock || std::min({grid_x, grid_y, grid_z}) < 1
      || std::max(grid_y, grid_z) > largestGridYZ || shared_bytes < 0
      || shared_bytes > mostDynamicShared) {
    sentence = opening + "a card cannot start a grid of " + std::to_string(grid_x) + " × "
      + std::to_string(grid_y) + " × " + std::to_string(grid_z) + " blocks of "
      + std::to_string(threads) + " threads with " + std::to_string(shared_bytes)
      + " bytes of shared memory.";
    return 2;
  }
  blockExtent = {unsigned(block_x), unsigned(block_y), unsigned(block_z)};
  gridExtent = {unsigned(grid_x), unsigned(grid_y), unsigned(grid_z)};
  dynamicShared = aligned_alloc(alignment, roundedUp(size_t(shared_bytes) + 1));
  std::string fault;
  for (unsigned z = 0; z < gridExtent.z && fault.empty(); z++) {
    for (unsigned y = 0; y < gridExtent.y && fault.empty(); y++) {
      for (unsigned x = 0; x < gridExtent.x && fault.empty(); x++) {
        blockIndex = {x, y, z};
        memset(dynamicShared, poison, roundedUp(size_t(shared_bytes) + 1));
        poisonStaticShared();
        fault = block.run(found->call, arguments, blockExtent, from_last != 0);
      }
    }
  }
  const unsigned char *behind = static_cast<unsigned char *>(dynamicShared) + shared_bytes;
  const bool isWhole =
    isPoison(behind, roundedUp(size_t(shared_bytes) + 1) - size_t(shared_bytes));
  if (fault.empty() && !isWhole) fault = "it wrote behind its dynamic shared memory.";
  free(dynamicShared);
  dynamicShared = nullptr;
  if (fault.empty()) fault = writtenBeside();
  if (fault.empty()) return 0;
  sentence = opening + fault;
  return 3;
}

extern "C" const char *cuda_emulation_error(void) { return sentence.c_str(); }

extern "C" int cuda_emulation_parameters(
  const char *source, const char *kernel, int *sizes, int capacity
) {
  const cuda_emulation::Kernel *found = cuda_emulation::find(source, kernel);
  if (!found) return -1;
  const int count = int(found->parameterSizes.size());
  for (int place = 0; place < std::min(count, capacity); place++) {
    sizes[place] = found->parameterSizes[size_t(place)];
  }
  return count;
}

extern "C" void *cuda_emulation_allocate(size_t bytes) {
  const std::lock_guard<std::mutex> turn(oneAtATime);
  const size_t whole = roundedUp(bytes);
  void *room = aligned_alloc(alignment, whole + 2 * gap);
  if (!room) return nullptr;
  unsigned char *memory = static_cast<unsigned char *>(room) + gap;
  memset(memory - margin, poison, whole + 2 * margin);
  allocations()[memory] = bytes;
  return memory;
}

extern "C" void cuda_emulation_free(void *memory) {
  if (!memory) return;
  const std::lock_guard<std::mutex> turn(oneAtATime);
  allocations().erase(static_cast<unsigned char *>(memory));
  free(static_cast<unsigned char *>(memory) - gap);
}
