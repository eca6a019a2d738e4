// SPDX-License-Identifier: MIT
// A client's connection as httplib reads and writes it. Whoever sends too slowly, too much or nothing is cut off: every
// request has a time and a size within which it must have come in whole.
#pragma once
#include <httplib.h>

#include <array>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <string>

namespace godel {

struct ConnectionLimits {
  size_t max_head_bytes = size_t{32} << 10;        // request line and headers
  size_t max_request_bytes = size_t{2} << 20;      // with its head
  std::chrono::milliseconds request_time{10'000};  // for a request to come in, from its first byte
  std::chrono::milliseconds write_time{30'000};    // for a client to take what is written to it
};

class ConnectionStream : public httplib::Stream {
 public:
  enum class Fault { kNone, kHeadTooLarge, kTooLarge, kTooSlow, kGone };

  // Borrows the socket, which must be non-blocking. Whoever wants it to end soon sets `cut_off` and then shuts the
  // socket's reading side down, which wakes all waiting here; what is written still arrives.
  ConnectionStream(int socket, const ConnectionLimits& limits, const std::atomic<bool>& cut_off)
      : socket_(socket), limits_(limits), cut_off_(cut_off) {}

  // True when a first byte is there within `patience`; sizes and times of the request are counted from here.
  bool AwaitRequest(std::chrono::milliseconds patience);
  // Why reading or writing failed since.
  Fault fault() const { return fault_; }
  bool has_read() const { return bytes_ > 0; }
  bool has_written() const { return has_written_; }  // of the answer
  // There is no time left for the request: its answer is that.
  bool IsCutOff() const { return cut_off_; }
  // The client has closed its side, or the connection is broken; what it sent ahead does not matter. Whoever only says
  // that no more requests will come looks the same as whoever left.
  bool IsGone() const;
  enum class Awaited { kReadable, kGone, kCutOff, kNothing };
  // Waits until `descriptor` is readable, the client has gone, or all of `patience` has passed. It is for a thread
  // whose request is being answered elsewhere.
  Awaited AwaitOther(int descriptor, std::chrono::milliseconds patience) const;
  // Says that nothing more will be written, then reads and forgets what the client still sends, until it closes its
  // side or has had a second or 16 MiB. A socket that is closed with input unread resets the connection, and a client
  // that is in the middle of sending never sees the answer that says why it was refused (RFC 9112, 9.6).
  void Linger();

  bool is_readable() const override;
  bool is_writable() const override;
  ssize_t read(char* data, size_t size) override;
  ssize_t write(const char* data, size_t size) override;
  void get_remote_ip_and_port(std::string& ip, int& port) const override;
  void get_local_ip_and_port(std::string& ip, int& port) const override;
  socket_t socket() const override { return socket_; }

 protected:
  // The transport below; TLS overrides these. As recv and send: -1 with errno EAGAIN when they would wait.
  virtual ssize_t Receive(char* data, size_t size);
  virtual ssize_t Send(const char* data, size_t size);
  virtual bool HasBuffered() const { return false; }  // bytes that poll does not see
  virtual void EndSending();
  // What Receive or Send waited for, POLLIN or POLLOUT.
  virtual short wanted_event(short usual) const { return usual; }

 private:
  using Clock = std::chrono::steady_clock;
  bool Poll(short events, Clock::time_point until) const;
  bool Fill();
  void CountHead(const char* data, size_t size);

  int socket_;
  const ConnectionLimits& limits_;
  const std::atomic<bool>& cut_off_;
  std::array<char, 4096> buffer_{};
  size_t begin_ = 0, end_ = 0;  // of what is in it and has not been read
  size_t bytes_ = 0;            // of this request
  size_t newlines_ = 0;         // in a row, carriage returns left out
  bool in_head_ = true;
  bool has_written_ = false;
  Clock::time_point must_be_in_{};
  Fault fault_ = Fault::kNone;
};

}  // namespace godel
