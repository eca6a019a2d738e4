// SPDX-License-Identifier: MIT
// MultiWOZ dialogs in their layouts, predictions, and zip archives around them: whatever the bytes are gives a value or
// an error, and what can be read can be delexicalised, converted and filled in.
#include <cstddef>
#include <cstdint>
#include <string>

#include "godel/base/json.h"
#include "godel/dataset/json_members.h"
#include "godel/dataset/multiwoz/delexicalize.h"
#include "godel/dataset/multiwoz/dialog_json.h"
#include "godel/dataset/multiwoz/lexicalize.h"
#include "godel/dataset/zip_entry.h"
#include "godel/evaluate/multiwoz/dialog_score.h"
#include "godel/evaluate/multiwoz/predictions.h"
#include "godel/evaluate/multiwoz/response_text.h"
#include "godel/prepare/tasks/multiwoz.h"

namespace {

using namespace godel;

// A stored archive's text, or the bytes themselves.
std::string Unzipped(std::string bytes) {
  if (!IsZip(bytes)) return bytes;
  auto source = OpenZipEntryOf(std::move(bytes));
  std::string text;
  char buffer[4096];
  while (source && text.size() < (size_t{1} << 20)) {
    const auto got = (*source)->Read(buffer);
    if (!got || *got == 0) break;
    text.append(buffer, *got);
  }
  return text;
}

void UseDialog(const multiwoz::WozDialog& dialog, const multiwoz::Database& database) {
  for (const Example& example : ConvertWozDialog(dialog, {.acts = true, .database = &database})) {
    [[maybe_unused]] const std::string normal = multiwoz::NormalizeResponse(example.response);
    const multiwoz::DialogState& state = dialog.exchanges.front().state;
    [[maybe_unused]] const auto filled = Lexicalize(example.response, {.state = state, .domain = "hotel"}, database);
  }
  for (const auto& [domain, goal] : dialog.goal) {
    [[maybe_unused]] const auto rows = database.Find(domain, goal.informable);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text = Unzipped(std::string(reinterpret_cast<const char*>(data), size));
  static const multiwoz::Database database([] {
    std::vector<multiwoz::VenueTable> tables;
    for (size_t i = 0; i < multiwoz::kSearchableDomains; ++i)
      tables.push_back(
          *multiwoz::VenueTable::Parse(Json::parse(R"([{"name": "acorn guest house", "area": "north", "trainID": "TR1",
          "leaveAt": "05:00", "arriveBy": "06:00"}, {"name": "ask", "area": "?"}])"),
                                       multiwoz::kDomains[i]));
    return tables;
  }());
  auto source = DecompressBytes(BytesOf(text));
  if (!source) return 0;
  JsonMembers members(LineSource(std::move(*source), "fuzz"), 100000);
  while (true) {
    const auto member = members.Next();
    if (!member || !*member) break;
    if (!(*member)->value) continue;
    if (const auto dialog = multiwoz::ParseWozDialog(*(*member)->value, (*member)->key)) UseDialog(*dialog, database);
    [[maybe_unused]] const auto turns = multiwoz::ParsePredictedTurns(*(*member)->value);
  }
  const auto whole = ParseJson(text);
  if (!whole) return 0;
  if (const auto dialog = multiwoz::ParseWozDialog(*whole, "x")) UseDialog(*dialog, database);
  [[maybe_unused]] const auto table = multiwoz::VenueTable::Parse(*whole, "hotel");
  return 0;
}
