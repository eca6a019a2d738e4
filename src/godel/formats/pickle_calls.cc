// SPDX-License-Identifier: MIT
#include "godel/formats/pickle_calls.h"

#include <fmt/format.h>

#include <algorithm>

namespace godel {
namespace {

using Kind = PickleValue::Kind;

constexpr PickleGlobal kGlobals[] = {
    {"collections", "OrderedDict", "collections OrderedDict", PickleCall::kOrderedDict, {}},
    {"torch._utils", "_rebuild_tensor_v2", "torch._utils _rebuild_tensor_v2", PickleCall::kRebuildTensor, {}},
    {"torch._utils", "_rebuild_parameter", "torch._utils _rebuild_parameter", PickleCall::kRebuildParameter, {}},
    {"torch", "FloatStorage", "torch FloatStorage", PickleCall::kStorageType, DataType::kF32},
    {"torch", "HalfStorage", "torch HalfStorage", PickleCall::kStorageType, DataType::kF16},
    {"torch", "BFloat16Storage", "torch BFloat16Storage", PickleCall::kStorageType, DataType::kBf16},
    {"torch", "DoubleStorage", "torch DoubleStorage", PickleCall::kStorageType, DataType::kF64},
    {"torch", "LongStorage", "torch LongStorage", PickleCall::kStorageType, DataType::kI64},
    {"torch", "IntStorage", "torch IntStorage", PickleCall::kStorageType, DataType::kI32},
    {"torch", "ShortStorage", "torch ShortStorage", PickleCall::kStorageType, DataType::kI16},
    {"torch", "CharStorage", "torch CharStorage", PickleCall::kStorageType, DataType::kI8},
    {"torch", "ByteStorage", "torch ByteStorage", PickleCall::kStorageType, DataType::kU8},
    {"torch", "BoolStorage", "torch BoolStorage", PickleCall::kStorageType, DataType::kBool},
    {"torch.storage", "UntypedStorage", "torch.storage UntypedStorage", PickleCall::kStorageType, DataType::kU8},
};

bool IsTupleOfInts(const Pickle& pickle, const PickleValue& value) {
  return value.kind == Kind::kTuple && std::all_of(value.items.begin(), value.items.end(),
                                                   [&](PickleRef item) { return pickle[item].kind == Kind::kInt; });
}

}  // namespace

const PickleGlobal* FindPickleGlobal(std::string_view module, std::string_view name) {
  const auto found = std::find_if(std::begin(kGlobals), std::end(kGlobals), [&](const PickleGlobal& global) {
    return global.module == module && global.name == name;
  });
  return found == std::end(kGlobals) ? nullptr : found;
}

const PickleGlobal* FindPickleGlobal(std::string_view both) {
  const auto found = std::find_if(std::begin(kGlobals), std::end(kGlobals),
                                  [&](const PickleGlobal& global) { return global.both == both; });
  return found == std::end(kGlobals) ? nullptr : found;
}

Result<PickleValue> MakeStorage(const Pickle& pickle, PickleRef id) {
  constexpr const char* kExpected =
      "expected a persistent id ('storage', type, key, location, number of elements) as torch.save writes it";
  const PickleValue& tuple = pickle[id];
  if (tuple.kind != Kind::kTuple || tuple.items.size() != 5) return Fail(ErrorCode::kBadData, kExpected);
  const PickleValue& tag = pickle[tuple.items[0]];
  const PickleValue& type = pickle[tuple.items[1]];
  if (tag.kind != Kind::kText || tag.text != "storage" || type.kind != Kind::kGlobal ||
      pickle[tuple.items[2]].kind != Kind::kText || pickle[tuple.items[4]].kind != Kind::kInt)
    return Fail(ErrorCode::kBadData, kExpected);
  const PickleGlobal* global = FindPickleGlobal(type.text);
  if (global == nullptr || global->call != PickleCall::kStorageType)
    return Fail(ErrorCode::kBadData, fmt::format("{}; its type is {}", kExpected, type.text));
  return PickleValue{.kind = Kind::kStorage, .type = global->type, .items = {tuple.items[2], tuple.items[4]}};
}

Result<PickleValue> MakeTensor(const Pickle& pickle, const PickleValue& arguments) {
  const auto& items = arguments.items;
  if (items.size() < 6 || pickle[items[0]].kind != Kind::kStorage || pickle[items[1]].kind != Kind::kInt ||
      !IsTupleOfInts(pickle, pickle[items[2]]) || !IsTupleOfInts(pickle, pickle[items[3]]))
    return Fail(ErrorCode::kBadData,
                "_rebuild_tensor_v2: expected (storage, offset, shape, strides, requires_grad, "
                "hooks) as torch.save writes them");
  return PickleValue{
      .kind = Kind::kTensor, .type = pickle[items[0]].type, .items = {items[0], items[1], items[2], items[3]}};
}

}  // namespace godel
