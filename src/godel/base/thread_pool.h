// SPDX-License-Identifier: MIT
// A few threads that work on one loop at a time. Built for the decode step, which is hundreds of short loops: workers
// spin for a moment after each loop and sleep only when none follows.
#pragma once
#include <cstddef>
#include <functional>
#include <memory>

namespace godel {

class ThreadPool {
 public:
  // `num_threads` counts the calling thread; 0 takes one a physical or virtual core that this process may use.
  explicit ThreadPool(size_t num_threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  size_t num_threads() const;

  // Calls body(i) once for each i in [0, count), on all threads, and returns when all are done. Which thread takes
  // which i is not fixed, so body must compute the same whoever runs it. Not reentrant, and for one caller at a time.
  void For(size_t count, const std::function<void(size_t)>& body);

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

// [0, count) in nearly equal contiguous parts: the half-open range of part i of `parts`.
struct IndexRange {
  size_t begin;
  size_t end;
};
constexpr IndexRange PartOf(size_t count, size_t parts, size_t i) {
  return {count * i / parts, count * (i + 1) / parts};
}

}  // namespace godel
