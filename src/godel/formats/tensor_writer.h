// SPDX-License-Identifier: MIT
// Tensors that are to be written: what a file says about them before their bytes, and where those come from.
#pragma once
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "godel/base/replacing_file.h"
#include "godel/base/result.h"
#include "godel/tensor/tensor_view.h"

namespace godel {

struct TensorPlan {
  std::string name;
  DataType type = DataType::kF32;
  Shape shape;
};

using ByteSink = std::function<Status(std::span<const std::byte>)>;

// Hands the bytes of the plan's tensor `i` to `sink`, in pieces of any size. They are asked for once, in order, and
// nothing but the piece needs to be in memory. Its error ends the writing and becomes the writer's.
using TensorSource = std::function<Status(size_t i, const ByteSink& sink)>;

// Error: kInvalidArgument when a shape is no whole number of blocks or too large.
Result<size_t> PlannedBytes(const TensorPlan& plan);

// One tensor's bytes into `file`; a source that gives another number of them is an error.
Status WritePlanned(const TensorPlan& plan, size_t i, const TensorSource& source, ReplacingFile* file);

// One file with all tensors. It appears under its name only when it is whole.
Status WriteSafetensors(const std::filesystem::path& path, std::span<const TensorPlan> tensors,
                        const TensorSource& source);

}  // namespace godel
