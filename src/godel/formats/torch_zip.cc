// SPDX-License-Identifier: MIT
#include "godel/formats/torch_zip.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "godel/base/checked_math.h"
#include "godel/base/utf8.h"
#include "godel/formats/pickle.h"
#include "godel/formats/zip_archive.h"

namespace godel {
namespace {

using Kind = PickleValue::Kind;
using Bytes = std::span<const std::byte>;

constexpr std::string_view kPickleName = "/data.pkl";

struct Archive {
  ZipEntries entries;
  std::string prefix;  // "pytorch_model/"
  Bytes pickle;
};

Result<Archive> OpenArchive(Bytes file, const CheckpointLimits& limits) {
  if (!AsText(file).starts_with("PK\x03\x04")) {
    const std::string hint = ForeignContentHint(file);
    const bool legacy = file.size() >= 2 && file[0] == std::byte{0x80} && !hint.empty();
    return Fail(legacy ? ErrorCode::kUnsupported : ErrorCode::kBadData,
                fmt::format("not a zip archive as torch.save writes it: {}",
                            hint.empty() ? "the file is damaged or of another kind; download it again" : hint));
  }
  Archive archive;
  // A record a tensor, and a few more.
  GODEL_TRY(archive.entries,
            ReadZip(file, {.max_entries = limits.max_tensors + 1000, .max_name_bytes = limits.max_name_bytes}));
  for (const auto& [name, data] : archive.entries) {
    if (!name.ends_with(kPickleName) || name.find('/') != name.size() - kPickleName.size()) continue;
    if (!archive.prefix.empty()) return Fail(ErrorCode::kBadData, "the zip archive has more than one <name>/data.pkl");
    archive.prefix = name.substr(0, name.size() - kPickleName.size() + 1);
    archive.pickle = data;
  }
  if (archive.prefix.empty())
    return Fail(
        ErrorCode::kBadData,
        fmt::format("expected <name>/data.pkl in the zip archive as torch.save writes it, found {} other entries{}",
                    archive.entries.size(),
                    archive.entries.empty() ? "" : ", first " + Printable(archive.entries.begin()->first)));
  return archive;
}

Status CheckByteOrder(const Archive& archive) {
  const auto record = archive.entries.find(archive.prefix + "byteorder");
  if (record == archive.entries.end() || AsText(record->second) == "little") return {};  // absent before torch 2.1
  if (AsText(record->second) == "big")
    return Fail(ErrorCode::kUnsupported, "its byte order is big; expected little: save it on a little-endian machine");
  return Fail(ErrorCode::kBadData, fmt::format("its byte order is \"{}\"; expected \"little\"; the file is damaged",
                                               Printable(AsText(record->second))));
}

// A tuple of ints as extents or strides; negative ones are refused.
std::optional<Shape> ToShape(const Pickle& pickle, PickleRef tuple) {
  Shape shape;
  for (const PickleRef item : pickle[tuple].items) {
    if (pickle[item].integer < 0) return std::nullopt;
    shape.push_back(static_cast<size_t>(pickle[item].integer));
  }
  return shape;
}

// Row-major without gaps. The stride of an extent of 1 is never used, so it may be anything; a tensor of nothing is
// contiguous whatever it says.
bool IsContiguous(const Shape& shape, const Shape& strides) {
  if (std::find(shape.begin(), shape.end(), size_t{0}) != shape.end()) return true;
  size_t expected = 1;
  for (size_t i = shape.size(); i-- > 0;) {
    if (shape[i] != 1 && strides[i] != expected) return false;
    expected *= shape[i];
  }
  return true;
}

// The bytes of a storage. The record must have exactly the size that the pickle states, since torch.save never writes
// another: a longer one means that one of the two numbers is damaged.
Result<Bytes> StorageBytes(const Archive& archive, const Pickle& pickle, const PickleValue& storage) {
  const std::string_view key = pickle[storage.items[0]].text;
  const int64_t elements = pickle[storage.items[1]].integer;
  const auto record = archive.entries.find(archive.prefix + "data/" + std::string(key));
  if (record == archive.entries.end())
    return Fail(ErrorCode::kBadData,
                fmt::format("its storage {}data/{} is missing from the archive; the file is damaged",
                            Printable(archive.prefix), Printable(key)));
  const auto bytes = elements < 0 ? std::nullopt : CheckedMul(static_cast<size_t>(elements), BytesOf(storage.type));
  if (bytes != record->second.size())
    return Fail(ErrorCode::kBadData,
                fmt::format("its storage {} should hold {} values of {}, but has {} bytes; the file is damaged",
                            Printable(key), elements, DataTypeName(storage.type), record->second.size()));
  return record->second;
}

Result<TensorView> ViewOf(const Archive& archive, const Pickle& pickle, const PickleValue& tensor,
                          const CheckpointLimits& limits) {
  const int64_t offset = pickle[tensor.items[1]].integer;
  const size_t dimensions = pickle[tensor.items[2]].items.size();
  if (dimensions > limits.max_dimensions)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{} dimensions; at most {} are read", dimensions, limits.max_dimensions));
  const auto shape = ToShape(pickle, tensor.items[2]);
  const auto strides = ToShape(pickle, tensor.items[3]);
  if (!shape || !strides || shape->size() != strides->size() || offset < 0)
    return Fail(ErrorCode::kBadData, "its shape, strides and offset contradict each other; the file is damaged");
  GODEL_TRY(const Bytes storage, StorageBytes(archive, pickle, pickle[tensor.items[0]]));
  const size_t width = BytesOf(tensor.type);
  const auto elements = CheckedProduct(*shape);
  const auto bytes = elements ? CheckedMul(*elements, width) : std::nullopt;
  const auto begin = CheckedMul(static_cast<size_t>(offset), width);
  const auto end = bytes && begin ? CheckedAdd(*begin, *bytes) : std::nullopt;
  if (!end || *end > storage.size())
    return Fail(ErrorCode::kBadData,
                fmt::format("shape {} at element {} does not fit its storage of {} values of {}; the "
                            "file is damaged",
                            ToString(*shape), offset, storage.size() / width, DataTypeName(tensor.type)));
  if (!IsContiguous(*shape, *strides))
    return Fail(ErrorCode::kUnsupported,
                fmt::format("shape {} is stored with strides {}, not row by row; save it again after .contiguous(), or "
                            "convert the model to safetensors",
                            ToString(*shape), ToString(*strides)));
  return TensorView{.type = tensor.type, .shape = *shape, .data = storage.subspan(*begin, *bytes)};
}

bool HoldsTensors(const Pickle& pickle, const PickleValue& dict) {
  for (size_t i = 1; i < dict.items.size(); i += 2)
    if (pickle[dict.items[i]].kind == Kind::kTensor) return true;
  return false;
}

// The root itself, or what training loops wrap around it.
Result<const PickleValue*> FindStateDict(const Pickle& pickle) {
  const PickleValue& root = pickle[pickle.root];
  if (root.kind != Kind::kDict)
    return Fail(ErrorCode::kBadData, "expected a dict of tensors; save model.state_dict() by torch.save");
  for (const std::string_view wrapper : {"state_dict", "model"}) {
    for (size_t i = 0; i + 1 < root.items.size(); i += 2) {
      const PickleValue& key = pickle[root.items[i]];
      const PickleValue& value = pickle[root.items[i + 1]];
      if (key.kind == Kind::kText && key.text == wrapper && value.kind == Kind::kDict && HoldsTensors(pickle, value))
        return &value;
    }
  }
  if (HoldsTensors(pickle, root)) return &root;
  std::string keys;
  for (size_t i = 0; i < root.items.size() && i < 20; i += 2)
    if (const PickleValue& key = pickle[root.items[i]]; key.kind == Kind::kText)
      keys += (keys.empty() ? "" : ", ") + Printable(key.text);
  return Fail(ErrorCode::kBadData, fmt::format("expected a dict of tensors, perhaps under \"state_dict\" or \"model\"; "
                                               "found none under its keys ({}); save model.state_dict() by torch.save",
                                               keys));
}

Status CheckName(std::string_view name, const NamedTensors& tensors, const CheckpointLimits& limits) {
  if (name.size() > limits.max_name_bytes)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("a tensor name of {} bytes; at most {} are read", name.size(), limits.max_name_bytes));
  if (FirstInvalidUtf8(name))
    return Fail(ErrorCode::kBadData, fmt::format("a tensor name is not UTF-8: {}", Printable(name)));
  if (tensors.size() == limits.max_tensors)
    return Fail(ErrorCode::kResourceExhausted, fmt::format("more than {} tensors", limits.max_tensors));
  return {};
}

}  // namespace

Result<NamedTensors> ParseTorchZip(std::span<const std::byte> file, const CheckpointLimits& limits) {
  GODEL_TRY(const Archive archive, OpenArchive(file, limits));
  GODEL_TRY_STATUS(CheckByteOrder(archive));
  auto pickle = ReadPickle(archive.pickle);
  if (!pickle) return Within(Printable(archive.prefix) + "data.pkl", pickle.error());
  GODEL_TRY(const PickleValue* const state_dict, FindStateDict(*pickle));
  NamedTensors tensors;
  for (size_t i = 0; i + 1 < state_dict->items.size(); i += 2) {
    const PickleValue& key = (*pickle)[state_dict->items[i]];
    const PickleValue& value = (*pickle)[state_dict->items[i + 1]];
    if (key.kind != Kind::kText || value.kind != Kind::kTensor) continue;
    GODEL_TRY_STATUS(CheckName(key.text, tensors, limits));
    auto view = ViewOf(archive, *pickle, value, limits);
    if (!view) return Within("tensor " + Printable(key.text), view.error());
    // A key that is set twice is the later one, as in Python.
    tensors.insert_or_assign(std::string(key.text), std::move(*view));
  }
  return tensors;
}

}  // namespace godel
