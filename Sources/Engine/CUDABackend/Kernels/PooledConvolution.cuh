// What the passes of a small convolution with pooling behind it share.
#ifndef CONVOLUME_POOLED_CONVOLUTION_CUH
#define CONVOLUME_POOLED_CONVOLUTION_CUH

#include "AsyncCopy.cuh"

// How a window of 2 × 2 is pooled; `DevicePooling.Kind` has the same codes.
enum PoolingKind { poolsMaximum = 0, poolsMinimum = 1, poolsMean = 2, poolsLength = 3 };

// Stride 1, one group, windows of 2 × 2 side by side: what LeNet-5 is made of.
struct PooledConvolution {
  int channels, height, width, filters, kernel, top, left, pooledHeight, pooledWidth;
  int kind, activation;
};

// How a block divides its work; PooledConvolutionKernels chooses it. Threads compute two rows of
// `strips` × 2P numbers; `parts` of them (a power of two) share the sum over what is summed.
struct Tiling {
  int strip;        // P, pooled columns of a strip
  int strips;       // strips of a row
  int parts;        // threads that share a sum
  int width;        // channels or filters of a block
  int rowStride;    // of the images in shared memory; even, and so is planeStride
  int planeStride;
  int weightStride;  // from one weight of a filter to the next in shared memory
};

// The tap of a window that passes no gradient.
static const int silentTap = 255;

// The curved activations once, and not where each number is made: a kernel of a few microseconds must
// not have much code to fetch.
static __device__ __attribute__((noinline)) float applyCurved(int activation, float x) {
  return activate(activation, x);
}

static __device__ __forceinline__ float applyActivation(int activation, float x) {
  if (activation == activationNone) return x;
  return activation == activationReLU ? (x < 0 ? 0 : x) : applyCurved(activation, x);
}

// Starts to copy planes of an image into shared memory, with zeros around: row 0 of a plane there is
// row -top of the image. 16 threads take a row.
static __device__ void startPlanes(
    float *__restrict__ planes, const float *__restrict__ image, int count, int rows,
    int rowStride, int planeStride, int height, int width, int top, int left) {
  const int step = blockDim.x / 16, planeStep = step / rows, rowStep = step - planeStep * rows;
  int plane = threadIdx.x / 16 / rows, row = threadIdx.x / 16 - plane * rows;
  for (int line = threadIdx.x / 16; line < count * rows; line += step) {
    const int y = row - top;
    const bool isRow = y >= 0 && y < height;
    const float *source = image + (plane * height + y) * width - left;
    float *target = planes + plane * planeStride + row * rowStride;
    for (int column = threadIdx.x % 16; column < rowStride; column += 16) {
      const bool isInside = isRow && column >= left && column < width + left;
      startCopy(target + column, isInside ? source + column : image, isInside);
    }
    plane += planeStep;
    row += rowStep;
    if (row >= rows) row -= rows, plane++;
  }
}

// Adds to two rows of 2P sums each: sums[y][x] += weights[r, s] · plane[y + r, x + s], over the planes
// `first`, `first + step`, … below `count`. A row of samples is read once and meets all its weights.
template <int K, int P>
static __device__ __forceinline__ void correlate(
    float (&sums)[2][2 * P], const float *planes, const float *weights, const Tiling &tiling,
    int first, int count, int step) {
  for (int item = first; item < count; item += step) {
    const float *rows = planes + item * tiling.planeStride;
    const float *taps = weights + item * K * K * tiling.weightStride;
    float above[K], own[K];
#pragma unroll
    for (int r = 0; r <= K; r++) {
      float samples[2 * P + K - 1];
#pragma unroll
      for (int pair = 0; pair < P + K / 2; pair++) {
        const float2 two = reinterpret_cast<const float2 *>(rows + r * tiling.rowStride)[pair];
        samples[2 * pair] = two.x, samples[2 * pair + 1] = two.y;
      }
      if (r < K) {
#pragma unroll
        for (int s = 0; s < K; s++) own[s] = taps[(r * K + s) * tiling.weightStride];
      }
#pragma unroll
      for (int s = 0; s < K; s++) {
#pragma unroll
        for (int x = 0; x < 2 * P; x++) {
          if (r < K) sums[0][x] += own[s] * samples[x + s];
          if (r > 0) sums[1][x] += above[s] * samples[x + s];
        }
      }
#pragma unroll
      for (int s = 0; s < K; s++) above[s] = own[s];
    }
  }
}

// Adds what `parts` neighbouring threads have; each of them gets the sum.
template <int P>
static __device__ __forceinline__ void addParts(float (&sums)[2][2 * P], int parts) {
  for (int distance = parts / 2; distance > 0; distance /= 2) {
#pragma unroll
    for (int y = 0; y < 2; y++) {
#pragma unroll
      for (int x = 0; x < 2 * P; x++) {
        sums[y][x] += __shfl_xor_sync(0xffffffffu, sums[y][x], distance);
      }
    }
  }
}

#endif
