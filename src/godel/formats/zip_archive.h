// SPDX-License-Identifier: MIT
// The part of the zip format that torch.save writes: stored entries, zip64 where needed. Nothing is decompressed, so an
// archive cannot grow in memory.
#pragma once
#include <cstddef>
#include <map>
#include <span>
#include <string>

#include "godel/base/result.h"

namespace godel {

// Entries by name, as borrowed bytes. Checksums are not compared: that would read every weight once more at load, and
// PyTorch itself neither compares them nor always writes them.
using ZipEntries = std::map<std::string, std::span<const std::byte>, std::less<>>;

struct ZipLimits {
  size_t max_entries = 200'000;
  size_t max_name_bytes = 4096;
};

// Error: kBadData for a broken or truncated archive or a repeated name, kUnsupported for compressed, encrypted or split
// ones.
Result<ZipEntries> ReadZip(std::span<const std::byte> file, const ZipLimits& limits = {});

}  // namespace godel
