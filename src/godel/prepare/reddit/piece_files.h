// SPDX-License-Identifier: MIT
// Records spread over pieces by the hash of their link, in a folder that appears when it is whole.
#pragma once
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/reddit/external_sorter.h"

namespace godel {

// For one thread at a time. Holds one file open at a time, however many pieces there are.
class PieceFiles {
 public:
  // What an earlier run left unfinished is removed. Takes at most about `memory_bytes`.
  static Result<PieceFiles> Create(const std::filesystem::path& folder, size_t pieces, size_t memory_bytes);

  Status Add(std::string_view record);
  Status Flush();
  // Gives the folder its name; Flush comes before.
  Status Commit();
  // Where the files are until then.
  const std::filesystem::path& folder() const { return partial_; }

 private:
  PieceFiles(std::filesystem::path folder, std::filesystem::path partial, size_t pieces, size_t buffer_bytes)
      : folder_(std::move(folder)), partial_(std::move(partial)), buffers_(pieces), buffer_bytes_(buffer_bytes) {}
  Status FlushPiece(size_t piece);

  std::filesystem::path folder_;
  std::filesystem::path partial_;
  std::vector<std::string> buffers_;
  size_t buffer_bytes_;
};

// Calls `use` with each record of a piece in a folder that is whole; none when the piece has no file.
Status ReadPieceFile(const std::filesystem::path& folder, size_t piece, const UseLine& use);

}  // namespace godel
