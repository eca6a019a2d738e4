// SPDX-License-Identifier: MIT
#include "support/zip_bytes.h"

#include <zlib.h>

#include <cstdint>

namespace godel::testing {
namespace {

void Put(uint64_t value, size_t bytes, std::string* out) {
  for (; bytes > 0; --bytes, value >>= 8U) out->push_back(static_cast<char>(value & 0xFFU));
}

// What local headers and the directory share: version, flags, method 0, a date, the checksum, sizes, the name's length.
std::string Common(const std::string& name, const std::string& text) {
  std::string common;
  Put(20, 2, &common);
  Put(0, 4, &common);
  Put(0x58210000, 4, &common);
  Put(crc32(0, reinterpret_cast<const Bytef*>(text.data()), static_cast<uInt>(text.size())), 4, &common);
  Put(text.size(), 4, &common);
  Put(text.size(), 4, &common);
  Put(name.size(), 2, &common);
  Put(0, 2, &common);
  return common;
}

}  // namespace

std::string ZipOf(const std::vector<std::pair<std::string, std::string>>& files) {
  std::string zip, directory;
  for (const auto& [name, text] : files) {
    const size_t at = zip.size();
    zip += "PK\x03\x04" + Common(name, text) + name + text;
    directory += "PK\x01\x02";
    Put(20, 2, &directory);
    directory += Common(name, text);
    Put(0, 10, &directory);
    Put(at, 4, &directory);
    directory += name;
  }
  const size_t at = zip.size();
  zip += directory + "PK\x05\x06";
  Put(0, 4, &zip);
  Put(files.size(), 2, &zip);
  Put(files.size(), 2, &zip);
  Put(directory.size(), 4, &zip);
  Put(at, 4, &zip);
  Put(0, 2, &zip);
  return zip;
}

}  // namespace godel::testing
