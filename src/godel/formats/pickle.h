// SPDX-License-Identifier: MIT
// Reads a pickle as data. Pickle is a program for a stack machine; this machine knows the opcodes that build plain
// values and the handful of functions that torch.save names for tensors, which it imitates. Anything else stops it by
// name, so nothing that a file asks for is ever run.
#pragma once
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/tensor/data_type.h"

namespace godel {

struct PickleLimits {
  size_t max_bytes = size_t{64} << 20;
  size_t max_stack = 500'000;
  size_t max_cells = 1'000'000;  // values and references to values; a checkpoint of 1000 tensors has some 50 000
};

// A value's place in Pickle::values. Values refer to each other by place, not by pointer: cycles and nesting of any
// depth are then neither leaks nor recursion.
enum class PickleRef : uint32_t {};

struct PickleValue {
  enum class Kind {
    kNone,
    kBool,     // integer
    kInt,      // integer
    kFloat,    // its value is not kept: nothing here needs it
    kText,     // text: unicode or bytes, not checked to be UTF-8
    kTuple,    // items
    kList,     // items; also sets
    kDict,     // items: key, value, key, value, ...
    kGlobal,   // text: "module name"
    kStorage,  // type; items: key, number of elements
    kTensor,   // items: storage, offset, shape, strides
  };
  Kind kind = Kind::kNone;
  DataType type = DataType::kU8;
  int64_t integer = 0;
  std::string_view text = {};  // borrowed from the pickle's bytes, or static
  std::vector<PickleRef> items = {};
};

struct Pickle {
  std::vector<PickleValue> values;
  PickleRef root{};

  const PickleValue& operator[](PickleRef ref) const { return values[static_cast<size_t>(ref)]; }
};

// Protocols 2 to 5. The result borrows from `bytes`. Storages and tensors have items of the right kinds (text and int;
// storage, int, tuple of ints, tuple of ints); their numbers are not compared with anything.
// Error: kUnsupported naming the function or opcode that is not on the list, kBadData, kResourceExhausted.
Result<Pickle> ReadPickle(std::span<const std::byte> bytes, const PickleLimits& limits = {});

}  // namespace godel
