// SPDX-License-Identifier: MIT
#include <fmt/format.h>

#include <set>
#include <vector>

#include "godel/base/json.h"
#include "godel/formats/checkpoint.h"
#include "godel/formats/named_tensors.h"
#include "godel/formats/safetensors.h"
#include "godel/formats/torch_zip.h"

namespace godel {
namespace {

namespace fs = std::filesystem;

using Parser = Result<NamedTensors> (*)(std::span<const std::byte>, const CheckpointLimits&);

constexpr size_t kMaxShards = 10'000;
constexpr JsonLimits kIndexLimits{.max_bytes = size_t{64} << 20, .max_depth = 8};

Result<Checkpoint> LoadFile(const fs::path& path, Parser parse, const CheckpointLimits& limits) {
  GODEL_TRY(auto file, MappedFile::Open(path));
  auto tensors = parse(file->bytes(), limits);
  if (!tensors) return Within(path.string(), tensors.error());
  Checkpoint checkpoint;
  for (auto& [name, view] : *tensors)
    checkpoint.tensors.emplace(name, StoredTensor{.view = std::move(view), .file = 0});
  checkpoint.files.push_back(std::move(file));
  return checkpoint;
}

// A shard's name comes from a file: it must not lead out of the folder.
bool IsPlainFileName(const std::string& name) {
  return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string_view("/\\\0", 3)) == name.npos;
}

using Shards = std::map<std::string, std::vector<std::string>>;  // file name -> tensor names

Result<Shards> ReadIndex(const fs::path& path, const CheckpointLimits& limits) {
  GODEL_TRY(const Json index, ReadJsonFile(path, kIndexLimits));
  const auto map = index.is_object() ? index.find("weight_map") : index.end();
  if (map == index.end() || !map->is_object() || map->empty())
    return Fail(ErrorCode::kBadData,
                fmt::format("{}: weight_map: expected an object of tensor names and file names, found {}",
                            path.string(), map == index.end() ? "none" : Excerpt(*map)));
  if (map->size() > limits.max_tensors)
    return Fail(ErrorCode::kResourceExhausted, fmt::format("{}: weight_map: {} tensors; at most {} are read",
                                                           path.string(), map->size(), limits.max_tensors));
  Shards shards;
  for (const auto& [tensor, file] : map->items()) {
    if (!file.is_string() || !IsPlainFileName(file.get_ref<const std::string&>()))
      return Fail(ErrorCode::kBadData, fmt::format("{}: weight_map: tensor {}: expected the name of a file in the same "
                                                   "folder, found {}",
                                                   path.string(), Printable(tensor), Excerpt(file)));
    shards[file.get<std::string>()].push_back(tensor);
  }
  if (shards.size() > kMaxShards)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("{}: weight_map: {} files; at most {} are read", path.string(), shards.size(), kMaxShards));
  return shards;
}

// The tensors that the index lists, each from the file that it says; what else the files hold is passed over.
Result<Checkpoint> LoadSharded(const fs::path& index, Parser parse, const CheckpointLimits& limits) {
  GODEL_TRY(const Shards shards, ReadIndex(index, limits));
  Checkpoint all;
  for (const auto& [file, names] : shards) {
    auto shard = LoadFile(index.parent_path() / file, parse, limits);
    if (!shard) return Within(index.filename().string(), shard.error());
    for (const std::string& name : names) {
      const auto found = shard->tensors.find(name);
      if (found == shard->tensors.end())
        return Fail(ErrorCode::kBadData, fmt::format("{}: tensor {} should be in {}, which does not have it; are both "
                                                     "from the same model?",
                                                     index.string(), Printable(name), Printable(file)));
      all.tensors.emplace(name, StoredTensor{.view = std::move(found->second.view), .file = all.files.size()});
    }
    all.files.push_back(std::move(shard->files[0]));
  }
  return all;
}

// Also true for a dangling link, as an interrupted download leaves it: then opening it says so.
bool IsThere(const fs::path& path) {
  std::error_code error;
  return fs::exists(fs::symlink_status(path, error));
}

}  // namespace

Result<Checkpoint> LoadSafetensors(const fs::path& path, const CheckpointLimits& limits) {
  return LoadFile(path, ParseSafetensors, limits);
}

Result<Checkpoint> LoadTorchZip(const fs::path& path, const CheckpointLimits& limits) {
  return LoadFile(path, ParseTorchZip, limits);
}

Result<Checkpoint> LoadCheckpointFolder(const fs::path& folder, const CheckpointLimits& limits) {
  std::error_code error;
  if (!fs::is_directory(folder, error))
    return Fail(ErrorCode::kNotFound,
                fmt::format("{}: {}; expected a folder with a model as Hugging Face lays it out", folder.string(),
                            IsThere(folder) ? "not a folder" : "no such folder"));
  if (const auto path = folder / "model.safetensors"; IsThere(path)) return LoadSafetensors(path, limits);
  if (const auto path = folder / "model.safetensors.index.json"; IsThere(path))
    return LoadSharded(path, ParseSafetensors, limits);
  if (const auto path = folder / "pytorch_model.bin"; IsThere(path)) return LoadTorchZip(path, limits);
  if (const auto path = folder / "pytorch_model.bin.index.json"; IsThere(path))
    return LoadSharded(path, ParseTorchZip, limits);
  std::string unread;
  for (const char* name : {"tf_model.h5", "flax_model.msgpack", "rust_model.ot"})
    if (IsThere(folder / name)) unread += fmt::format("; {} is there but cannot be read", name);
  return Fail(
      ErrorCode::kNotFound,
      fmt::format("{}: no weights: expected model.safetensors, model.safetensors.index.json, pytorch_model.bin or "
                  "pytorch_model.bin.index.json{}",
                  folder.string(), unread));
}

}  // namespace godel
