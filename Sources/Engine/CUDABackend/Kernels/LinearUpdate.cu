// The step of an optimizer on a large linear layer, straight from the layer's input and the gradient of
// its output: each weight's gradient is summed over the batch in registers and used at once, so that it
// never goes through memory. What is left is to read and write a weight and what the rule remembers of
// it, 24 bytes for Adam; 64 products a weight hide behind them.
#include "OptimizerMoves.cuh"

// A block of 256 threads has 64 outputs × 128 inputs: a warp's lanes have four inputs each, side by side,
// of eight outputs.
#define TILE_OUTPUTS 64
#define TILE_INPUTS 128
#define TILE_ROWS 64
#define OWN_OUTPUTS 8

struct LinearUpdate {
  int batch, inputs, outputs;  // inputs a multiple of four
};

// The gradients of a thread's 8 × 4 weights and, in a warp of the first column of blocks, those of the
// biases of its outputs (lane by lane).
static __device__ __forceinline__ void sumGradients(
    const float *__restrict__ input, const float *__restrict__ gradient, const LinearUpdate &layer,
    float4 (&sums)[OWN_OUTPUTS], float &biasSum) {
  __shared__ float4 inputs[TILE_ROWS][TILE_INPUTS / 4];
  __shared__ float4 gradients[TILE_ROWS][TILE_OUTPUTS / 4];
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int firstInput = blockIdx.x * TILE_INPUTS, firstOutput = blockIdx.y * TILE_OUTPUTS;
  const float4 zero = make_float4(0, 0, 0, 0);
#pragma unroll
  for (int own = 0; own < OWN_OUTPUTS; own++) sums[own] = zero;
  biasSum = 0;
  for (int first = 0; first < layer.batch; first += TILE_ROWS) {
    if (first > 0) __syncthreads();
    const int column = firstInput + lane * 4;
#pragma unroll 4
    for (int row = warp; row < TILE_ROWS; row += 8) {
      const bool isInside = first + row < layer.batch && column < layer.inputs;
      inputs[row][lane] =
          isInside ? *reinterpret_cast<const float4 *>(
                         input + (long long)(first + row) * layer.inputs + column)
                   : zero;
    }
    float *target = reinterpret_cast<float *>(gradients);
#pragma unroll 4
    for (int each = threadIdx.x; each < TILE_ROWS * TILE_OUTPUTS; each += 256) {
      const int row = first + each / TILE_OUTPUTS, output = firstOutput + each % TILE_OUTPUTS;
      target[each] = row < layer.batch && output < layer.outputs
                         ? gradient[(long long)row * layer.outputs + output]
                         : 0;
    }
    __syncthreads();
#pragma unroll 2
    for (int row = 0; row < TILE_ROWS; row++) {
      const float4 x = inputs[row][lane];
      const float4 upper = gradients[row][warp * 2], lower = gradients[row][warp * 2 + 1];
      const float slopes[OWN_OUTPUTS] = {upper.x, upper.y, upper.z, upper.w,
                                         lower.x, lower.y, lower.z, lower.w};
#pragma unroll
      for (int own = 0; own < OWN_OUTPUTS; own++) {
        sums[own].x += slopes[own] * x.x, sums[own].y += slopes[own] * x.y;
        sums[own].z += slopes[own] * x.z, sums[own].w += slopes[own] * x.w;
      }
    }
    if (blockIdx.x == 0 && lane < OWN_OUTPUTS) {
      for (int row = 0; row < TILE_ROWS; row++) {
        biasSum += target[row * TILE_OUTPUTS + warp * OWN_OUTPUTS + lane];
      }
    }
  }
}

