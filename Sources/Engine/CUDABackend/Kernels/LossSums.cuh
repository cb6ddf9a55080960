// What every loss ends with: the sum over the batch in a fixed order, and where it is noted.

#pragma once

#include "Common.cuh"

// Where a loss goes. Of several blocks, the last to arrive adds up what the others left in `scratch`.
struct LossTargets {
  double *losses;     // one for each step of the epoch
  int *hits;          // one for each step of the epoch, written before the loss
  double *scratch;    // blocks × 2, or null when there is one block
  int *state;
  double divisor;     // of the sum, over the images of the batch
  int advances;       // whether the state goes on to the next step
};

// Notes the sum over the images of a batch; one thread.
static __device__ void noteLoss(const LossTargets &to, double loss, int hits, int images) {
  const int step = to.state[stateStep], steps = to.state[stateSteps];
  double mean = images > 0 ? loss / (to.divisor * images) : 0;
  if (isnan(mean)) mean = __longlong_as_double(0x7ff8000000000000ll);
  to.hits[step] = hits;
  // The host may be waiting for the loss, and read the hits then.
  __threadfence_system();
  *(volatile double *)&to.losses[step] = mean;
  if (!isfinite(mean) && to.state[stateDiverged] < 0) to.state[stateDiverged] = step;
  if (to.advances) {
    to.state[stateNext] = step + 1;
    to.state[stateSteps] = steps + 1;
  }
}

// Adds up the warps' parts and, in the last block, the blocks'; notes the result. `loss` and `hits` are
// those of the warp's rows, the same in each lane; all threads of the block call it.
static __device__ void finishLoss(const LossTargets &to, double loss, int hits, int images) {
  __shared__ double warpLosses[32];
  __shared__ int warpHits[32];
  if (threadIdx.x % 32 == 0) {
    warpLosses[threadIdx.x / 32] = loss;
    warpHits[threadIdx.x / 32] = hits;
  }
  __syncthreads();
  if (threadIdx.x > 0) return;
  loss = 0;
  hits = 0;
  for (int warp = 0; warp < blockDim.x / 32; warp++) {
    loss += warpLosses[warp];
    hits += warpHits[warp];
  }
  if (gridDim.x > 1) {
    volatile double *parts = to.scratch;
    parts[2 * blockIdx.x] = loss;
    parts[2 * blockIdx.x + 1] = hits;
    __threadfence();
    unsigned *arrivals = reinterpret_cast<unsigned *>(to.state + stateArrivals);
    if (atomicInc(arrivals, gridDim.x - 1) < gridDim.x - 1) return;
    __threadfence();
    loss = 0;
    hits = 0;
    for (int block = 0; block < gridDim.x; block++) {
      loss += parts[2 * block];
      hits += (int)parts[2 * block + 1];
    }
  }
  noteLoss(to, loss, hits, images);
}

// Adds up what the rows of a batch left and notes the result, by one block.
static __device__ void sumRowLosses(
  const double *rowLosses, const int *rowHits, int batch, const LossTargets &to
) {
  __shared__ double warpLosses[32];
  __shared__ int warpHits[32];
  const int images = min(to.state[stateImages], batch);
  double loss = 0;
  int hits = 0;
  for (int row = threadIdx.x; row < batch; row += blockDim.x) {
    // Read without waiting for the number of images; rows behind them hold anything.
    const double own = rowLosses[row];
    const int hit = rowHits[row];
    loss += row < images ? own : 0;
    hits += row < images ? hit : 0;
  }
  loss = warpSum(loss);
  hits = warpSum(hits);
  if (threadIdx.x % 32 == 0) {
    warpLosses[threadIdx.x / 32] = loss;
    warpHits[threadIdx.x / 32] = hits;
  }
  __syncthreads();
  if (threadIdx.x > 0) return;
  for (int warp = 1; warp < blockDim.x / 32; warp++) {
    loss += warpLosses[warp];
    hits += warpHits[warp];
  }
  noteLoss(to, loss, hits, images);
}

// The largest number of a row and where it stands first, in each lane.
static __device__ __forceinline__ void rowMaximum(
  const float *row, int classes, float &largest, int &place
) {
  const int lane = threadIdx.x % 32;
  largest = -INFINITY;
  place = classes;
  for (int each = lane; each < classes; each += 32) {
    if (row[each] > largest || place == classes) {
      largest = row[each];
      place = each;
    }
  }
  for (int distance = 16; distance > 0; distance /= 2) {
    const float other = __shfl_xor_sync(0xffffffffu, largest, distance);
    const int otherPlace = __shfl_xor_sync(0xffffffffu, place, distance);
    if (other > largest || (other == largest && otherPlace < place)) {
      largest = other;
      place = otherPlace;
    }
  }
}
