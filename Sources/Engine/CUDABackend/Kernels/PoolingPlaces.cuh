// Images that a pooling window slides over, and where a thread's numbers stand in them.
#ifndef CONVOLUME_POOLING_PLACES_CUH
#define CONVOLUME_POOLING_PLACES_CUH

#include "Common.cuh"

struct Pooling {
  int images, channels, height, width, kernel, stride, top, left, outputHeight, outputWidth;
  int channelsLast;          // input [images, height, width, channels], else [images, channels, height, width]
  int outputChannelsFirst;  // the output (and its gradient) are channel by channel all the same
};

// Consecutive channels of one pixel, which a thread handles together: four where channels stand
// last and their number allows it, so that it reads and writes sixteen bytes at once.
template <int LANES>
struct Pack {
  float of[LANES];
};

template <int LANES>
__device__ __forceinline__ Pack<LANES> loadPack(const float *from) {
  Pack<LANES> pack;
  if constexpr (LANES == 4) {
    const float4 four = *reinterpret_cast<const float4 *>(from);
    pack.of[0] = four.x, pack.of[1] = four.y, pack.of[2] = four.z, pack.of[3] = four.w;
  } else {
    pack.of[0] = *from;
  }
  return pack;
}

template <int LANES>
__device__ __forceinline__ void storePack(float *to, Pack<LANES> pack) {
  if constexpr (LANES == 4) {
    *reinterpret_cast<float4 *>(to) = make_float4(pack.of[0], pack.of[1], pack.of[2], pack.of[3]);
  } else {
    *to = pack.of[0];
  }
}

// One byte for each channel of a pack.
template <int LANES>
struct Bytes {
  unsigned char of[LANES];
};

template <int LANES>
__device__ __forceinline__ Bytes<LANES> loadBytes(const unsigned char *from) {
  Bytes<LANES> bytes;
  if constexpr (LANES == 4) {
    const uchar4 four = *reinterpret_cast<const uchar4 *>(from);
    bytes.of[0] = four.x, bytes.of[1] = four.y, bytes.of[2] = four.z, bytes.of[3] = four.w;
  } else {
    bytes.of[0] = *from;
  }
  return bytes;
}

template <int LANES>
__device__ __forceinline__ void storeBytes(unsigned char *to, Bytes<LANES> bytes) {
  if constexpr (LANES == 4) {
    *reinterpret_cast<uchar4 *>(to) =
        make_uchar4(bytes.of[0], bytes.of[1], bytes.of[2], bytes.of[3]);
  } else {
    *to = bytes.of[0];
  }
}

// Which image, row, column and first channel a thread has, of `rows` × `columns` places for each
// channel. The places of a batch are numbered in the order in which they lie in memory.
struct Place {
  int image, channel, row, column;
};

template <int LANES>
__device__ __forceinline__ Place placeAt(
    unsigned index, const Pooling &pooling, unsigned rows, unsigned columns) {
  const unsigned packs = pooling.channels / LANES;
  Place place;
  if (pooling.channelsLast) {
    const unsigned pixel = index / packs, row = pixel / columns;
    place.channel = (index - pixel * packs) * LANES;
    place.column = pixel - row * columns;
    place.image = row / rows;
    place.row = row - place.image * rows;
  } else {
    const unsigned row = index / columns, plane = row / rows;
    place.column = index - row * columns;
    place.row = row - plane * rows;
    place.image = plane / packs;
    place.channel = plane - place.image * packs;
  }
  return place;
}

// How far apart neighbours are in a batch of images of height × width.
struct Strides {
  long long image;
  int channel, row, column;
};

__device__ __forceinline__ Strides stridesOf(
    const Pooling &pooling, int height, int width, bool channelsLast) {
  const int channels = pooling.channels;
  const long long image = (long long)channels * height * width;
  if (channelsLast) return {image, 1, width * channels, channels};
  return {image, height * width, width, 1};
}

__device__ __forceinline__ Strides inputStrides(const Pooling &pooling) {
  return stridesOf(pooling, pooling.height, pooling.width, pooling.channelsLast);
}

// Of the output and its gradient; what else has a number for each output (taps, lengths) keeps to
// the input's order.
__device__ __forceinline__ Strides outputStrides(const Pooling &pooling) {
  return stridesOf(
      pooling, pooling.outputHeight, pooling.outputWidth,
      pooling.channelsLast && !pooling.outputChannelsFirst);
}

__device__ __forceinline__ Strides tapStrides(const Pooling &pooling) {
  return stridesOf(pooling, pooling.outputHeight, pooling.outputWidth, pooling.channelsLast);
}

__device__ __forceinline__ long long offsetOf(Strides strides, Place place) {
  return place.image * strides.image + place.channel * strides.channel + place.row * strides.row
         + place.column * strides.column;
}

// The output of a pack of channels: sixteen bytes at once where they lie together.
template <int LANES>
__device__ __forceinline__ Pack<LANES> loadOutput(const float *from, Strides strides) {
  Pack<LANES> pack;
  if (LANES == 1 || strides.channel == 1) {
    pack = loadPack<LANES>(from);
  } else {
#pragma unroll
    for (int lane = 0; lane < LANES; lane++) pack.of[lane] = from[lane * strides.channel];
  }
  return pack;
}

template <int LANES>
__device__ __forceinline__ void storeOutput(float *to, Strides strides, Pack<LANES> pack) {
  if (LANES == 1 || strides.channel == 1) {
    storePack(to, pack);
  } else {
#pragma unroll
    for (int lane = 0; lane < LANES; lane++) to[lane * strides.channel] = pack.of[lane];
  }
}

// Windows that cover padded row `row` of an image: first and last, perhaps none.
struct Covering {
  int first, last;
};

__device__ __forceinline__ Covering covering(int padded, int kernel, int stride, int outputs) {
  const int before = padded - kernel + 1;
  const int first = before <= 0 ? 0 : (before + stride - 1) / stride;
  const int last = padded / stride;
  return {first, last < outputs ? last : outputs - 1};
}

#endif
