// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/piece_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <optional>
#include <system_error>

#include "godel/dataset/line_source.h"
#include "godel/prepare/reddit/thread_records.h"

namespace godel {
namespace {

constexpr size_t kMaxBufferBytes = size_t{256} << 10;
constexpr size_t kMinBufferBytes = size_t{4} << 10;

// FNV-1a, which spreads short ids well and is the same everywhere.
uint64_t HashOf(std::string_view text) {
  uint64_t hash = 14695981039346656037U;
  for (const char sign : text) hash = (hash ^ static_cast<unsigned char>(sign)) * 1099511628211U;
  return hash ^ (hash >> 32);
}

std::filesystem::path FileOf(const std::filesystem::path& folder, size_t piece) {
  return folder / fmt::format("{:05}", piece);
}

}  // namespace

Result<PieceFiles> PieceFiles::Create(const std::filesystem::path& folder, size_t pieces, size_t memory_bytes) {
  const std::filesystem::path partial = folder.string() + ".partial";
  std::error_code failed;
  std::filesystem::remove_all(partial, failed);
  std::filesystem::create_directories(partial, failed);
  if (failed) return Fail(ErrorCode::kIo, fmt::format("cannot create {}: {}", partial.string(), failed.message()));
  return PieceFiles(folder, partial, pieces,
                    std::clamp(memory_bytes / (2 * std::max<size_t>(pieces, 1)), kMinBufferBytes, kMaxBufferBytes));
}

Status PieceFiles::Add(std::string_view record) {
  const size_t piece = HashOf(RecordLink(record)) % buffers_.size();
  std::string& buffer = buffers_[piece];
  buffer += record;
  buffer += '\n';
  return buffer.size() >= buffer_bytes_ ? FlushPiece(piece) : Status();
}

Status PieceFiles::FlushPiece(size_t piece) {
  if (buffers_[piece].empty()) return {};
  const std::filesystem::path path = FileOf(partial_, piece);
  std::ofstream file(path, std::ios::binary | std::ios::app);
  file.write(buffers_[piece].data(), static_cast<std::streamsize>(buffers_[piece].size()));
  file.close();
  if (!file) return Fail(ErrorCode::kIo, fmt::format("cannot write {}; is the disk full?", path.string()));
  buffers_[piece].clear();
  return {};
}

Status PieceFiles::Flush() {
  for (size_t piece = 0; piece < buffers_.size(); ++piece) GODEL_TRY_STATUS(FlushPiece(piece));
  return {};
}

Status PieceFiles::Commit() {
  std::error_code failed;
  std::filesystem::rename(partial_, folder_, failed);
  if (failed) return Fail(ErrorCode::kIo, fmt::format("cannot rename {}: {}", partial_.string(), failed.message()));
  return {};
}

Status ReadPieceFile(const std::filesystem::path& folder, size_t piece, const UseLine& use) {
  const std::filesystem::path path = FileOf(folder, piece);
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored)) return {};
  LineSourceOptions options;
  options.max_line_bytes = size_t{1} << 30;
  GODEL_TRY(LineSource lines, LineSource::Open(path.string(), options));
  while (true) {
    GODEL_TRY(const std::optional<LineView> line, lines.NextView());
    if (!line) return {};
    GODEL_TRY_STATUS(use(line->text));
  }
}

}  // namespace godel
