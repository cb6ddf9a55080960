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

// Reads the row of samples that 2P neighbouring sums need.
template <int K, int P>
static __device__ __forceinline__ void readSamples(
    float (&samples)[2 * P + K - 1], const float *row) {
#pragma unroll
  for (int pair = 0; pair < P + K / 2; pair++) {
    const float2 two = reinterpret_cast<const float2 *>(row)[pair];
    samples[2 * pair] = two.x, samples[2 * pair + 1] = two.y;
  }
}

// Adds to 2P sums: sums[x] += weights[s] · samples[x + s].
template <int K, int P>
static __device__ __forceinline__ void addRow(
    float (&sums)[2 * P], const float (&weights)[K], const float (&samples)[2 * P + K - 1]) {
#pragma unroll
  for (int s = 0; s < K; s++) {
#pragma unroll
    for (int x = 0; x < 2 * P; x++) sums[x] += weights[s] * samples[x + s];
  }
}

// Adds to two rows of 2P sums each: sums[y][x] += weights[r, s] · plane[y + r, x + s], over the planes
// `first`, `first + step`, … below `count`. A row of samples is read once and meets all its weights.
//
// The rows between the first and the last are a loop, unrolled `UNROLLED` times: in a kernel that runs
// for a few microseconds, code that is fetched for the first time may cost more than a loop.
template <int K, int P, int UNROLLED>
static __device__ __forceinline__ void correlate(
    float (&sums)[2][2 * P], const float *planes, const float *weights, const Tiling &tiling,
    int first, int count, int step) {
#pragma unroll 1
  for (int item = first; item < count; item += step) {
    const float *row = planes + item * tiling.planeStride;
    const float *taps = weights + item * K * K * tiling.weightStride;
    float samples[2 * P + K - 1], above[K], own[K];
    readSamples<K, P>(samples, row);
#pragma unroll
    for (int s = 0; s < K; s++) own[s] = taps[s * tiling.weightStride];
    addRow<K, P>(sums[0], own, samples);
#pragma unroll UNROLLED
    for (int r = 1; r < K; r++) {
      row += tiling.rowStride;
      taps += K * tiling.weightStride;
      readSamples<K, P>(samples, row);
#pragma unroll
      for (int s = 0; s < K; s++) {
        above[s] = own[s];
        own[s] = taps[s * tiling.weightStride];
      }
      addRow<K, P>(sums[1], above, samples);
      addRow<K, P>(sums[0], own, samples);
    }
    readSamples<K, P>(samples, row + tiling.rowStride);
    addRow<K, P>(sums[1], own, samples);
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
