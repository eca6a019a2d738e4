// SPDX-License-Identifier: MIT
// A page as browsers parse it (Gumbo), within limits: pages come from anywhere, and small ones can be made that take
// all memory, or hours.
#pragma once
#include <gumbo.h>

#include <cstddef>
#include <memory>
#include <string_view>

#include "godel/base/result.h"

namespace godel {

struct HtmlLimits {
  size_t max_bytes = size_t{4} << 20;        // of the page
  size_t max_memory = size_t{256} << 20;     // of the tree
  size_t max_allocations = size_t{1} << 21;  // each element, attribute and text takes some
  // Of this thread's processor. Ordinary pages take hundredths; deeply nested ones the square of their size.
  double max_seconds = 5;
};

// For any number of threads once it is parsed.
class HtmlTree {
 public:
  // Any bytes are a page; `html` must outlive the tree. Error: kResourceExhausted beyond the limits.
  static Result<HtmlTree> Parse(std::string_view html, const HtmlLimits& limits = {});
  ~HtmlTree();
  HtmlTree(HtmlTree&&) noexcept;
  HtmlTree& operator=(HtmlTree&&) = delete;

  const GumboNode* root() const { return root_; }  // the element <html>

 private:
  class Arena;
  explicit HtmlTree(std::unique_ptr<Arena> arena);
  static const GumboOutput* ParseInto(Arena* arena, std::string_view html);

  std::unique_ptr<Arena> arena_;  // of all nodes
  const GumboNode* root_ = nullptr;
};

}  // namespace godel
