#include "Fiber.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

namespace cuda_emulation {

namespace {

// Only the pages that are touched take memory.
constexpr size_t stackBytes = 128 * 1024;

/// Saves the registers that a call preserves on the current stack, its place in `from`, and goes on
/// where `to` was saved.
#if defined(__x86_64__)
constexpr size_t savedWords = 6;

__attribute__((naked, noinline)) void exchange(void **from, void *to) {
  __asm__ volatile(
    "pushq %rbp\n pushq %rbx\n pushq %r12\n pushq %r13\n pushq %r14\n pushq %r15\n"
    "movq %rsp, (%rdi)\n"
    "movq %rsi, %rsp\n"
    "popq %r15\n popq %r14\n popq %r13\n popq %r12\n popq %rbx\n popq %rbp\n"
    "ret\n");
}
#elif defined(__aarch64__)
constexpr size_t savedWords = 20;

__attribute__((naked, noinline)) void exchange(void **from, void *to) {
  __asm__ volatile(
    "sub sp, sp, #160\n"
    "stp d8, d9, [sp, #0]\n stp d10, d11, [sp, #16]\n"
    "stp d12, d13, [sp, #32]\n stp d14, d15, [sp, #48]\n"
    "stp x19, x20, [sp, #64]\n stp x21, x22, [sp, #80]\n stp x23, x24, [sp, #96]\n"
    "stp x25, x26, [sp, #112]\n stp x27, x28, [sp, #128]\n stp x29, x30, [sp, #144]\n"
    "mov x9, sp\n str x9, [x0]\n mov sp, x1\n"
    "ldp d8, d9, [sp, #0]\n ldp d10, d11, [sp, #16]\n"
    "ldp d12, d13, [sp, #32]\n ldp d14, d15, [sp, #48]\n"
    "ldp x19, x20, [sp, #64]\n ldp x21, x22, [sp, #80]\n ldp x23, x24, [sp, #96]\n"
    "ldp x25, x26, [sp, #112]\n ldp x27, x28, [sp, #128]\n ldp x29, x30, [sp, #144]\n"
    "add sp, sp, #160\n"
    "ret\n");
}
#else
#error "Fiber.cpp: no context switch for this processor yet; add one beside the two above."
#endif

}  // namespace

Fiber::Fiber(void (*entry)()) : entry(entry) {
  void *memory =
    mmap(nullptr, stackBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0);
  if (memory == MAP_FAILED) abort();
  stack = static_cast<char *>(memory);
  restart();
}

Fiber::~Fiber() { munmap(stack, stackBytes); }

void Fiber::restart() {
  // What `exchange` would have saved had the entry been about to begin.
  void **top = reinterpret_cast<void **>(stack + stackBytes - 16);
#if defined(__x86_64__)
  *top = reinterpret_cast<void *>(entry);
  void **saved = top - savedWords;
  memset(saved, 0, savedWords * sizeof(void *));
#else
  void **saved = top - savedWords;
  memset(saved, 0, savedWords * sizeof(void *));
  saved[savedWords - 1] = reinterpret_cast<void *>(entry);
#endif
  context = saved;
}

void Fiber::resume(void **caller) { exchange(caller, context); }
void Fiber::leaveFor(Fiber &other) { exchange(&context, other.context); }
void Fiber::leaveFor(void *caller) { exchange(&context, caller); }

}  // namespace cuda_emulation
