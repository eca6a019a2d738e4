// SPDX-License-Identifier: MIT
// The functions that a checkpoint's pickle may name, and what this library does in their place.
#pragma once
#include <optional>
#include <string_view>

#include "godel/formats/pickle.h"

namespace godel {

enum class PickleCall {
  kOrderedDict,       // collections.OrderedDict
  kRebuildTensor,     // torch._utils._rebuild_tensor_v2
  kRebuildParameter,  // torch._utils._rebuild_parameter
  kStorageType,       // torch.FloatStorage and its like: only named, never called
};

struct PickleGlobal {
  std::string_view module;
  std::string_view name;
  std::string_view both;  // "module name"
  PickleCall call;
  DataType type;  // of kStorageType
};

// nullptr: not on the list.
const PickleGlobal* FindPickleGlobal(std::string_view module, std::string_view name);
const PickleGlobal* FindPickleGlobal(std::string_view both);

// The value of persistent id `id`, torch.save's ('storage', type, key, location, number of elements).
Result<PickleValue> MakeStorage(const Pickle& pickle, PickleRef id);

// The value of _rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks[, metadata]).
Result<PickleValue> MakeTensor(const Pickle& pickle, const PickleValue& arguments);

}  // namespace godel
