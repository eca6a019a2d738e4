// SPDX-License-Identifier: MIT
#include "godel/dataset/text_sink.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>
#include <vector>

#include "godel/base/replacing_file.h"

namespace godel {
namespace {

constexpr size_t kChunkBytes = size_t{64} << 10;

// Where the bytes go, compressed or not.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual Status Write(std::string_view bytes) = 0;
  virtual Status Commit() = 0;
};

class FileSink final : public ByteSink {
 public:
  explicit FileSink(ReplacingFile file) : file_(std::move(file)) {}
  Status Write(std::string_view bytes) override { return file_.Write(bytes); }
  Status Commit() override { return file_.Commit(); }

 private:
  ReplacingFile file_;
};

class StreamSink final : public ByteSink {
 public:
  StreamSink(int fd, std::string name) : fd_(fd), name_(std::move(name)) {}
  ~StreamSink() override { ::close(fd_); }
  StreamSink(const StreamSink&) = delete;
  StreamSink& operator=(const StreamSink&) = delete;

  Status Write(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) return Fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", name_, std::strerror(errno)));
      bytes.remove_prefix(static_cast<size_t>(written));
    }
    return {};
  }
  Status Commit() override { return {}; }

 private:
  int fd_;
  std::string name_;
};

class GzipSink final : public ByteSink {
 public:
  explicit GzipSink(std::unique_ptr<ByteSink> out) : out_(std::move(out)) {}
  ~GzipSink() override {
    if (started_) deflateEnd(&stream_);
  }
  GzipSink(const GzipSink&) = delete;
  GzipSink& operator=(const GzipSink&) = delete;

  Status Start() {
    constexpr int kGzip = 16, kMemoryLevel = 8;
    started_ = deflateInit2(&stream_, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzip, kMemoryLevel,
                            Z_DEFAULT_STRATEGY) == Z_OK;
    if (!started_) return Fail(ErrorCode::kResourceExhausted, "no memory to write gzip");
    return {};
  }
  Status Write(std::string_view bytes) override {
    // Within what zlib counts in 32 bits.
    for (; !bytes.empty(); bytes.remove_prefix(std::min(bytes.size(), kChunkBytes)))
      GODEL_TRY_STATUS(Compress(bytes.substr(0, kChunkBytes), Z_NO_FLUSH));
    return {};
  }
  Status Commit() override {
    GODEL_TRY_STATUS(Compress({}, Z_FINISH));
    return out_->Commit();
  }

 private:
  Status Compress(std::string_view bytes, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));  // zlib only reads it
    stream_.avail_in = static_cast<uInt>(bytes.size());
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(buffer_.data());
      stream_.avail_out = static_cast<uInt>(buffer_.size());
      deflate(&stream_, flush);
      GODEL_TRY_STATUS(out_->Write({buffer_.data(), buffer_.size() - stream_.avail_out}));
    } while (stream_.avail_out == 0);
    return {};
  }

  std::unique_ptr<ByteSink> out_;
  z_stream stream_{};
  bool started_ = false;
  std::vector<char> buffer_ = std::vector<char>(kChunkBytes);
};

class ZstdSink final : public ByteSink {
 public:
  // With a checksum of the text, as gzip has it and the program zstd writes it, so that damage is seen when it is read.
  explicit ZstdSink(std::unique_ptr<ByteSink> out) : out_(std::move(out)), stream_(ZSTD_createCStream()) {
    if (stream_) ZSTD_CCtx_setParameter(stream_.get(), ZSTD_c_checksumFlag, 1);
  }

  Status Write(std::string_view bytes) override { return Compress(bytes, ZSTD_e_continue); }
  Status Commit() override {
    GODEL_TRY_STATUS(Compress({}, ZSTD_e_end));
    return out_->Commit();
  }

 private:
  struct FreeStream {
    void operator()(ZSTD_CStream* stream) const { ZSTD_freeCStream(stream); }
  };

  Status Compress(std::string_view bytes, ZSTD_EndDirective how) {
    if (!stream_) return Fail(ErrorCode::kResourceExhausted, "no memory to write zstd");
    ZSTD_inBuffer input{bytes.data(), bytes.size(), 0};
    bool done = false;
    while (!done) {
      ZSTD_outBuffer output{buffer_.data(), buffer_.size(), 0};
      const size_t left = ZSTD_compressStream2(stream_.get(), &output, &input, how);
      if (ZSTD_isError(left) != 0)
        return Fail(ErrorCode::kResourceExhausted, fmt::format("cannot write zstd: {}", ZSTD_getErrorName(left)));
      GODEL_TRY_STATUS(out_->Write({buffer_.data(), output.pos}));
      done = how == ZSTD_e_end ? left == 0 : input.pos == input.size;
    }
    return {};
  }

  std::unique_ptr<ByteSink> out_;
  std::unique_ptr<ZSTD_CStream, FreeStream> stream_;
  std::vector<char> buffer_ = std::vector<char>(kChunkBytes);
};

class LineSink final : public TextSink {
 public:
  explicit LineSink(std::unique_ptr<ByteSink> out) : out_(std::move(out)) {}

  Status WriteLine(std::string_view line) override {
    pending_.append(line);
    pending_ += '\n';
    return pending_.size() < kChunkBytes ? Status() : Flush();
  }
  Status Commit() override {
    GODEL_TRY_STATUS(Flush());
    return out_->Commit();
  }

 private:
  Status Flush() { return out_->Write(std::exchange(pending_, {})); }

  std::unique_ptr<ByteSink> out_;
  std::string pending_;
};

Result<std::unique_ptr<ByteSink>> OpenByteSink(const std::string& path) {
  std::error_code ignored;
  const auto type = std::filesystem::status(path, ignored).type();
  const bool replaces = type == std::filesystem::file_type::not_found || type == std::filesystem::file_type::regular;
  if (path != "-" && replaces) {
    GODEL_TRY(ReplacingFile file, ReplacingFile::Create(path));
    return std::make_unique<FileSink>(std::move(file));
  }
  const int fd = path == "-" ? ::dup(STDOUT_FILENO) : ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (fd < 0) return Fail(ErrorCode::kIo, fmt::format("cannot write {}: {}", path, std::strerror(errno)));
  return std::make_unique<StreamSink>(fd, path == "-" ? "the standard output" : path);
}

}  // namespace

Result<std::unique_ptr<TextSink>> OpenTextSink(const std::string& path) {
  GODEL_TRY(std::unique_ptr<ByteSink> out, OpenByteSink(path));
  if (path.ends_with(".gz")) {
    auto gzip = std::make_unique<GzipSink>(std::move(out));
    GODEL_TRY_STATUS(gzip->Start());
    out = std::move(gzip);
  } else if (path.ends_with(".zst")) {
    out = std::make_unique<ZstdSink>(std::move(out));
  }
  return std::make_unique<LineSink>(std::move(out));
}

}  // namespace godel
