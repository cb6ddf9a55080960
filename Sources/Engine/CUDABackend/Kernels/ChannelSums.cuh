// Sums per channel over a batch's images and pixels, in a fixed order, in one kernel.
//
// Grid: parts of the batch × groups of channels. A block adds up its part; the last block of a group to
// arrive adds up the parts, in their order, and finishes the group's channels.

#pragma once

#include "Common.cuh"

// The images that are summed. In channels first a group is one channel, in channels last 32.
struct ChannelImages {
  int images, channels, pixels, isChannelsLast;
};

// Calls use(index, load(index), channel, sums) for every number of this block's part, four loads at a
// time, and finish(channel, sums) once for each channel, after all of the batch. Blocks have 256 threads.
//
// `counters` are 0 before and after, one for each group; `parts` has room for `terms` values for each
// channel of each part, and may hold anything.
template <int terms, class Value, class Load, class Use, class Finish>
static __device__ __forceinline__ void sumChannels(
  ChannelImages of, unsigned *counters, Value *parts, Load load, Use use, Finish finish
) {
  __shared__ Value scratch[terms][8][33];
  const int part = blockIdx.x, partCount = gridDim.x, group = blockIdx.y;
  const int lane = threadIdx.x % 32, line = threadIdx.x / 32;
  const int channel = of.isChannelsLast ? group * 32 + lane : group;
  Value sums[terms];
  for (int term = 0; term < terms; term++) sums[term] = 0;
  decltype(load(0)) items[4];
  if (of.isChannelsLast) {
    const int rows = of.images * of.pixels;
    const int length = (rows + partCount - 1) / partCount;
    const int end = channel < of.channels ? min(rows, (part + 1) * length) : 0;
    for (int row = part * length + line; row < end; row += 32) {
#pragma unroll
      for (int each = 0; each < 4; each++) {
        const int next = row + 8 * each;
        if (next < end) items[each] = load((long long)next * of.channels + channel);
      }
#pragma unroll
      for (int each = 0; each < 4; each++) {
        const int next = row + 8 * each;
        if (next < end) use((long long)next * of.channels + channel, items[each], channel, sums);
      }
    }
  } else {
    const int length = (of.images + partCount - 1) / partCount;
    const int end = min(of.images, (part + 1) * length);
    // 256 numbers further on, without dividing each time.
    const int imagesFurther = 256 / of.pixels, pixelsFurther = 256 % of.pixels;
    int image = part * length + threadIdx.x / of.pixels, pixel = threadIdx.x % of.pixels;
    while (image < end) {
      long long places[4];
#pragma unroll
      for (int each = 0; each < 4; each++) {
        places[each] = -1;
        if (image >= end) continue;
        places[each] = ((long long)image * of.channels + channel) * of.pixels + pixel;
        items[each] = load(places[each]);
        image += imagesFurther;
        pixel += pixelsFurther;
        if (pixel >= of.pixels) {
          pixel -= of.pixels;
          image++;
        }
      }
#pragma unroll
      for (int each = 0; each < 4; each++) {
        if (places[each] >= 0) use(places[each], items[each], channel, sums);
      }
    }
  }

  // Over the block: lanes are channels in channels last, and numbers of one channel else.
  const bool isWriter = of.isChannelsLast ? line == 0 && channel < of.channels : threadIdx.x == 0;
  auto addUp = [&]() {
    for (int term = 0; term < terms; term++) {
      if (!of.isChannelsLast) sums[term] = warpSum(sums[term]);
      scratch[term][line][lane] = sums[term];
    }
    __syncthreads();
    if (isWriter) {
      for (int term = 0; term < terms; term++) {
        sums[term] = 0;
        for (int other = 0; other < 8; other++) sums[term] += scratch[term][other][lane];
      }
    }
  };
  addUp();
  if (partCount > 1) {
    if (isWriter) {
      for (int term = 0; term < terms; term++) {
        parts[((long long)part * terms + term) * of.channels + channel] = sums[term];
      }
    }
    if (!isLastToArrive(counters + group, partCount)) return;
    const volatile Value *written = parts;
    const int first = of.isChannelsLast ? line : threadIdx.x;
    const int step = of.isChannelsLast ? 8 : 256;
    for (int term = 0; term < terms; term++) {
      sums[term] = 0;
      if (channel >= of.channels) continue;
      for (int other = first; other < partCount; other += step) {
        sums[term] += written[((long long)other * terms + term) * of.channels + channel];
      }
    }
    addUp();
  }
  if (isWriter) finish(channel, sums);
}
