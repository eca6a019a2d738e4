// SPDX-License-Identifier: MIT
#include "godel/base/thread_pool.h"

#include <sched.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace godel {
namespace {

// How often a worker looks for the next loop before it sleeps: about 50 microseconds, longer than the gaps inside a
// decode step and far shorter than a gap between requests. With fewer cores than threads it only steals time.
constexpr int kSpins = 2000;

size_t UsableCores() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof(set), &set) == 0) return static_cast<size_t>(CPU_COUNT(&set));
  const unsigned n = std::thread::hardware_concurrency();
  return n == 0 ? 1 : n;
}

inline void Pause() {
  __builtin_ia32_pause();
}

}  // namespace

struct ThreadPool::Impl {
  std::vector<std::thread> workers;
  std::mutex mutex;
  std::condition_variable wake;
  size_t sleeping = 0;  // guarded by mutex

  // A loop is published by raising `generation`; its fields are written before that and read only after it.
  std::atomic<uint64_t> generation{0};
  std::atomic<bool> stop{false};
  const std::function<void(size_t)>* body = nullptr;
  size_t count = 0;
  std::atomic<size_t> next{0};
  std::atomic<size_t> busy{0};  // workers that have not left the current loop
  int spins = kSpins;

  void Drain() {
    for (size_t i = next.fetch_add(1, std::memory_order_relaxed); i < count;
         i = next.fetch_add(1, std::memory_order_relaxed))
      (*body)(i);
  }

  // Returns the new generation, or `seen` when the pool stops.
  uint64_t AwaitLoop(uint64_t seen) {
    for (int i = 0; i < spins; ++i) {
      const uint64_t now = generation.load(std::memory_order_acquire);
      if (now != seen) return now;
      Pause();
    }
    std::unique_lock lock(mutex);
    ++sleeping;
    wake.wait(lock, [&] { return generation.load(std::memory_order_acquire) != seen || stop.load(); });
    --sleeping;
    return generation.load(std::memory_order_acquire);
  }

  void Work() {
    uint64_t seen = 0;
    for (;;) {
      const uint64_t now = AwaitLoop(seen);
      if (now == seen) return;  // stopped
      seen = now;
      Drain();
      busy.fetch_sub(1, std::memory_order_release);
    }
  }
};

ThreadPool::ThreadPool(size_t num_threads) : impl_(std::make_unique<Impl>()) {
  const size_t cores = UsableCores();
  if (num_threads == 0) num_threads = cores;
  if (num_threads > cores) impl_->spins = 0;
  for (size_t i = 1; i < num_threads; ++i) impl_->workers.emplace_back([impl = impl_.get()] { impl->Work(); });
}

ThreadPool::~ThreadPool() {
  {
    const std::lock_guard lock(impl_->mutex);
    impl_->stop = true;
  }
  impl_->wake.notify_all();
  // A worker that still spins reaches its sleep, sees `stop` there, and leaves.
  for (std::thread& worker : impl_->workers) worker.join();
}

size_t ThreadPool::num_threads() const {
  return impl_->workers.size() + 1;
}

void ThreadPool::For(size_t count, const std::function<void(size_t)>& body) {
  Impl& impl = *impl_;
  if (impl.workers.empty() || count <= 1) {
    for (size_t i = 0; i < count; ++i) body(i);
    return;
  }
  impl.body = &body;
  impl.count = count;
  impl.next.store(0, std::memory_order_relaxed);
  impl.busy.store(impl.workers.size(), std::memory_order_relaxed);
  {
    const std::lock_guard lock(impl.mutex);
    impl.generation.fetch_add(1, std::memory_order_release);
    if (impl.sleeping > 0) impl.wake.notify_all();
  }
  impl.Drain();
  // The last items are in other hands for at most one item's time; yield in case those threads have no core.
  for (int i = 0; impl.busy.load(std::memory_order_acquire) != 0; ++i) {
    if (i < impl.spins)
      Pause();
    else
      std::this_thread::yield();
  }
}

}  // namespace godel
