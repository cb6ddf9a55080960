// The last stage of a sum that blocks have begun, each for a part of the batch: partials[part][place]
// are added over the parts, in the same order at each run. Up to four such sums share a launch.
#include "Common.cuh"

struct PartialSums {
  int parts[4];   // how many parts there are, 0 where there is no such sum
  int stride[4];  // numbers from one part to the next
  int count[4];   // sums
  int blocks[4];  // the block behind the sum's last, counted over all four
};

// 32 sums a block, eight threads each.
extern "C" __global__ void __launch_bounds__(256) sum_partials(
    const float *partials0, const float *partials1, const float *partials2,
    const float *partials3, float *sums0, float *sums1, float *sums2, float *sums3,
    PartialSums all) {
  __shared__ float shares[8][32];
  int which = 0, first = 0;
  while (which < 3 && (int)blockIdx.x >= all.blocks[which]) first = all.blocks[which++];
  const float *partials = which == 0   ? partials0
                          : which == 1 ? partials1
                          : which == 2 ? partials2
                                       : partials3;
  float *sums = which == 0 ? sums0 : which == 1 ? sums1 : which == 2 ? sums2 : sums3;
  const int parts = all.parts[which], stride = all.stride[which], count = all.count[which];
  const int place = ((int)blockIdx.x - first) * 32 + threadIdx.x;
  float sum = 0;
  if (place < count) {
#pragma unroll 8
    for (int part = threadIdx.y; part < parts; part += 8) {
      sum += partials[(long long)part * stride + place];
    }
  }
  shares[threadIdx.y][threadIdx.x] = sum;
  __syncthreads();
  if (threadIdx.y > 0 || place >= count) return;
  for (int other = 1; other < 8; other++) sum += shares[other][threadIdx.x];
  sums[place] = sum;
}
