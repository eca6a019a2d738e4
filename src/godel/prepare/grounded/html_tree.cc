// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/html_tree.h"

#include <fmt/format.h>

#include <algorithm>
#include <csetjmp>
#include <cstddef>
#include <ctime>
#include <utility>
#include <vector>

namespace godel {

// Memory that is given back only as a whole. Gumbo never gets to free its tree: its gumbo_destroy_output calls itself
// for each level, and a page of a megabyte can nest so deep that the stack is not enough.
class HtmlTree::Arena {
 public:
  explicit Arena(const HtmlLimits& limits) : limits_(limits), begun_(ThreadSeconds()) {}

  // Gumbo does not look whether it got memory, so at a limit this does not return but jumps out of the parser to where
  // `jump` was set. What lies between is C, and holds nothing that is not in here.
  void* Allocate(size_t size) {
    size = (size + alignof(std::max_align_t) - 1) & ~(alignof(std::max_align_t) - 1);
    if (IsLate() || ++allocations_ > limits_.max_allocations || size > limits_.max_memory ||
        used_ > limits_.max_memory - size)
      std::longjmp(jump, 1);
    used_ += size;
    if (size > left_) AddBlock(std::max(size, kBlockBytes));
    left_ -= size;
    return next_ += size, next_ - size;
  }

  std::jmp_buf jump = {};

 private:
  // Reading the clock is dearer than to allocate, so not each time.
  bool IsLate() const {
    constexpr size_t kEvery = 1024;
    return allocations_ % kEvery == kEvery - 1 && ThreadSeconds() - begun_ > limits_.max_seconds;
  }

  static double ThreadSeconds() {
    timespec now = {};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
  }

  static constexpr size_t kBlockBytes = size_t{64} << 10;

  void AddBlock(size_t size) {
    blocks_.push_back(std::make_unique<std::byte[]>(size));
    next_ = blocks_.back().get();
    left_ = size;
  }

  HtmlLimits limits_;
  double begun_;
  size_t allocations_ = 0;
  size_t used_ = 0;
  std::vector<std::unique_ptr<std::byte[]>> blocks_;
  std::byte* next_ = nullptr;
  size_t left_ = 0;
};

HtmlTree::HtmlTree(std::unique_ptr<Arena> arena) : arena_(std::move(arena)) {}
HtmlTree::~HtmlTree() = default;
HtmlTree::HtmlTree(HtmlTree&&) noexcept = default;

// Of its own, without variables that would have to live through the jump.
const GumboOutput* HtmlTree::ParseInto(Arena* arena, std::string_view html) {
  GumboOptions options = kGumboDefaultOptions;
  options.allocator = [](void* from, size_t size) { return static_cast<Arena*>(from)->Allocate(size); };
  options.deallocator = [](void* /*from*/, void* /*memory*/) {};
  options.userdata = arena;
  options.max_errors = 0;
  if (setjmp(arena->jump) != 0) return nullptr;
  return gumbo_parse_with_options(&options, html.data(), html.size());
}

Result<HtmlTree> HtmlTree::Parse(std::string_view html, const HtmlLimits& limits) {
  if (html.size() > limits.max_bytes)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("a page of {} bytes; at most {} are read", html.size(), limits.max_bytes));
  HtmlTree tree(std::make_unique<Arena>(limits));
  const GumboOutput* const output = ParseInto(tree.arena_.get(), html);
  if (output == nullptr)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("a page of {} bytes with more elements than are read, or nested too deep", html.size()));
  tree.root_ = output->root;
  return tree;
}

}  // namespace godel
