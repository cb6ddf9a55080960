// Tells ThreadSanitizer of Swift's Mutex.
//
// The quick way through a `Mutex` is inlined into our code, so ThreadSanitizer sees its atomic operations. The
// slow one, where a thread has to wait, lies in libswiftSynchronization, which is not instrumented: to
// ThreadSanitizer it orders nothing, and whatever two threads did one after the other under the lock would
// be a race. This library, loaded before all others, takes the place of the two functions, calls them, and
// says what they order.
//
// What it names is weak: compilers and other programs that the tests start are no part of it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdint.h>

#define LOCK "$s15Synchronization12_MutexHandleV9_lockSlowyys6UInt32VF"
#define UNLOCK "$s15Synchronization12_MutexHandleV11_unlockSlowyyF"

extern void __tsan_acquire(void *address) __attribute__((weak));
extern void __tsan_release(void *address) __attribute__((weak));

#define SWIFT __attribute__((swiftcall))
#define SELF __attribute__((swift_context)) void *handle

typedef SWIFT void (*Lock)(uint32_t thread, SELF);
typedef SWIFT void (*Unlock)(SELF);

// Looked up at each call: the library may be loaded late, and who waits for a lock has the time.
SWIFT void lockSlow(uint32_t thread, SELF) __asm__(LOCK);
SWIFT void unlockSlow(SELF) __asm__(UNLOCK);

SWIFT void lockSlow(uint32_t thread, SELF) {
  ((Lock)dlsym(RTLD_NEXT, LOCK))(thread, handle);
  if (__tsan_acquire) __tsan_acquire(handle);
}

SWIFT void unlockSlow(SELF) {
  if (__tsan_release) __tsan_release(handle);
  ((Unlock)dlsym(RTLD_NEXT, UNLOCK))(handle);
}
