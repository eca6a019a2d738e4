// SPDX-License-Identifier: MIT
// Writes checkpoint files byte by byte, so that tests can write wrong ones as well.
#pragma once
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace godel::testing {

inline std::string LittleEndian(uint64_t value, size_t width) {
  std::string bytes;
  for (size_t i = 0; i < width; ++i) bytes.push_back(i < 8 ? static_cast<char>(value >> (8 * i)) : '\0');
  return bytes;
}

inline std::span<const std::byte> AsBytes(const std::string& text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

// A safetensors file of this header and these tensor bytes.
inline std::string Safetensors(const std::string& header, const std::string& data) {
  return LittleEndian(header.size(), 8) + header + data;
}

struct ZipRecord {
  std::string name;
  std::string data;
  uint64_t method = 0;
  uint64_t flags = 0;
  std::string local_extra = {};  // torch.save pads here, so that data starts on a multiple of 64
  bool zip64 = false;            // sizes and offset in the zip64 extra field
};

struct ZipOptions {
  bool zip64 = false;  // counts, size and offset in the zip64 end record only
  std::string comment = {};
};

inline std::string Zip(const std::vector<ZipRecord>& records, const ZipOptions& options = {}) {
  std::string file, directory;
  for (const ZipRecord& record : records) {
    const uint64_t offset = file.size();
    // The local header states no sizes, as in a streamed archive: readers must take the directory's.
    file += LittleEndian(0x04034b50, 4) + LittleEndian(20, 2) + LittleEndian(record.flags, 2) +
            LittleEndian(record.method, 2) + LittleEndian(0, 16) + LittleEndian(record.name.size(), 2) +
            LittleEndian(record.local_extra.size(), 2) + record.name + record.local_extra + record.data;
    const uint64_t size = record.data.size();
    std::string extra;
    if (record.zip64)
      extra = LittleEndian(0x7777, 2) + LittleEndian(3, 2) + "abc" +  // a foreign field in front
              LittleEndian(1, 2) + LittleEndian(24, 2) + LittleEndian(size, 8) + LittleEndian(size, 8) +
              LittleEndian(offset, 8);
    const auto in_32 = [&](uint64_t value) { return LittleEndian(record.zip64 ? 0xFFFFFFFF : value, 4); };
    directory += LittleEndian(0x02014b50, 4) + LittleEndian(0, 4) + LittleEndian(record.flags, 2) +
                 LittleEndian(record.method, 2) + LittleEndian(0, 8) + in_32(size) + in_32(size) +
                 LittleEndian(record.name.size(), 2) + LittleEndian(extra.size(), 2) + LittleEndian(0, 10) +
                 in_32(offset) + record.name + extra;
  }
  const uint64_t begin = file.size(), count = records.size(), size = directory.size();
  file += directory;
  if (options.zip64) {
    const uint64_t end = file.size();
    file += LittleEndian(0x06064b50, 4) + LittleEndian(44, 8) + LittleEndian(0, 12) + LittleEndian(count, 8) +
            LittleEndian(count, 8) + LittleEndian(size, 8) + LittleEndian(begin, 8);
    file += LittleEndian(0x07064b50, 4) + LittleEndian(0, 4) + LittleEndian(end, 8) + LittleEndian(1, 4);
  }
  const auto or_64 = [&](uint64_t value, size_t width) {
    return LittleEndian(options.zip64 ? ~uint64_t{0} : value, width);
  };
  return file + LittleEndian(0x06054b50, 4) + LittleEndian(0, 4) + or_64(count, 2) + or_64(count, 2) + or_64(size, 4) +
         or_64(begin, 4) + LittleEndian(options.comment.size(), 2) + options.comment;
}

// Opcodes of protocol 2, as torch.save writes them (without the memo, which pickle_test covers).
namespace pickle {
inline std::string Text(std::string_view text) {
  return "X" + LittleEndian(text.size(), 4) + std::string(text);
}
inline std::string Int(int64_t value) {
  return std::string("\x8a\x08", 2) + LittleEndian(static_cast<uint64_t>(value), 8);
}
inline std::string Tuple(const std::vector<int64_t>& values) {
  std::string items;
  for (const int64_t value : values) items += Int(value);
  return "(" + items + "t";
}
inline std::string Global(const std::string& module, const std::string& name) {
  return "c" + module + "\n" + name + "\n";
}
inline std::string EmptyOrderedDict() {
  return Global("collections", "OrderedDict") + ")R";
}
inline std::string Program(const std::string& body) {
  return "\x80\x02" + body + ".";
}
// {name: value, ...}
inline std::string Dict(const std::vector<std::pair<std::string, std::string>>& items) {
  std::string body = EmptyOrderedDict() + "(";
  for (const auto& [name, value] : items) body += Text(name) + value;
  return body + "u";
}
}  // namespace pickle

struct TorchTensor {
  std::string storage_type = "FloatStorage";
  std::string key = "0";
  int64_t storage_elements = 0;
  int64_t offset = 0;
  std::vector<int64_t> shape = {};
  std::vector<int64_t> strides = {};
};

// A call of _rebuild_tensor_v2.
inline std::string Pickled(const TorchTensor& tensor) {
  using namespace pickle;
  return Global("torch._utils", "_rebuild_tensor_v2") + "((" + Text("storage") + Global("torch", tensor.storage_type) +
         Text(tensor.key) + Text("cpu") + Int(tensor.storage_elements) + "tQ" + Int(tensor.offset) +
         Tuple(tensor.shape) + Tuple(tensor.strides) + "\x89" + EmptyOrderedDict() + "tR";
}

// A torch archive of this pickle and these storages, keys "0", "1", ...
inline std::string TorchZip(const std::string& data_pkl, const std::vector<std::string>& storages,
                            const std::string& byteorder = "little") {
  std::vector<ZipRecord> records = {{.name = "archive/data.pkl", .data = data_pkl}};
  if (!byteorder.empty()) records.push_back({.name = "archive/byteorder", .data = byteorder});
  for (size_t i = 0; i < storages.size(); ++i)
    records.push_back({.name = "archive/data/" + std::to_string(i), .data = storages[i], .local_extra = "FB\x01"});
  records.push_back({.name = "archive/version", .data = "3\n"});
  return Zip(records);
}

// Parts of a GGUF file. Types are the format's numbers: 4 u32, 6 f32, 8 text, 9 array.
namespace gguf {
inline std::string SizedText(std::string_view text) {
  return LittleEndian(text.size(), 8) + std::string(text);
}
inline std::string Value(std::string_view key, uint64_t type, const std::string& bytes) {
  return SizedText(key) + LittleEndian(type, 4) + bytes;
}
inline std::string Array(uint64_t item_type, uint64_t count, const std::string& items) {
  return LittleEndian(item_type, 4) + LittleEndian(count, 8) + items;
}
// Extents innermost first.
inline std::string Tensor(std::string_view name, const std::vector<uint64_t>& extents, uint64_t type, uint64_t offset) {
  std::string entry = SizedText(name) + LittleEndian(extents.size(), 4);
  for (const uint64_t extent : extents) entry += LittleEndian(extent, 8);
  return entry + LittleEndian(type, 4) + LittleEndian(offset, 8);
}
}  // namespace gguf

struct GgufParts {
  std::vector<std::string> values = {};
  std::vector<std::string> tensors = {};
  std::string data = {};
  uint64_t version = 3;
  uint64_t alignment = 32;
};

inline std::string Gguf(const GgufParts& parts) {
  std::string file = "GGUF" + LittleEndian(parts.version, 4) + LittleEndian(parts.tensors.size(), 8) +
                     LittleEndian(parts.values.size(), 8);
  for (const std::string& value : parts.values) file += value;
  for (const std::string& tensor : parts.tensors) file += tensor;
  file.append((parts.alignment - file.size() % parts.alignment) % parts.alignment, '\0');
  return file + parts.data;
}

}  // namespace godel::testing
