// SPDX-License-Identifier: MIT
// Files of examples as JSON lines, as an array, as an array in an object and as CSV, plain or compressed: whatever the
// bytes are, each row is an example or says why not, and an example's row is read again as the same example.
#include <cstddef>
#include <cstdint>
#include <string>

#include "godel/base/json.h"
#include "godel/dataset/example_json.h"
#include "godel/dataset/row_source.h"

namespace {

using namespace godel;

void Require(bool holds) {
  if (!holds) __builtin_trap();
}

void CheckExample(const Example& example) {
  Require(!example.context.empty() && !example.response.empty());
  for (const std::string& turn : example.context) Require(!turn.empty() && TrimSpace(turn) == turn);
  for (const std::string* const text : {&example.knowledge, &example.response, &example.instruction, &example.dialog})
    Require(TrimSpace(*text) == *text);
  const std::string row = ExampleRow(example);
  Require(row.find('\n') == std::string::npos);
  const auto json = ParseJson(row);
  Require(json.has_value());
  const auto again = ParseExample(*json);
  Require(again && again->context == example.context && again->knowledge == example.knowledge &&
          again->response == example.response && again->instruction == example.instruction &&
          again->dialog == example.dialog && again->turn == example.turn);
}

void ReadAll(const std::string& bytes, const std::string& name, const RowSourceOptions& options) {
  auto source = DecompressBytes(BytesOf(bytes));
  if (!source) return;
  auto rows = MakeRowSource(
      LineSource(std::move(*source), name, {.max_line_bytes = options.max_row_bytes, .bytes = {}}), options);
  if (!rows) return;
  size_t line = 1;
  while (true) {
    const auto row = (*rows)->Next();
    if (!row || !*row) return;
    Require((*row)->line >= line);
    line = (*row)->line;
    if (!(*row)->object) {
      Require(!(*row)->object.error().message.empty());
      continue;
    }
    if (const auto example = ParseExample(*(*row)->object))
      CheckExample(*example);
    else
      Require(!example.error().message.empty());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  constexpr size_t kMaxRowBytes = 1000;  // so low that inputs of a usual size come above it
  for (const char* const name : {"x.jsonl", "x.csv", "x"})
    ReadAll(bytes, name, {.max_row_bytes = kMaxRowBytes, .bytes = {}});
  ReadAll(bytes, "x.json", {.max_row_bytes = kMaxRowBytes, .array_member = "data", .bytes = {}});
  return 0;
}
