// The end of a network, up to three small linear layers, in one launch: a block takes one row of the
// batch through all of them and, in training, through the loss and back again. So a row needs no other
// block's results; only the gradients of the weights, which sum over rows, are left to SmallLinear.
//
// Weights are [outputs, inputs]. The numbers of a row stay in shared memory; what the gradients of the
// weights need is written out too.
#include "AsyncCopy.cuh"
#include "LinearLayer.cuh"
#include "LossSums.cuh"

struct LinearHead {
  int layers;          // 1 to 3
  int sizes[4];        // of the input and of each layer's output; 0 where there is no layer
  int activations[4];  // what made the input (its slope is taken over), and each layer's own
  int loss;            // of LossKind
  int staged;          // the first layer whose weights, like those behind it, go to shared memory
  int stagedStart;     // where they begin there
};

// `LinearHead.Loss` has the same codes.
enum LossKind { noLoss = 0, crossEntropyLoss = 1, squaredErrorLoss = 2 };

// The gradient of a layer's input, times the slope of the activation that made it. A warp sums, for
// 128 inputs (or 32, where they cannot be read by fours), every few outputs; `shares` has room for
// [warps][inputs].
static __device__ void applyLayerBackward(
    const float *gradient, const float *__restrict__ weight, const float *made, float *next,
    float *written, float *shares, int inputs, int outputs, int activation) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32, warps = HEAD_THREADS / 32;
  const int wide = isByFour(weight, inputs) ? 4 : 1;
  const int chunks = (inputs + 32 * wide - 1) / (32 * wide);
  const int slices = max(1, warps / chunks);
  for (int item = warp; item < chunks * slices; item += warps) {
    const int chunk = item % chunks, slice = item / chunks;
    const int column = (chunk * 32 + lane) * wide;
    if (column >= inputs) continue;
    float *share = shares + slice * inputs + column;
    if (wide == 4) {
      float4 sum = make_float4(0, 0, 0, 0);
#pragma unroll 8
      for (int own = slice; own < outputs; own += slices) {
        const float4 four =
            *reinterpret_cast<const float4 *>(weight + (long long)own * inputs + column);
        const float value = gradient[own];
        sum.x += value * four.x, sum.y += value * four.y;
        sum.z += value * four.z, sum.w += value * four.w;
      }
      share[0] = sum.x, share[1] = sum.y, share[2] = sum.z, share[3] = sum.w;
    } else {
      float sum = 0;
#pragma unroll 8
      for (int own = slice; own < outputs; own += slices) {
        sum += gradient[own] * weight[(long long)own * inputs + column];
      }
      share[0] = sum;
    }
  }
  __syncthreads();
  for (int column = threadIdx.x; column < inputs; column += HEAD_THREADS) {
    float sum = 0;
#pragma unroll 4
    for (int slice = 0; slice < slices; slice++) sum += shares[slice * inputs + column];
    sum = activationGradient(activation, sum, made[column]);
    next[column] = sum;
    written[column] = sum;
  }
  __syncthreads();
}

// Starts to copy a layer's weights to shared memory, by all threads of the block.
static __device__ void stageWeights(float *staged, const float *weight, int count, bool byFour) {
  if (byFour) {
    for (int four = threadIdx.x; four < count / 4; four += HEAD_THREADS) {
      startCopy(
          reinterpret_cast<float4 *>(staged) + four,
          reinterpret_cast<const float4 *>(weight) + four, true);
    }
  } else {
    for (int each = threadIdx.x; each < count; each += HEAD_THREADS) {
      startCopy(staged + each, weight + each, true);
    }
  }
}

// The loss of one row and the gradient of what its last activation was applied to, by one warp. The
// mean is over `images` rows.
static __device__ void rowLoss(
    const float *scores, int classes, int label, int images, int kind, int activation,
    float *gradient, float *written, double *loss, int *hit) {
  const int lane = threadIdx.x % 32;
  float largest;
  int place;
  rowMaximum(scores, classes, largest, place);
  double sum = 0;
  if (kind == crossEntropyLoss) {
    float total = 0;
    for (int each = lane; each < classes; each += 32) total += expf(scores[each] - largest);
    total = warpSum(total);
    sum = (double)logf(total) + ((double)largest - (double)scores[label]);
    for (int each = lane; each < classes; each += 32) {
      const float probability = expf(scores[each] - largest) / total;
      gradient[each] = (probability - (each == label ? 1.0f : 0.0f)) / images;
    }
  } else {
    for (int each = lane; each < classes; each += 32) {
      const float difference = scores[each] - (each == label ? 1.0f : 0.0f);
      sum += (double)difference * difference;
      gradient[each] = difference * (2 / ((float)images * classes));
    }
    sum = warpSum(sum);
  }
  for (int each = lane; each < classes; each += 32) {
    gradient[each] = activationGradient(activation, gradient[each], scores[each]);
    written[each] = gradient[each];
  }
  if (lane == 0) {
    *loss = sum;
    *hit = place == label;
  }
}

