// Philox 4x32-10: ten rounds of multiplying and mixing turn a block's number into four random
// words, so that any block can be had without those before it.
//
// J. Salmon et al., Parallel Random Numbers: As Easy as 1, 2, 3, 2011.

void KERNEL(convolume_uniform)(
    uint64_t first_block, int64_t blocks, uint32_t key0, uint32_t key1, uint32_t stream0,
    uint32_t stream1, float *output) {
  for (int64_t block = 0; block < blocks; block++) {
    const uint64_t place = first_block + (uint64_t)block;
    uint32_t a = (uint32_t)place, b = (uint32_t)(place >> 32), c = stream0, d = stream1;
    uint32_t k0 = key0, k1 = key1;
#pragma clang loop unroll(full)
    for (int round = 0; round < 10; round++) {
      const uint64_t product0 = (uint64_t)a * 0xD2511F53u;
      const uint64_t product1 = (uint64_t)c * 0xCD9E8D57u;
      a = (uint32_t)(product1 >> 32) ^ b ^ k0;
      b = (uint32_t)product1;
      c = (uint32_t)(product0 >> 32) ^ d ^ k1;
      d = (uint32_t)product0;
      k0 += 0x9E3779B9u;
      k1 += 0xBB67AE85u;
    }
    float *four = output + 4 * block;
    four[0] = (float)(int32_t)(a >> 8) * 0x1p-24f;
    four[1] = (float)(int32_t)(b >> 8) * 0x1p-24f;
    four[2] = (float)(int32_t)(c >> 8) * 0x1p-24f;
    four[3] = (float)(int32_t)(d >> 8) * 0x1p-24f;
  }
}
