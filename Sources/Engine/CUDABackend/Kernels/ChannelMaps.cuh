// What is computed for each number of a batch's images by itself, with settings of its channel.

#pragma once

#include "ChannelSums.cuh"

static __device__ __forceinline__ int channelOf(const ChannelImages &of, unsigned index) {
  return (of.isChannelsLast ? index : index / of.pixels) % of.channels;
}

// Calls use(index, load(index), channel) for every number of all images, four loads at a time.
template <class Load, class Use>
static __device__ __forceinline__ void mapChannels(const ChannelImages &of, Load load, Use use) {
  const unsigned count = (unsigned)of.images * of.channels * of.pixels;
  const unsigned stride = gridDim.x * blockDim.x;
  decltype(load(0)) items[4];
  for (unsigned first = blockIdx.x * blockDim.x + threadIdx.x; first < count; first += 4 * stride) {
#pragma unroll
    for (int each = 0; each < 4; each++) {
      const unsigned index = first + each * stride;
      if (index < count) items[each] = load(index);
    }
#pragma unroll
    for (int each = 0; each < 4; each++) {
      const unsigned index = first + each * stride;
      if (index < count) use(index, items[each], channelOf(of, index));
    }
  }
}
