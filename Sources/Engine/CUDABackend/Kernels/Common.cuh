// What all kernels share: the words of a training step's state, activations, and sums whose order is
// fixed, so that equal runs end with equal bits.

#pragma once

// Shared memory whose size the launch says. The emulation in the tests has its own form of it.
#ifndef DYNAMIC_SHARED
#define DYNAMIC_SHARED(type, name) \
  extern __shared__ __align__(16) unsigned char name##_bytes[]; \
  type *name = reinterpret_cast<type *>(name##_bytes)
#endif

// NVRTC has no <math.h>.
#ifndef INFINITY
#define INFINITY __int_as_float(0x7f800000)
#endif

// The words of a state, `int[8]` on the card: where a run stands. `TrainingStateWord.swift` has the
// same list.
enum StateWord {
  stateStep = 0,      // the step of this epoch that is being computed
  stateImages = 1,    // how many images its batch holds
  stateDiverged = 2,  // the first step whose loss was not finite, or -1
  stateSteps = 3,     // steps done in all
  stateNext = 4,      // the step of this epoch that the next batch belongs to
  stateArrivals = 5   // blocks of a loss that have arrived; 0 between kernels
};

// Codes of activations, as `DeviceActivation` has them.
enum Activation { activationNone = 0, activationReLU = 1, activationTanh = 2, activationSigmoid = 3 };

static __device__ __forceinline__ float activate(int activation, float x) {
  switch (activation) {
    case activationReLU: return x < 0 ? 0 : x;  // NaN stays NaN: a diverged network must not look well
    case activationTanh: return tanhf(x);
    case activationSigmoid: return 1 / (1 + expf(-x));
    default: return x;
  }
}

// The curved activations once, and not where each number is made: a kernel of a few microseconds must
// not have much code to fetch.
static __device__ __attribute__((noinline)) float applyCurved(int activation, float x) {
  return activate(activation, x);
}

static __device__ __forceinline__ float applyActivation(int activation, float x) {
  if (activation == activationNone) return x;
  return activation == activationReLU ? (x < 0 ? 0 : x) : applyCurved(activation, x);
}

// The gradient with respect to an activation's input, from that with respect to its `output`.
static __device__ __forceinline__ float activationGradient(
  int activation, float gradient, float output
) {
  switch (activation) {
    case activationReLU: return output > 0 ? gradient : 0;
    case activationTanh: return gradient * (1 - output * output);
    case activationSigmoid: return gradient * output * (1 - output);
    default: return gradient;
  }
}

// The derivative of an activation, from what it returned.
static __device__ __forceinline__ float activationSlope(int activation, float output) {
  switch (activation) {
    case activationReLU: return output > 0 ? 1.0f : 0.0f;
    case activationTanh: return 1 - output * output;
    case activationSigmoid: return output * (1 - output);
    default: return 1;
  }
}

// The sum over the 32 lanes of a warp, in each of them.
template <class Value>
static __device__ __forceinline__ Value warpSum(Value value) {
  for (int distance = 16; distance > 0; distance /= 2) {
    value += __shfl_xor_sync(0xffffffffu, value, distance);
  }
  return value;
}

// The sum over all threads of a block (a multiple of 32 in one dimension), in each of them. `scratch`
// is shared memory for 32 values; threads may use it again at once after a barrier.
template <class Value>
static __device__ __forceinline__ Value blockSum(Value value, Value *scratch) {
  const int warp = threadIdx.x / 32;
  value = warpSum(value);
  if (threadIdx.x % 32 == 0) scratch[warp] = value;
  __syncthreads();
  Value sum = 0;
  for (int each = 0; each < blockDim.x / 32; each++) sum += scratch[each];
  return sum;
}

// Whether this block is the last of `blocks` to arrive, told to all of its threads. What the others wrote
// before can be read then. The counter is 0 before and after.
static __device__ __forceinline__ bool isLastToArrive(unsigned *counter, unsigned blocks) {
  __shared__ bool isLast;
  __threadfence();
  __syncthreads();
  if (threadIdx.x == 0) isLast = atomicInc(counter, blocks - 1) == blocks - 1;
  __syncthreads();
  __threadfence();
  return isLast;
}
