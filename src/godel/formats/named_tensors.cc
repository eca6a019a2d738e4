// SPDX-License-Identifier: MIT
#include "godel/formats/named_tensors.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "godel/base/utf8.h"

namespace godel {
namespace {

constexpr size_t kShownBytes = 120;

bool IsTextByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte == '\n' || byte == '\r' || byte == '\t' || (byte >= 0x20 && byte < 0x7F);
}

}  // namespace

std::string Printable(std::string_view text) {
  std::string shown(text.substr(0, kShownBytes));
  for (char& c : shown)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) c = '?';
  shown = ReplaceInvalidUtf8(shown);
  if (text.size() > kShownBytes) shown += "...";
  return shown;
}

std::string ForeignContentHint(std::span<const std::byte> file) {
  const std::string_view text = AsText(file);
  const std::string_view head = text.substr(0, 256);
  if (head.starts_with("version https://git-lfs"))
    return "it is a Git LFS pointer, not the weights: run `git lfs pull` in its folder, or download the file itself";
  if (head.starts_with("PK\x03\x04")) return "it is a zip archive, as pytorch_model.bin is: name it pytorch_model.bin";
  if (head.starts_with("GGUF")) return "it is a GGUF file: name the file itself instead of its folder";
  if (head.starts_with("\x89HDF"))
    return "it is an HDF5 file, as Keras writes it: take the model's PyTorch files instead";
  if (head.starts_with("\x1F\x8B")) return "it is compressed by gzip: unpack it with gunzip";
  if (head.size() >= 2 && head[0] == '\x80' && head[1] >= 2 && head[1] <= 5)
    return "it is a pickle without a zip archive, as torch.save wrote before 1.6: load it with a newer PyTorch and "
           "save "
           "it again by torch.save, or convert it to safetensors";
  if (head.size() > 8 && head[8] == '{' && head.substr(3, 5) == std::string_view("\0\0\0\0\0", 5))
    return "it looks like safetensors: name it model.safetensors";
  const size_t first = head.find_first_not_of(" \t\r\n");
  if (first != std::string_view::npos && head[first] == '<')
    return "it is a web page or XML, not weights: the download got an error page; download it again";
  if (!head.empty() && std::all_of(head.begin(), head.end(), IsTextByte))
    return "it is text, not weights, and starts with \"" + Printable(head.substr(0, 40)) + "\": download it again";
  return "";
}

Status CheckDisjoint(const NamedTensors& tensors) {
  std::vector<const NamedTensors::value_type*> by_place;
  for (const auto& tensor : tensors)
    if (!tensor.second.data.empty()) by_place.push_back(&tensor);
  std::sort(by_place.begin(), by_place.end(),
            [](const auto* a, const auto* b) { return a->second.data.data() < b->second.data.data(); });
  for (size_t i = 1; i < by_place.size(); ++i) {
    const auto& [name, view] = *by_place[i - 1];
    if (view.data.data() + view.data.size() > by_place[i]->second.data.data())
      return Fail(ErrorCode::kBadData, fmt::format("tensors {} and {} overlap, which the format forbids; the file is "
                                                   "damaged, download it again",
                                                   Printable(name), Printable(by_place[i]->first)));
  }
  return {};
}

}  // namespace godel
