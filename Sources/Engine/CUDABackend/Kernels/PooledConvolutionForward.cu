// A small convolution, its bias, an activation and pooling by windows of 2 × 2 in one launch: a thread
// computes two rows of the convolution in registers, of which only the pooled row is written.
//
// Block (image, slice of the filters). Shared memory: the image with its padding, then the slice's
// filters with the filter as the last axis.
#include "LaunchOverlap.cuh"
#include "PooledConvolution.cuh"

// The largest (or, with a sign of -1, smallest) number of a window, and its tap, row by row.
static __device__ __forceinline__ float winnerOfWindow(
    const float (&window)[4], float sign, int &tap) {
  float best = window[0];
  tap = 0;
#pragma unroll
  for (int each = 1; each < 4; each++) {
    const bool wins = !(sign * window[each] <= sign * best) && best == best;
    best = wins ? window[each] : best;
    tap = wins ? each : tap;
  }
  return best;
}

// What becomes of a window: the pooled number and, of a maximum or minimum, its tap.
static __device__ __forceinline__ float poolWindow(
    float (&window)[4], const PooledConvolution &c, int &tap) {
  if (c.kind == poolsMaximum || c.kind == poolsMinimum) {
    // An activation never falls, so the winner may be found before it.
    return applyActivation(
        c.activation, winnerOfWindow(window, c.kind == poolsMaximum ? 1 : -1, tap));
  }
  tap = 0;
  float sum = 0;
  for (int each = 0; each < 4; each++) {
    window[each] = applyActivation(c.activation, window[each]);
    sum += c.kind == poolsLength ? window[each] * window[each] : window[each];
  }
  return c.kind == poolsLength ? sqrtf(sum) : sum * 0.25f;
}

template <int K, int P>
static __device__ __forceinline__ void forward(
    const float *__restrict__ input, const float *__restrict__ weight,
    const float *__restrict__ bias, float *__restrict__ output, unsigned char *__restrict__ taps,
    float *__restrict__ activated, const PooledConvolution &c, const Tiling &tiling) {
  DYNAMIC_SHARED(float, planes);
  float *filters = planes + c.channels * tiling.planeStride;
  const int image = blockIdx.x, firstFilter = blockIdx.y * tiling.width;
  const int count = min(tiling.width, c.filters - firstFilter), depth = c.channels * K * K;
  startPlanes(
      planes, input + (long long)image * c.channels * c.height * c.width, c.channels,
      2 * c.pooledHeight + K - 1, tiling.rowStride, tiling.planeStride, c.height, c.width, c.top,
      c.left);
  for (int tap = threadIdx.x; tap < depth; tap += blockDim.x) {
    for (int own = 0; own < count; own++) {
      startCopy(
          filters + tap * tiling.weightStride + own,
          weight + (long long)(firstFilter + own) * depth + tap, true);
    }
  }

  const int part = threadIdx.x & (tiling.parts - 1);
  int rest = threadIdx.x / tiling.parts;
  const bool isBusy = rest < count * tiling.strips * c.pooledHeight;
  if (!isBusy) rest = 0;
  const int place = rest / count, own = rest - place * count, filter = firstFilter + own;
  const int row = place / tiling.strips, strip = place - row * tiling.strips;
  const float offset = bias != nullptr ? bias[filter] : 0;
  finishCopies();
  __syncthreads();

  float sums[2][2 * P] = {};
  correlate<K, P>(
      sums, planes + 2 * row * tiling.rowStride + strip * 2 * P, filters + own, tiling, part,
      c.channels, tiling.parts);
  addParts<P>(sums, tiling.parts);
  if (!isBusy) return;

  const int plane = image * c.filters + filter;
  const int rowStart = (plane * c.pooledHeight + row) * c.pooledWidth;
  const bool isExtreme = c.kind == poolsMaximum || c.kind == poolsMinimum;
  if (isExtreme && (c.activation == activationNone || c.activation == activationReLU)) {
    // What most networks have, without a branch for each window.
    const float sign = c.kind == poolsMaximum ? 1 : -1;
    const bool rectifies = c.activation == activationReLU;
#pragma unroll
    for (int each = 0; each < P; each++) {
      const float window[4] = {
          sums[0][2 * each] + offset, sums[0][2 * each + 1] + offset, sums[1][2 * each] + offset,
          sums[1][2 * each + 1] + offset};
      int tap;
      float best = winnerOfWindow(window, sign, tap);
      best = rectifies && best < 0 ? 0 : best;
      tap = rectifies && !(best > 0) ? silentTap : tap;
      const int column = strip * P + each;
      if (column < c.pooledWidth && (each & (tiling.parts - 1)) == part) {
        output[rowStart + column] = best;
        if (taps != nullptr) taps[rowStart + column] = tap;
      }
    }
    return;
  }
#pragma unroll
  for (int each = 0; each < P; each++) {
    const int column = strip * P + each;
    if (column >= c.pooledWidth || (each & (tiling.parts - 1)) != part) continue;
    float window[4] = {
        sums[0][2 * each] + offset, sums[0][2 * each + 1] + offset, sums[1][2 * each] + offset,
        sums[1][2 * each + 1] + offset};
    int tap;
    const float pooled = poolWindow(window, c, tap);
    const int to = rowStart + column;
    output[to] = pooled;
    if (taps != nullptr) taps[to] = tap;
    if (activated != nullptr) {
      reinterpret_cast<float4 *>(activated)[to] =
          make_float4(window[0], window[1], window[2], window[3]);
    }
  }
}

// `taps` (for a maximum or minimum) and `activated` (for a mean or length; the four numbers of each
// window) are for the backward pass, and may be null.
extern "C" __global__ void __launch_bounds__(512, 1) pooled_convolution_forward(
    const float *input, const float *weight, const float *bias, float *output,
    unsigned char *taps, float *activated, PooledConvolution c, Tiling tiling) {
  awaitPreviousKernel();
  switch (c.kernel * 16 + tiling.strip) {
    case 5 * 16 + 7:
      return forward<5, 7>(input, weight, bias, output, taps, activated, c, tiling);
    case 5 * 16 + 5:
      return forward<5, 5>(input, weight, bias, output, taps, activated, c, tiling);
    case 5 * 16 + 4:
      return forward<5, 4>(input, weight, bias, output, taps, activated, c, tiling);
    case 3 * 16 + 7:
      return forward<3, 7>(input, weight, bias, output, taps, activated, c, tiling);
    case 3 * 16 + 4:
      return forward<3, 4>(input, weight, bias, output, taps, activated, c, tiling);
  }
}
