// The step of an optimizer on a large linear layer, straight from the layer's input and the gradient of
// its output: each weight's gradient is summed over the batch in registers and used at once, so that it
// never goes through memory. What is left is to read and write a weight and what the rule remembers of
// it, 24 bytes for Adam; 64 products a weight hide behind them.
#include "AsyncCopy.cuh"
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

struct AdamRule {
  float *first, *second, *biasFirst, *biasSecond;
  float rate, correction, beta1, beta2, epsilon, decay;

  // What the rule remembers of four weights.
  struct Slots {
    float4 first, second;
  };

  __device__ __forceinline__ Slots slots(long long place) const {
    return {__ldcs(reinterpret_cast<const float4 *>(first + place)),
            __ldcs(reinterpret_cast<const float4 *>(second + place))};
  }

  __device__ __forceinline__ void keep(long long place, const Slots &slots) const {
    __stcs(reinterpret_cast<float4 *>(first + place), slots.first);
    __stcs(reinterpret_cast<float4 *>(second + place), slots.second);
  }

  __device__ __forceinline__ void move(float4 &p, Slots &slots, float4 g) const {
    float4 &m = slots.first, &v = slots.second;
    adamMove(p.x, m.x, v.x, g.x, rate, correction, beta1, beta2, epsilon, decay);
    adamMove(p.y, m.y, v.y, g.y, rate, correction, beta1, beta2, epsilon, decay);
    adamMove(p.z, m.z, v.z, g.z, rate, correction, beta1, beta2, epsilon, decay);
    adamMove(p.w, m.w, v.w, g.w, rate, correction, beta1, beta2, epsilon, decay);
  }

  __device__ __forceinline__ void moveBias(float *bias, int output, float gradient) const {
    adamMove(
        bias[output], biasFirst[output], biasSecond[output], gradient, rate, correction, beta1,
        beta2, epsilon, decay);
  }
};

struct MomentumRule {
  float *velocity, *biasVelocity;
  float rate, momentum, decay;
  int looksAhead;

  typedef float4 Slots;

  __device__ __forceinline__ Slots slots(long long place) const {
    return __ldcs(reinterpret_cast<const float4 *>(velocity + place));
  }

  __device__ __forceinline__ void keep(long long place, const Slots &slots) const {
    __stcs(reinterpret_cast<float4 *>(velocity + place), slots);
  }

  __device__ __forceinline__ void move(float4 &p, Slots &v, float4 g) const {
    momentumMove(p.x, v.x, g.x, rate, momentum, decay, looksAhead);
    momentumMove(p.y, v.y, g.y, rate, momentum, decay, looksAhead);
    momentumMove(p.z, v.z, g.z, rate, momentum, decay, looksAhead);
    momentumMove(p.w, v.w, g.w, rate, momentum, decay, looksAhead);
  }

  __device__ __forceinline__ void moveBias(float *bias, int output, float gradient) const {
    momentumMove(
        bias[output], biasVelocity[output], gradient, rate, momentum, decay, looksAhead);
  }
};

// Moves a tile of weights and, in the first column of blocks, the biases of its outputs. In a tile that
// IS_WHOLE nothing is asked for each number, so that many are under way at once.
template <bool IS_WHOLE, class Rule>
static __device__ __forceinline__ void moveTile(
    const float *__restrict__ input, const float *__restrict__ gradient, float *__restrict__ weight,
    float *bias, const LinearUpdate &layer, const Rule &rule, float4 *inputs, float4 *gradients) {
  const int lane = threadIdx.x % 32, warp = threadIdx.x / 32;
  const int column = blockIdx.x * TILE_INPUTS + lane * 4;
  const int firstOutput = blockIdx.y * TILE_OUTPUTS;
  const int ownOutput = firstOutput + warp * OWN_OUTPUTS;
  const bool isColumn = IS_WHOLE || column < layer.inputs;
  float *numbers = reinterpret_cast<float *>(gradients);
  float4 sums[OWN_OUTPUTS];
#pragma unroll
  for (int own = 0; own < OWN_OUTPUTS; own++) sums[own] = make_float4(0, 0, 0, 0);
  float biasSum = 0;
  for (int first = 0; first < layer.batch; first += TILE_ROWS) {
    if (first > 0) __syncthreads();
    for (int row = warp; row < TILE_ROWS; row += 8) {
      const bool isRow = first + row < layer.batch;
      const float *from = input + (isRow ? (long long)(first + row) * layer.inputs : 0)
                          + (isColumn ? column : 0);
      startCopy(
          inputs + row * (TILE_INPUTS / 4) + lane, reinterpret_cast<const float4 *>(from),
          isRow && isColumn);
    }
    for (int each = threadIdx.x; each < TILE_ROWS * TILE_OUTPUTS; each += 256) {
      const int row = first + each / TILE_OUTPUTS, output = firstOutput + each % TILE_OUTPUTS;
      const bool isRead = row < layer.batch && (IS_WHOLE || output < layer.outputs);
      startCopy(
          numbers + each, isRead ? gradient + (long long)row * layer.outputs + output : gradient,
          isRead);
    }
    finishCopies();
    __syncthreads();
#pragma unroll 2
    for (int row = 0; row < TILE_ROWS; row++) {
      const float4 x = inputs[row * (TILE_INPUTS / 4) + lane];
      const float4 upper = gradients[row * (TILE_OUTPUTS / 4) + warp * 2];
      const float4 lower = gradients[row * (TILE_OUTPUTS / 4) + warp * 2 + 1];
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
        biasSum += numbers[row * TILE_OUTPUTS + warp * OWN_OUTPUTS + lane];
      }
    }
  }