// weight [outputs, inputs] moves along Σ gradient[row] · input[row], and bias, if there is one, along
// Σ gradient[row]. The input's gradient must have been computed before: it needs the old weights.
extern "C" __global__ void __launch_bounds__(256, 3) linear_update_adam(
    const float *__restrict__ input, const float *__restrict__ gradient, float *__restrict__ weight,
    float *__restrict__ first, float *__restrict__ second, float *bias, float *biasFirst,
    float *biasSecond, LinearUpdate layer, const int *__restrict__ state,
    const float *__restrict__ schedule, float beta1, float beta2, float epsilon, float decay) {
  if (state[stateDiverged] >= 0) return;
  const float rate = schedule[4 * state[stateStep]], correction = schedule[4 * state[stateStep] + 1];
  float4 sums[OWN_OUTPUTS];
  float biasSum;
  sumGradients(input, gradient, layer, sums, biasSum);
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int column = blockIdx.x * TILE_INPUTS + lane * 4;
  const int firstOutput = blockIdx.y * TILE_OUTPUTS + warp * OWN_OUTPUTS;
#pragma unroll
  for (int own = 0; own < OWN_OUTPUTS; own++) {
    const int output = firstOutput + own;
    if (output >= layer.outputs || column >= layer.inputs) continue;
    const long long place = (long long)output * layer.inputs + column;
    float4 p = *reinterpret_cast<const float4 *>(weight + place);
    float4 m = __ldcs(reinterpret_cast<const float4 *>(first + place));
    float4 v = __ldcs(reinterpret_cast<const float4 *>(second + place));
    const float4 g = sums[own];
    adamMove(p.x, m.x, v.x, g.x, rate, correction, beta1, beta2, epsilon, decay);
    adamMove(p.y, m.y, v.y, g.y, rate, correction, beta1, beta2, epsilon, decay);
    adamMove(p.z, m.z, v.z, g.z, rate, correction, beta1, beta2, epsilon, decay);
    adamMove(p.w, m.w, v.w, g.w, rate, correction, beta1, beta2, epsilon, decay);
    *reinterpret_cast<float4 *>(weight + place) = p;
    __stcs(reinterpret_cast<float4 *>(first + place), m);
    __stcs(reinterpret_cast<float4 *>(second + place), v);
  }
  const int output = firstOutput + lane;
  if (bias != nullptr && blockIdx.x == 0 && lane < OWN_OUTPUTS && output < layer.outputs) {
    adamMove(
        bias[output], biasFirst[output], biasSecond[output], biasSum, rate, correction, beta1,
        beta2, epsilon, decay);
  }
}

extern "C" __global__ void __launch_bounds__(256, 3) linear_update_momentum(
    const float *__restrict__ input, const float *__restrict__ gradient, float *__restrict__ weight,
    float *__restrict__ velocity, float *bias, float *biasVelocity, LinearUpdate layer,
    const int *__restrict__ state, const float *__restrict__ schedule, float momentum, float decay,
    int looksAhead) {
  if (state[stateDiverged] >= 0) return;
  const float rate = schedule[4 * state[stateStep]];
  float4 sums[OWN_OUTPUTS];
  float biasSum;
  sumGradients(input, gradient, layer, sums, biasSum);
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int column = blockIdx.x * TILE_INPUTS + lane * 4;
  const int firstOutput = blockIdx.y * TILE_OUTPUTS + warp * OWN_OUTPUTS;
#pragma unroll
  for (int own = 0; own < OWN_OUTPUTS; own++) {
    const int output = firstOutput + own;
    if (output >= layer.outputs || column >= layer.inputs) continue;
    const long long place = (long long)output * layer.inputs + column;
    float4 p = *reinterpret_cast<const float4 *>(weight + place);
    float4 v = __ldcs(reinterpret_cast<const float4 *>(velocity + place));
    const float4 g = sums[own];
    momentumMove(p.x, v.x, g.x, rate, momentum, decay, looksAhead);
    momentumMove(p.y, v.y, g.y, rate, momentum, decay, looksAhead);
    momentumMove(p.z, v.z, g.z, rate, momentum, decay, looksAhead);
    momentumMove(p.w, v.w, g.w, rate, momentum, decay, looksAhead);
    *reinterpret_cast<float4 *>(weight + place) = p;
    __stcs(reinterpret_cast<float4 *>(velocity + place), v);
  }
  const int output = firstOutput + lane;
  if (bias != nullptr && blockIdx.x == 0 && lane < OWN_OUTPUTS && output < layer.outputs) {
    momentumMove(bias[output], biasVelocity[output], biasSum, rate, momentum, decay, looksAhead);
  }
}
