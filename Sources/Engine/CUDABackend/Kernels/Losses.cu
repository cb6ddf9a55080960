// The mean loss of a batch, its gradient, and how many images were recognised.
//
// A warp takes a row at a time, its lanes the classes. The sums over rows have a fixed order: rows of a
// warp, warps of a block, blocks. Rows behind the end of the epoch count nothing and get a gradient of 0.

#include "LossSums.cuh"

// log Σ exp(score) − score[true] of each row, its mean over the batch, and the gradient of that mean:
// (probability − 1 at the true class) / images. `gradient` may be null.
extern "C" __global__ void __launch_bounds__(512) cross_entropy_loss(
  const float *__restrict__ scores, const int *__restrict__ labels, int *state, int batch,
  int classes, float *__restrict__ gradient, double *losses, int *hits, double *scratch,
  int advances
) {
  const int images = state[stateImages];
  const int lane = threadIdx.x % 32;
  const int warps = blockDim.x / 32;
  double loss = 0;
  int hit = 0;
  for (int row = blockIdx.x * warps + threadIdx.x / 32; row < batch; row += gridDim.x * warps) {
    const float *score = scores + (long long)row * classes;
    float *slope = gradient + (long long)row * classes;
    if (row >= images) {
      if (gradient) {
        for (int each = lane; each < classes; each += 32) slope[each] = 0;
      }
      continue;
    }
    float largest;
    int place;
    rowMaximum(score, classes, largest, place);
    float sum = 0;
    for (int each = lane; each < classes; each += 32) sum += expf(score[each] - largest);
    sum = warpSum(sum);
    const int label = labels[row];
    loss += log((double)sum) + ((double)largest - (double)score[label]);
    hit += place == label;
    if (!gradient) continue;
    for (int each = lane; each < classes; each += 32) {
      const float probability = expf(score[each] - largest) / sum;
      slope[each] = (probability - (each == label ? 1.0f : 0.0f)) / images;
    }
  }
  finishLoss({losses, hits, scratch, state, 1, advances}, loss, hit, images);
}

// The mean of (output − target)² over batch and classes, with a target of 1 at the true class and 0
// elsewhere, and its gradient. `gradient` may be null.
extern "C" __global__ void __launch_bounds__(512) mean_squared_error_loss(
  const float *__restrict__ outputs, const int *__restrict__ labels, int *state, int batch,
  int classes, float *__restrict__ gradient, double *losses, int *hits, double *scratch,
  int advances
) {
  const int images = state[stateImages];
  const int lane = threadIdx.x % 32;
  const int warps = blockDim.x / 32;
  double loss = 0;
  int hit = 0;
  for (int row = blockIdx.x * warps + threadIdx.x / 32; row < batch; row += gridDim.x * warps) {
    const float *output = outputs + (long long)row * classes;
    float *slope = gradient + (long long)row * classes;
    if (row >= images) {
      if (gradient) {
        for (int each = lane; each < classes; each += 32) slope[each] = 0;
      }
      continue;
    }
    float largest;
    int place;
    rowMaximum(output, classes, largest, place);
    const int label = labels[row];
    const float scale = 2 / ((float)images * classes);
    double sum = 0;
    for (int each = lane; each < classes; each += 32) {
      const float difference = output[each] - (each == label ? 1.0f : 0.0f);
      sum += (double)difference * difference;
      if (gradient) slope[each] = difference * scale;
    }
    loss += warpSum(sum);
    hit += place == label;
  }
  finishLoss({losses, hits, scratch, state, (double)classes, advances}, loss, hit, images);
}
