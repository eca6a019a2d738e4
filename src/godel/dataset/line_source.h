// SPDX-License-Identifier: MIT
// Lines of a text file that may be compressed (byte_source.h), one at a time.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "godel/base/result.h"
#include "godel/dataset/byte_source.h"

namespace godel {

struct SourceLine {
  std::string text;       // without its "\n"; a "\r" before that stays
  size_t number = 0;      // from 1, as editors count
  bool too_long = false;  // `text` is then only its beginning
};

// The same without a copy.
struct LineView {
  std::string_view text;
  size_t number = 0;
  bool too_long = false;
};

struct LineSourceOptions {
  size_t max_line_bytes = size_t{16} << 20;
  ByteSourceOptions bytes;
};

// For one thread at a time. Memory: one line, at most max_line_bytes.
class LineSource {
 public:
  // "-" is the standard input. Error: as OpenByteSource.
  static Result<LineSource> Open(const std::string& path, const LineSourceOptions& options = {});
  // Lines of what `source` gives; `name` stands in messages.
  LineSource(std::unique_ptr<ByteSource> source, std::string name, const LineSourceOptions& options = {});

  // The next line; the last one need not end with "\n". nullopt at the end. A byte order mark in front of the
  // first is left out. Error: as ByteSource::Read, with "name:line: " in front; it stays the answer from then on.
  Result<std::optional<SourceLine>> Next();
  // The same; the view holds until the next call.
  Result<std::optional<LineView>> NextView();

  // Drops white space and gives the sign behind it without taking it; '\0' at the end.
  Result<char> FirstSign();

  // For formats that do not heed lines: the rest of the line that Next would give, with its "\n", or as much of it as
  // is there. Valid until the next call. nullopt at the end.
  struct Piece {
    std::string_view text;
    size_t number = 0;  // of the line
  };
  Result<std::optional<Piece>> NextPiece();
  // The same without taking it.
  Result<std::optional<Piece>> PeekPiece();

  const std::string& name() const { return name_; }

 private:
  // Reads on when all of buffer_ has been given. Whether there is something in it then.
  Result<bool> FillBuffer();
  std::string_view Unread() const { return std::string_view(buffer_).substr(begin_, end_ - begin_); }

  std::unique_ptr<ByteSource> source_;
  std::string name_;
  size_t max_line_bytes_;
  std::string buffer_;
  size_t begin_ = 0;  // of what has not been given yet in buffer_
  size_t end_ = 0;    // of what has been read into it
  std::string line_;  // one that is longer than what was left in buffer_
  size_t lines_ = 0;  // that have been given whole
  bool begun_ = false;
  bool at_end_ = false;
  std::optional<Error> failed_;
};

}  // namespace godel