#pragma unroll
  for (int own = 0; own < OWN_OUTPUTS; own += 2) {
    const bool isOutput = IS_WHOLE || ownOutput + own < layer.outputs;
    const bool isNext = IS_WHOLE || ownOutput + own + 1 < layer.outputs;
    const long long place = (long long)(ownOutput + own) * layer.inputs + column;
    const long long next = place + layer.inputs;
    float4 p, q;
    typename Rule::Slots slots, others;
    if (isOutput && isColumn) {
      p = *reinterpret_cast<const float4 *>(weight + place);
      slots = rule.slots(place);
    }
    if (isNext && isColumn) {
      q = *reinterpret_cast<const float4 *>(weight + next);
      others = rule.slots(next);
    }
    if (isOutput && isColumn) {
      rule.move(p, slots, sums[own]);
      *reinterpret_cast<float4 *>(weight + place) = p;
      rule.keep(place, slots);
    }
    if (isNext && isColumn) {
      rule.move(q, others, sums[own + 1]);
      *reinterpret_cast<float4 *>(weight + next) = q;
      rule.keep(next, others);
    }
  }
  const int output = ownOutput + lane;
  if (bias != nullptr && blockIdx.x == 0 && lane < OWN_OUTPUTS && output < layer.outputs) {
    rule.moveBias(bias, output, biasSum);
  }
}

template <class Rule>
static __device__ __forceinline__ void moveLayer(
    const float *input, const float *gradient, float *weight, float *bias,
    const LinearUpdate &layer, const Rule &rule) {
  __shared__ float4 inputs[TILE_ROWS * TILE_INPUTS / 4];
  __shared__ float4 gradients[TILE_ROWS * TILE_OUTPUTS / 4];
  if ((int)(blockIdx.x + 1) * TILE_INPUTS <= layer.inputs
      && (int)(blockIdx.y + 1) * TILE_OUTPUTS <= layer.outputs) {
    moveTile<true>(input, gradient, weight, bias, layer, rule, inputs, gradients);
  } else {
    moveTile<false>(input, gradient, weight, bias, layer, rule, inputs, gradients);
  }
}

// weight [outputs, inputs] moves along Σ gradient[row] · input[row], and bias, if there is one, along
// Σ gradient[row]. The input's gradient must have been computed before: it needs the old weights.
extern "C" __global__ void __launch_bounds__(256, 3) linear_update_adam(
    const float *input, const float *gradient, float *weight, float *first, float *second,
    float *bias, float *biasFirst, float *biasSecond, LinearUpdate layer, const int *state,
    const float *schedule, float beta1, float beta2, float epsilon, float decay) {
  if (state[stateDiverged] >= 0) return;
  const float *row = schedule + 4 * state[stateStep];
  moveLayer(
      input, gradient, weight, bias, layer,
      AdamRule{first, second, biasFirst, biasSecond, row[0], row[1], beta1, beta2, epsilon, decay});
}

extern "C" __global__ void __launch_bounds__(256, 3) linear_update_momentum(
    const float *input, const float *gradient, float *weight, float *velocity, float *bias,
    float *biasVelocity, LinearUpdate layer, const int *state, const float *schedule,
    float momentum, float decay, int looksAhead) {
  if (state[stateDiverged] >= 0) return;
  const float rate = schedule[4 * state[stateStep]];
  moveLayer(
      input, gradient, weight, bias, layer,
      MomentumRule{velocity, biasVelocity, rate, momentum, decay, looksAhead});
}
