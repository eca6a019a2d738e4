// SPDX-License-Identifier: MIT
#include "godel/dataset/byte_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>
#include <vector>

#include "godel/dataset/zip_entry.h"

namespace godel {
namespace {

constexpr size_t kInputBytes = size_t{64} << 10;

// A window onto the raw bytes, from which a decoder takes as many as it likes.
class RawInput {
 public:
  explicit RawInput(ReadBytes read) : read_(std::move(read)), buffer_(kInputBytes) {}

  std::string_view available() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void Take(size_t bytes) { begin_ += bytes; }

  // Adds bytes behind those that are available, unless the input has ended or there is no room.
  Status Fill() {
    if (begin_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
      end_ -= std::exchange(begin_, 0);
    }
    if (ended_ || end_ == buffer_.size()) return {};
    GODEL_TRY(const size_t got, read_(std::span(buffer_).subspan(end_)));
    ended_ = got == 0;
    end_ += got;
    return {};
  }

  // What is available, else what comes next, without a stay in the buffer.
  Result<size_t> Read(std::span<char> out) {
    if (available().empty()) {
      if (ended_ || out.empty()) return size_t{0};
      GODEL_TRY(const size_t got, read_(out));
      ended_ = got == 0;
      return got;
    }
    const size_t bytes = available().copy(out.data(), out.size());
    Take(bytes);
    return bytes;
  }

  // Fills until `bytes` are available or the input ends.
  Status FillTo(size_t bytes) {
    while (available().size() < bytes && !ended_) GODEL_TRY_STATUS(Fill());
    return {};
  }

 private:
  ReadBytes read_;
  std::vector<char> buffer_;
  size_t begin_ = 0;
  size_t end_ = 0;
  bool ended_ = false;
};

tl::unexpected<Error> EndsEarly(const char* format) {
  return Fail(ErrorCode::kBadData, fmt::format("the {} data ends early; was the file copied whole?", format));
}

class PlainSource final : public ByteSource {
 public:
  explicit PlainSource(RawInput raw) : raw_(std::move(raw)) {}

  Result<size_t> Read(std::span<char> out) override { return raw_.Read(out); }

 private:
  RawInput raw_;
};

class GzipSource final : public ByteSource {
 public:
  explicit GzipSource(RawInput raw) : raw_(std::move(raw)) {}
  ~GzipSource() override {
    if (started_) inflateEnd(&stream_);
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  Status Start() {
    constexpr int kGzipOnly = 16;
    if (inflateInit2(&stream_, MAX_WBITS + kGzipOnly) != Z_OK)
      return Fail(ErrorCode::kResourceExhausted, "no memory to read gzip");
    started_ = true;
    return {};
  }

  Result<size_t> Read(std::span<char> out) override {
    while (true) {
      if (between_members_) {
        GODEL_TRY(const bool more, BeginMember());
        if (!more) return size_t{0};
      }
      GODEL_TRY_STATUS(raw_.FillTo(1));
      const std::string_view in = raw_.available();
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(in.data()));  // zlib only reads it
      stream_.avail_in = static_cast<uInt>(in.size());
      stream_.next_out = reinterpret_cast<Bytef*>(out.data());
      stream_.avail_out = static_cast<uInt>(std::min(out.size(), kInputBytes));
      const size_t room = stream_.avail_out;
      const int status = inflate(&stream_, Z_NO_FLUSH);
      raw_.Take(in.size() - stream_.avail_in);
      const size_t made = room - stream_.avail_out;
      if (status == Z_STREAM_END) {
        between_members_ = true;
      } else if (status == Z_BUF_ERROR && in.empty()) {
        return EndsEarly("gzip");
      } else if (status != Z_OK && status != Z_BUF_ERROR) {
        return Fail(ErrorCode::kBadData,
                    fmt::format("damaged gzip data ({})", stream_.msg != nullptr ? stream_.msg : "no reason given"));
      }
      if (made > 0) return made;
    }
  }

 private:
  // Whether another member follows. Zeros behind the last one are padding, as of tapes; gzip ignores them too.
  Result<bool> BeginMember() {
    while (true) {
      GODEL_TRY_STATUS(raw_.FillTo(1));
      if (raw_.available().empty()) return false;
      if (raw_.available().front() != '\0') break;
      raw_.Take(1);
    }
    if (inflateReset(&stream_) != Z_OK) return Fail(ErrorCode::kBadData, "damaged gzip data");
    between_members_ = false;
    return true;
  }

  RawInput raw_;
  z_stream stream_{};
  bool started_ = false;
  bool between_members_ = false;
};

class ZstdSource final : public ByteSource {
 public:
  explicit ZstdSource(RawInput raw) : raw_(std::move(raw)), stream_(ZSTD_createDStream()) {}

