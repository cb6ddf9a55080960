// How a thread computes two rows of a small convolution in registers, and pools them.
#pragma once

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

// Where the pooled numbers of one image go: number `filter * planeStride + row * rowStride + column` of
// each list. `taps` (for a maximum or minimum) and `activated` (for a mean or length; the four numbers of
// each window) are for the backward pass, and may be null.
struct PooledPlaces {
  float *pooled;
  unsigned char *taps;
  float *activated;
  int planeStride, rowStride;
};

// Starts to copy filters to shared memory, with the filter as the last axis.
static __device__ __forceinline__ void startFilters(
    float *__restrict__ filters, const float *__restrict__ weight, int count, int depth,
    int weightStride) {
  for (int each = threadIdx.x; each < count * depth; each += blockDim.x) {
    const int own = each / depth, tap = each - own * depth;
    startCopy(filters + tap * weightStride + own, weight + each, true);
  }
}

// What a thread has to do: a strip of a row of one filter, and its part of the sum.
struct PooledItem {
  int part, own, row, strip;
  bool isBusy;

  __device__ __forceinline__ PooledItem(
      const PooledConvolution &c, const Tiling &tiling, int count) {
    part = threadIdx.x & (tiling.parts - 1);
    int rest = threadIdx.x / tiling.parts;
    isBusy = rest < count * tiling.strips * c.pooledHeight;
    if (!isBusy) rest = 0;
    const int place = rest / count;
    own = rest - place * count;
    row = place / tiling.strips;
    strip = place - row * tiling.strips;
  }
};

// Computes and pools an item, of the planes and filters in shared memory. All threads of a warp take
// part, busy or not; `filter` is the number of the item's filter among those of the stage.
template <int K, int P>
static __device__ __forceinline__ void poolItem(
    const PooledItem &item, const float *planes, const float *filters, float offset, int filter,
    const PooledPlaces &to, const PooledConvolution &c, const Tiling &tiling) {
  float sums[2][2 * P] = {};
  correlate<K, P, 1>(
      sums, planes + 2 * item.row * tiling.rowStride + item.strip * 2 * P, filters + item.own,
      tiling, item.part, c.channels, tiling.parts);
  addParts<P>(sums, tiling.parts);
  if (!item.isBusy) return;

  const int rowStart = filter * to.planeStride + item.row * to.rowStride;
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
      const int column = item.strip * P + each;
      if (column < c.pooledWidth && (each & (tiling.parts - 1)) == item.part) {
        to.pooled[rowStart + column] = best;
        if (to.taps != nullptr) to.taps[rowStart + column] = tap;
      }
    }
    return;
  }
#pragma unroll
  for (int each = 0; each < P; each++) {
    const int column = item.strip * P + each;
    if (column >= c.pooledWidth || (each & (tiling.parts - 1)) != item.part) continue;
    float window[4] = {
        sums[0][2 * each] + offset, sums[0][2 * each + 1] + offset, sums[1][2 * each] + offset,
        sums[1][2 * each + 1] + offset};
    int tap;
    const float pooled = poolWindow(window, c, tap);
    const int place = rowStart + column;
    to.pooled[place] = pooled;
    if (to.taps != nullptr) to.taps[place] = tap;
    if (to.activated != nullptr) {
      reinterpret_cast<float4 *>(to.activated)[place] =
          make_float4(window[0], window[1], window[2], window[3]);
    }
  }
}