// Outputs and gradients are [batch, size] of their layer; outputs may be null in inference but for the
// last layer's. A row behind the end of the epoch has gradients of 0. Without a loss, only the forward
// pass is computed.
extern "C" __global__ void __launch_bounds__(HEAD_THREADS, 1) linear_head(
    const float *__restrict__ input, const float *weight0, const float *bias0, float *output0,
    float *gradient0, const float *weight1, const float *bias1, float *output1, float *gradient1,
    const float *weight2, const float *bias2, float *output2, float *gradient2,
    float *inputGradient, const int *__restrict__ labels, const int *__restrict__ state,
    double *rowLosses, int *rowHits, LinearHead head) {
  DYNAMIC_SHARED(float, values);
  const long long row = blockIdx.x;
  // Each layer's numbers begin at a multiple of four.
  float *made[4];
  made[0] = values;
#pragma unroll
  for (int layer = 0; layer < 3; layer++) {
    made[layer + 1] = made[layer] + (head.sizes[layer] + 3) / 4 * 4;
  }
  for (int each = threadIdx.x; each < head.sizes[0]; each += HEAD_THREADS) {
    startCopy(made[0] + each, input + row * head.sizes[0] + each, true);
  }
  const float *weights[3] = {weight0, weight1, weight2};
  float *staged = values + head.stagedStart;
#pragma unroll
  for (int layer = 0; layer < 3; layer++) {
    if (layer < head.staged || layer >= head.layers) continue;
    const int count = head.sizes[layer] * head.sizes[layer + 1];
    stageWeights(staged, weights[layer], count, isByFour(weights[layer], head.sizes[layer]));
    weights[layer] = staged;
    staged += (count + 3) / 4 * 4;
  }
  // Under way before they are needed.
  const int images = head.loss == noLoss ? 0 : state[stateImages];
  const int label = head.loss == noLoss ? 0 : labels[row];
  finishCopies();
  __syncthreads();
#pragma unroll
  for (int layer = 0; layer < 3; layer++) {
    if (layer == head.layers) break;
    const float *weight = weights[layer];
    const float *bias = layer == 0 ? bias0 : layer == 1 ? bias1 : bias2;
    float *output = layer == 0 ? output0 : layer == 1 ? output1 : output2;
    const int outputs = head.sizes[layer + 1];
    applyLayer(
        made[layer], weight, bias, made[layer + 1],
        output != nullptr ? output + row * outputs : nullptr, head.sizes[layer], outputs,
        head.activations[layer + 1]);
    __syncthreads();
  }
  if (head.loss == noLoss) return;

  const int classes = head.layers == 1   ? head.sizes[1]
                      : head.layers == 2 ? head.sizes[2]
                                         : head.sizes[3];
  const float *scores = head.layers == 1 ? made[1] : head.layers == 2 ? made[2] : made[3];
  const int lastActivation = head.layers == 1   ? head.activations[1]
                             : head.layers == 2 ? head.activations[2]
                                                : head.activations[3];
  float *gradient = made[3] + (head.sizes[3] + 3) / 4 * 4;
  float *last = head.layers == 1 ? gradient0 : head.layers == 2 ? gradient1 : gradient2;
  const int most = max(max(head.sizes[0], head.sizes[1]), max(head.sizes[2], head.sizes[3]));
  float *other = gradient + (most + 3) / 4 * 4, *shares = other + (most + 3) / 4 * 4;
  if (row >= images) {
    for (int each = threadIdx.x; each < classes; each += HEAD_THREADS) {
      gradient[each] = 0;
      last[row * classes + each] = 0;
    }
  } else if (threadIdx.x < 32) {
    rowLoss(
        scores, classes, label, images, head.loss, lastActivation, gradient,
        last + row * classes, rowLosses + row, rowHits + row);
  }
  __syncthreads();
#pragma unroll
  for (int layer = 2; layer >= 0; layer--) {
    if (layer >= head.layers) continue;
    const float *weight = weights[layer];
    float *below = layer == 0 ? inputGradient : layer == 1 ? gradient0 : gradient1;
    const int inputs = head.sizes[layer];
    if (below == nullptr) return;
    applyLayerBackward(
        gradient, weight, made[layer], other, below + row * inputs, shares, inputs,
        head.sizes[layer + 1], head.activations[layer]);
    float *swapped = gradient;
    gradient = other;
    other = swapped;
  }
}