  Status Start(int max_window_log) {
    if (!stream_ || ZSTD_isError(ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, max_window_log)) != 0)
      return Fail(ErrorCode::kResourceExhausted, "no memory to read zstd");
    max_window_log_ = max_window_log;
    return {};
  }

  Result<size_t> Read(std::span<char> out) override {
    while (true) {
      GODEL_TRY_STATUS(raw_.FillTo(1));
      const std::string_view in = raw_.available();
      if (in.empty() && frame_done_) return size_t{0};
      ZSTD_inBuffer input{in.data(), in.size(), 0};
      ZSTD_outBuffer output{out.data(), out.size(), 0};
      const size_t status = ZSTD_decompressStream(stream_.get(), &output, &input);
      raw_.Take(input.pos);
      if (ZSTD_isError(status) != 0) return Refuse(status);
      // 0 also says that all of the frame's bytes have been handed out; the next frame begins by itself.
      frame_done_ = status == 0;
      if (output.pos > 0) return output.pos;
      if (in.empty() && !frame_done_) return EndsEarly("zstd");
    }
  }

 private:
  struct FreeStream {
    void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
  };

  tl::unexpected<Error> Refuse(size_t status) const {
    const std::string_view name = ZSTD_getErrorName(status);
    if (name.find("too much memory") != std::string_view::npos)
      return Fail(
          ErrorCode::kResourceExhausted,
          fmt::format("the zstd data needs a window above 2^{} bytes; at most that is allowed", max_window_log_));
    return Fail(ErrorCode::kBadData, fmt::format("damaged zstd data ({})", name));
  }

  RawInput raw_;
  std::unique_ptr<ZSTD_DStream, FreeStream> stream_;
  int max_window_log_ = 0;
  bool frame_done_ = true;
};

bool IsZstd(std::string_view start) {
  // Frames, and skippable frames, whose first byte may be 0x50 to 0x5F.
  return start.starts_with("\x28\xB5\x2F\xFD") ||
         (start.size() >= 4 && (static_cast<unsigned char>(start[0]) & 0xF0U) == 0x50 &&
          start.substr(1, 3) == "\x2A\x4D\x18");
}

// Closes the file when the last copy goes.
ReadBytes ReadDescriptor(int descriptor, std::atomic<size_t>* bytes_read) {
  const std::shared_ptr<const int> fd(new int(descriptor), [](const int* number) {
    ::close(*number);
    delete number;
  });
  return [fd, bytes_read](std::span<char> out) -> Result<size_t> {
    while (true) {
      const ssize_t got = ::read(*fd, out.data(), out.size());
      if (got >= 0) {
        if (bytes_read != nullptr) *bytes_read += static_cast<size_t>(got);
        return static_cast<size_t>(got);
      }
      if (errno != EINTR) return Fail(ErrorCode::kIo, fmt::format("cannot read: {}", std::strerror(errno)));
    }
  };
}

}  // namespace

Result<std::unique_ptr<ByteSource>> DecompressBytes(ReadBytes read, const ByteSourceOptions& options) {
  constexpr size_t kMagicBytes = 4;
  RawInput raw(std::move(read));
  GODEL_TRY_STATUS(raw.FillTo(kMagicBytes));
  if (raw.available().starts_with("\x1F\x8B")) {
    auto gzip = std::make_unique<GzipSource>(std::move(raw));
    GODEL_TRY_STATUS(gzip->Start());
    return gzip;
  }
  if (IsZstd(raw.available())) {
    auto zstd = std::make_unique<ZstdSource>(std::move(raw));
    GODEL_TRY_STATUS(zstd->Start(options.max_zstd_window_log));
    return zstd;
  }
  if (IsZip(raw.available()))
    return Fail(ErrorCode::kUnsupported,
                "a zip archive cannot be read from a pipe, as its list of files is at its end; name the file");
  return std::make_unique<PlainSource>(std::move(raw));
}

Result<std::unique_ptr<ByteSource>> OpenByteSource(const std::string& path, const ByteSourceOptions& options) {
  const int fd = path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return Fail(errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo,
                fmt::format("cannot read {}: {}", path, std::strerror(errno)));
  std::array<char, 4> start{};
  const bool zipped = path != "-" && ::pread(fd, start.data(), start.size(), 0) == static_cast<ssize_t>(start.size()) &&
                      IsZip({start.data(), start.size()});
  auto source = zipped ? OpenZipEntry(path, options.bytes_read)
                       : DecompressBytes(ReadDescriptor(fd, options.bytes_read), options);
  if (zipped) ::close(fd);
  if (!source) return Within(path, source.error());
  return source;
}

ReadBytes BytesOf(std::string bytes) {
  return [bytes = std::move(bytes), begin = size_t{0}](std::span<char> out) mutable -> Result<size_t> {
    const size_t taken = bytes.copy(out.data(), out.size(), begin);
    begin += taken;
    return taken;
  };
}

}  // namespace godel
