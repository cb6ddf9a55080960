// One step of an optimizer over all parameters of a network, which lie one behind the other; their
// gradients and what the rule remembers likewise. Each number is read once and written once.
//
// What changes from step to step stands in `schedule`, four numbers a step. After a loss that was not
// finite nothing is changed any more.

#include "OptimizerMoves.cuh"

// Schedule: rate / (1 − beta1^t), 1 / √(1 − beta2^t).
extern "C" __global__ void __launch_bounds__(128) adam_step(
  float *__restrict__ parameters, const float *__restrict__ gradients, float *__restrict__ first,
  float *__restrict__ second, long long count, const int *__restrict__ state,
  const float *__restrict__ schedule, float beta1, float beta2, float epsilon, float decay
) {
  if (state[stateDiverged] >= 0) return;
  const float *row = schedule + 4 * state[stateStep];
  const float rate = row[0], correction = row[1];
  const long long four = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (4 * four + 3 < count) {
    float4 p = reinterpret_cast<float4 *>(parameters)[four];
    float4 m = reinterpret_cast<float4 *>(first)[four];
    float4 v = reinterpret_cast<float4 *>(second)[four];
    const float4 g = reinterpret_cast<const float4 *>(gradients)[four];
    adamMove(p.x, m.x, v.x, g.x, rate, correction, beta1, beta2, epsilon, decay);
    adamMove(p.y, m.y, v.y, g.y, rate, correction, beta1, beta2, epsilon, decay);
    adamMove(p.z, m.z, v.z, g.z, rate, correction, beta1, beta2, epsilon, decay);
    adamMove(p.w, m.w, v.w, g.w, rate, correction, beta1, beta2, epsilon, decay);
    reinterpret_cast<float4 *>(parameters)[four] = p;
    reinterpret_cast<float4 *>(first)[four] = m;
    reinterpret_cast<float4 *>(second)[four] = v;
    return;
  }
  for (long long each = 4 * four; each < count; each++) {
    adamMove(
      parameters[each], first[each], second[each], gradients[each], rate, correction, beta1, beta2,
      epsilon, decay);
  }
}

// Schedule: rate.
extern "C" __global__ void __launch_bounds__(128) momentum_step(
  float *__restrict__ parameters, const float *__restrict__ gradients,
  float *__restrict__ velocities, long long count, const int *__restrict__ state,
  const float *__restrict__ schedule, float momentum, float decay, int looksAhead
) {
  if (state[stateDiverged] >= 0) return;
  const float rate = schedule[4 * state[stateStep]];
  const long long four = (long long)blockIdx.x * blockDim.x + threadIdx.x;
  if (4 * four + 3 < count) {
    float4 p = reinterpret_cast<float4 *>(parameters)[four];
    float4 v = reinterpret_cast<float4 *>(velocities)[four];
    const float4 g = reinterpret_cast<const float4 *>(gradients)[four];
    momentumMove(p.x, v.x, g.x, rate, momentum, decay, looksAhead);
    momentumMove(p.y, v.y, g.y, rate, momentum, decay, looksAhead);
    momentumMove(p.z, v.z, g.z, rate, momentum, decay, looksAhead);
    momentumMove(p.w, v.w, g.w, rate, momentum, decay, looksAhead);
    reinterpret_cast<float4 *>(parameters)[four] = p;
    reinterpret_cast<float4 *>(velocities)[four] = v;
    return;
  }
  for (long long each = 4 * four; each < count; each++) {
    momentumMove(
      parameters[each], velocities[each], gradients[each], rate, momentum, decay, looksAhead);
  }
}
