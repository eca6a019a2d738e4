// SPDX-License-Identifier: MIT
// TensorFlow's frame around the records of a file: length, checksum of the length, bytes, checksum of the bytes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace godel::train {

// CRC-32 with Castagnoli's polynomial (RFC 3720, appendix B.4).
uint32_t Crc32c(std::string_view bytes);

// The checksum as the frames hold it: turned right by 15 bits and moved by a constant, so that checksums of bytes that
// hold checksums themselves stay meaningful.
uint32_t MaskedCrc32c(std::string_view bytes);

// One record: u64 length, u32 masked checksum of these 8 bytes, the bytes, u32 masked checksum of them; all lowest byte
// first.
std::string TfRecord(std::string_view bytes);

}  // namespace godel::train
