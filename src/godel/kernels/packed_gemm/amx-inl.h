// SPDX-License-Identifier: MIT
// Tiles of Intel's AMX: eight registers of up to 16 rows of 64 bytes. A product takes 16 rows of A (64 bytes of k each)
// and 64 bytes of k of 16 weight rows, in the order in which the panels of 16 hold them, and adds to 16 x 16 results.
#pragma once
#include <immintrin.h>

#include <cstddef>
#include <cstdint>

namespace godel::kernels {
namespace {

constexpr size_t kTileRows = 16;
constexpr size_t kTileBytes = 64;                     // of a row
constexpr size_t kTileSize = kTileRows * kTileBytes;  // a step of 64 bytes of k for the weights of a panel

// Rows of A that are multiplied together: two tiles.
struct RowPair {
  size_t first, top, bottom;  // bottom may be 0
  size_t count() const { return top + bottom; }
};

inline RowPair RowPairAt(size_t first, size_t end) {
  const size_t left = end - first, top = left < kTileRows ? left : kTileRows;
  return {first, top, left - top < kTileRows ? left - top : kTileRows};
}

// The registers' shapes for all of one product, changed only where the number of rows changes.
class TileShapes {
 public:
  TileShapes() = default;
  TileShapes(const TileShapes&) = delete;
  TileShapes& operator=(const TileShapes&) = delete;
  ~TileShapes() { _tile_release(); }  // so that the operating system has nothing to save

  // Registers with a bit in `top` or `bottom` get as many rows as the pair has there (but one, where it has none, as
  // none is not allowed), the others 16.
  void Set(const RowPair& rows, unsigned top, unsigned bottom) {
    if (rows.top == top_ && rows.bottom == bottom_) return;
    top_ = rows.top;
    bottom_ = rows.bottom;
    struct alignas(64) Palette {
      uint8_t palette = 1, start_row = 0;
      uint8_t reserved[14] = {};
      uint16_t row_bytes[16] = {};
      uint8_t rows[16] = {};
    } palette;
    for (size_t i = 0; i < 8; ++i) {
      const size_t count = (top >> i & 1) != 0 ? rows.top : (bottom >> i & 1) != 0 ? rows.bottom : kTileRows;
      palette.row_bytes[i] = kTileBytes;
      palette.rows[i] = static_cast<uint8_t>(count > 0 ? count : 1);
    }
    _tile_loadconfig(&palette);
  }

 private:
  size_t top_ = 0, bottom_ = 0;
};

// Copies the weights behind the last whole step of a panel, with zeros up to a step.
inline void CopyTail(const void* weights, size_t bytes, uint8_t (&tail)[kTileSize]) {
  for (size_t i = 0; i < bytes; ++i) tail[i] = static_cast<const uint8_t*>(weights)[i];
  for (size_t i = bytes; i < kTileSize; ++i) tail[i] = 0;
  asm volatile("" ::: "memory");  // tile loads do not tell the compiler what they read
}

}  // namespace
}  // namespace godel::kernels
