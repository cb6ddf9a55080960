// Dropout with the draws of the processor: the same network, seed, epoch and image drop the same units.
//
// The draws of an image are a stream of its own (RandomStream.swift): Philox 4×32-10 under the seed as
// key, at the places of a stream whose number is FNV-1a of "dropout", the epoch, the number of the image
// in the data, and the path of the layer. Nothing is remembered: the backward pass draws again.

#include "Common.cuh"

// The place of a layer in its network, from the outermost chain inwards.
struct LayerPath {
  int depth;
  int places[7];
};

// FNV-1a goes on with the eight bytes of a number.
static __device__ __forceinline__ unsigned long long mixed(
  unsigned long long hash, long long number
) {
  for (int shift = 0; shift < 64; shift += 8) {
    hash = (hash ^ ((unsigned long long)number >> shift & 0xff)) * 0x100000001b3ull;
  }
  return hash;
}

// Four uniform numbers from 0 to 1: those at 4 × place and behind it in the stream.
//
// J. Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, 2011.
static __device__ __forceinline__ float4 uniforms(
  unsigned place, unsigned long long seed, unsigned long long stream
) {
  unsigned a = place, b = 0, c = (unsigned)stream, d = (unsigned)(stream >> 32);
  unsigned key0 = (unsigned)seed, key1 = (unsigned)(seed >> 32);
#pragma unroll
  for (int round = 0; round < 10; round++) {
    const unsigned high0 = __umulhi(a, 0xd2511f53u), low0 = a * 0xd2511f53u;
    const unsigned high1 = __umulhi(c, 0xcd9e8d57u), low1 = c * 0xcd9e8d57u;
    a = high1 ^ b ^ key0;
    b = low1;
    c = high0 ^ d ^ key1;
    d = low0;
    key0 += 0x9e3779b9u;
    key1 += 0xbb67ae85u;
  }
  const float unit = 1.0f / 16777216;
  return make_float4((a >> 8) * unit, (b >> 8) * unit, (c >> 8) * unit, (d >> 8) * unit);
}

// output = input · factor, where the factor is 0 with probability `rate` and `scale` else. Run with
// gradients in place of the values it is the backward pass; with an activation, those are then taken
// through it, from its output, which was the input of the dropout. Input and output may be one.
//
// `count` numbers of each image in the order of channels first; with channels last the draws still follow
// that order. Grid: parts of an image × images. `numbers` tells each image's number in the data; null
// stands for 0, 1, 2, … `purpose` is the hash of "dropout".
extern "C" __global__ void __launch_bounds__(256) dropout_apply(
  const float *input, float *output, const float *activated, int activation,
  const int *__restrict__ numbers, const int *__restrict__ epoch, unsigned long long seed,
  unsigned long long purpose, LayerPath path, int channels, int pixels, int isChannelsLast,
  float rate, float scale
) {
  const int row = blockIdx.y;
  const int number = numbers ? numbers[row] : row;
  unsigned long long stream = mixed(mixed(purpose, epoch[0]), number);
  for (int place = 0; place < path.depth; place++) stream = mixed(stream, path.places[place]);
  const int count = channels * pixels;
  const long long start = (long long)row * count;
  for (int four = blockIdx.x * blockDim.x + threadIdx.x; 4 * four < count;
       four += gridDim.x * blockDim.x) {
    const float4 draws = uniforms(four, seed, stream);
    const float each[4] = {draws.x, draws.y, draws.z, draws.w};
    if (!isChannelsLast && count % 4 == 0) {
      const float4 value = reinterpret_cast<const float4 *>(input + start)[four];
      float values[4] = {value.x, value.y, value.z, value.w};
      float4 y = value;
      if (activation != activationNone) {
        y = reinterpret_cast<const float4 *>(activated + start)[four];
      }
      const float outputs[4] = {y.x, y.y, y.z, y.w};
#pragma unroll
      for (int one = 0; one < 4; one++) {
        values[one] = number < 0 ? 0 : values[one] * (each[one] < rate ? 0 : scale);
        values[one] = activationGradient(activation, values[one], outputs[one]);
      }
      reinterpret_cast<float4 *>(output + start)[four] =
        make_float4(values[0], values[1], values[2], values[3]);
      continue;
    }
#pragma unroll
    for (int one = 0; one < 4; one++) {
      const int place = 4 * four + one;
      if (place >= count) break;
      const long long index =
        start + (isChannelsLast ? place % pixels * channels + place / pixels : place);
      float value = number < 0 ? 0 : input[index] * (each[one] < rate ? 0 : scale);
      if (activation != activationNone) {
        value = activationGradient(activation, value, activated[index]);
      }
      output[index] = value;
    }
  }
}
