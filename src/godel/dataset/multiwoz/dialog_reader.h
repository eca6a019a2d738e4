// SPDX-License-Identifier: MIT
// MultiWOZ dialogs from files, one after the other.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "godel/base/json_fwd.h"
#include "godel/base/result.h"
#include "godel/dataset/multiwoz/dialog.h"
#include "godel/dataset/row_reader.h"

namespace godel {
class JsonMembers;
}

namespace godel::multiwoz {

// For one thread at a time; memory: one dialog.
class DialogReader {
 public:
  // Each file is one object of dialogs by name (2.0, 2.1, 2.3, 2.4), an array of dialogs (2.2, HDSA) or a dialog a
  // line, plain or compressed. Dialogs that cannot be read are skipped, `max_bad_dialogs` of them. Opens nothing yet.
  explicit DialogReader(std::vector<std::string> files, size_t max_bad_dialogs = 0,
                        const ByteSourceOptions& bytes = {});
  ~DialogReader();
  DialogReader(DialogReader&&) noexcept;

  // nullopt behind the last. Error: a file cannot be read; kBadData for one bad dialog too many, with its place and
  // the flag --max-bad-rows.
  Result<std::optional<WozDialog>> Next();

  const BadRows& bad() const { return bad_; }

 private:
  Status OpenNext();
  struct Found {
    std::string name;
    size_t line = 0;
    Result<WozDialog> dialog;
  };
  Result<std::optional<Found>> NextOfFile();

  std::vector<std::string> files_;
  ByteSourceOptions bytes_;
  size_t next_file_ = 0;
  std::unique_ptr<JsonMembers> members_;  // one of the two is set while a file is open
  std::unique_ptr<RowSource> rows_;
  BadRows bad_;
};

}  // namespace godel::multiwoz
