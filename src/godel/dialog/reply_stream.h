// SPDX-License-Identifier: MIT
// CleanReply for text that is still arriving.
#pragma once
#include <string>
#include <string_view>

namespace godel {

// The parts that Append and Finish return together equal CleanReply of all that was appended.
class ReplyStream {
 public:
  // Takes the next text; returns what is now certain to belong to the reply. White space and the letters of a possible
  // EOS are held back until what follows decides.
  std::string Append(std::string_view text);
  std::string Finish();

  // The end was seen; nothing appended from now on is shown.
  bool ended() const { return ended_; }
  const std::string& shown() const { return shown_; }

 private:
  std::string Show(size_t end);

  std::string raw_;
  std::string shown_;
  size_t next_ = 0;  // raw_ before this offset is shown or was leading white space
  bool ended_ = false;
};

}  // namespace godel
