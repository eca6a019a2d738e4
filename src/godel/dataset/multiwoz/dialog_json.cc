// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/dialog_json.h"

#include "godel/base/json.h"
#include "godel/dataset/multiwoz/slot_values.h"
#include "godel/text/lower_ascii.h"

namespace godel::multiwoz {
namespace {

constexpr std::string_view kExamplePrefix = "multiwoz/";

const Json& MemberOf(const Json& object, std::string_view key) {
  static const Json kNull;
  if (!object.is_object()) return kNull;
  const auto found = object.find(key);
  return found == object.end() ? kNull : *found;
}

std::string RequestName(std::string_view domain, std::string_view slot) {
  if (domain == "train") return slot == "trainID" ? "trainid" : "";
  for (const std::string_view scored : {"phone", "address", "postcode", "reference"}) {
    if (slot == scored) return std::string(scored);
  }
  return "";
}

}  // namespace

std::string DialogId(std::string_view name) {
  std::string id = LowerAscii(name);
  if (id.ends_with(".json")) id.resize(id.size() - 5);
  return id;
}

std::string ExampleDialog(std::string_view id) {
  return std::string(kExamplePrefix).append(id);
}

std::optional<std::string> DialogOfExample(std::string_view name) {
  if (!name.starts_with(kExamplePrefix)) return std::nullopt;
  return DialogId(name.substr(kExamplePrefix.size()));
}

Goal ParseGoal(const Json& goal) {
  Goal parsed;
  for (const std::string_view domain : kDomains) {
    const Json& of_domain = MemberOf(goal, domain);
    if (!of_domain.is_object() || of_domain.empty()) continue;
    DomainGoal& wanted = parsed[std::string(domain)];
    const Json& info = MemberOf(of_domain, "info");
    if (info.is_object()) {
      for (const auto& [key, value] : info.items()) {
        if (!value.is_string()) continue;
        const std::string slot = CanonicalSlot(key);
        wanted.informable[slot] = CanonicalValue(slot, value.get_ref<const std::string&>());
      }
    }
    const Json& requests = MemberOf(of_domain, "reqt");
    if (requests.is_array()) {
      for (const Json& request : requests) {
        if (!request.is_string()) continue;
        std::string name = RequestName(domain, request.get_ref<const std::string&>());
        if (!name.empty()) wanted.requestable.insert(std::move(name));
      }
    }
    const Json& book = MemberOf(of_domain, "book");
    if (book.is_object() && !book.empty()) wanted.requestable.insert("reference");
  }
  return parsed;
}

Result<WozDialog> ParseWozDialog(const Json& dialog, std::string_view name) {
  if (!dialog.is_object()) return Fail(ErrorCode::kBadData, "expected a dialog, found " + Excerpt(dialog));
  if (dialog.contains("log")) return ParseLogDialog(dialog, name);
  if (dialog.contains("turns")) return ParseFrameDialog(dialog, name);
  if (dialog.contains("info")) return ParseHdsaDialog(dialog, name);
  return Fail(
      ErrorCode::kBadData,
      "no dialog of MultiWOZ: it has none of the members log (2.0, 2.1, 2.3, 2.4), turns (2.2) and info (HDSA)");
}

}  // namespace godel::multiwoz
