// SPDX-License-Identifier: MIT
// How many replies a server takes on at once. Beyond that it says so instead of letting everyone wait.
#pragma once
#include <atomic>
#include <cstddef>
#include <optional>

namespace godel {

// For any thread.
class WorkGate {
 public:
  explicit WorkGate(size_t room) : room_(room) {}

  // Places for some replies, given back at its end.
  class Pass {
   public:
    Pass(Pass&& other) noexcept : gate_(other.gate_), count_(other.count_) { other.gate_ = nullptr; }
    Pass& operator=(Pass&&) = delete;
    ~Pass() {
      if (gate_ != nullptr) gate_->inside_ -= count_;
    }

   private:
    friend class WorkGate;
    Pass(WorkGate& gate, size_t count) : gate_(&gate), count_(count) {}
    WorkGate* gate_;
    size_t count_;
  };

  // nullopt: there is no room for so many.
  std::optional<Pass> Enter(size_t count) {
    size_t inside = inside_;
    do {
      if (count > room_ - inside) return std::nullopt;
    } while (!inside_.compare_exchange_weak(inside, inside + count));
    return Pass(*this, count);
  }

  size_t inside() const { return inside_; }

 private:
  const size_t room_;
  std::atomic<size_t> inside_ = 0;
};

}  // namespace godel
