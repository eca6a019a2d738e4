// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/placeholder.h"

#include <algorithm>
#include <array>
#include <utility>

#include "godel/dataset/multiwoz/slot_values.h"
#include "godel/dataset/multiwoz/state.h"
#include "godel/text/lower_ascii.h"

namespace godel::multiwoz {
namespace {

struct KindName {
  SlotKind kind;
  std::string_view word;  // in normalised texts
  std::string_view slot;  // in placeholders that are made here
};

constexpr std::array kKinds = std::to_array<KindName>({{SlotKind::kAddress, "ADDRESS", "address"},
                                                       {SlotKind::kArea, "AREA", "area"},
                                                       {SlotKind::kCount, "COUNT", "count"},
                                                       {SlotKind::kDay, "DAY", "day"},
                                                       {SlotKind::kDepartment, "DEPARTMENT", "department"},
                                                       {SlotKind::kFood, "FOOD", "food"},
                                                       {SlotKind::kId, "ID", "id"},
                                                       {SlotKind::kInternet, "INTERNET", "internet"},
                                                       {SlotKind::kName, "NAME", "name"},
                                                       {SlotKind::kOpen, "OPEN", "open"},
                                                       {SlotKind::kParking, "PARKING", "parking"},
                                                       {SlotKind::kPhone, "PHONE", "phone"},
                                                       {SlotKind::kPlace, "PLACE", "place"},
                                                       {SlotKind::kPostcode, "POST", "postcode"},
                                                       {SlotKind::kPrice, "PRICE", "price"},
                                                       {SlotKind::kReference, "REFERENCE", "reference"},
                                                       {SlotKind::kTime, "TIME", "time"},
                                                       {SlotKind::kTrainId, "TRAINID", "id"},
                                                       {SlotKind::kType, "TYPE", "type"}});

using SlotName = std::pair<std::string_view, SlotKind>;
constexpr std::array kSlots =
    std::to_array<SlotName>({{"addr", SlotKind::kAddress},       {"address", SlotKind::kAddress},
                             {"area", SlotKind::kArea},          {"arrive", SlotKind::kTime},
                             {"arrive by", SlotKind::kTime},     {"arriveby", SlotKind::kTime},
                             {"bookday", SlotKind::kDay},        {"bookpeople", SlotKind::kCount},
                             {"bookstay", SlotKind::kCount},     {"booktime", SlotKind::kTime},
                             {"car", SlotKind::kType},           {"choice", SlotKind::kCount},
                             {"count", SlotKind::kCount},        {"day", SlotKind::kDay},
                             {"depart", SlotKind::kPlace},       {"department", SlotKind::kDepartment},
                             {"departure", SlotKind::kPlace},    {"dest", SlotKind::kPlace},
                             {"destination", SlotKind::kPlace},  {"duration", SlotKind::kTime},
                             {"entrance fee", SlotKind::kPrice}, {"entrancefee", SlotKind::kPrice},
                             {"fee", SlotKind::kPrice},          {"food", SlotKind::kFood},
                             {"id", SlotKind::kTrainId},         {"internet", SlotKind::kInternet},
                             {"leave", SlotKind::kTime},         {"leave at", SlotKind::kTime},
                             {"leaveat", SlotKind::kTime},       {"name", SlotKind::kName},
                             {"openhours", SlotKind::kOpen},     {"parking", SlotKind::kParking},
                             {"people", SlotKind::kCount},       {"phone", SlotKind::kPhone},
                             {"place", SlotKind::kPlace},        {"post", SlotKind::kPostcode},
                             {"postcode", SlotKind::kPostcode},  {"price", SlotKind::kPrice},
                             {"price range", SlotKind::kPrice},  {"pricerange", SlotKind::kPrice},
                             {"ref", SlotKind::kReference},      {"reference", SlotKind::kReference},
                             {"stars", SlotKind::kCount},        {"stay", SlotKind::kCount},
                             {"ticket", SlotKind::kPrice},       {"time", SlotKind::kTime},
                             {"train", SlotKind::kTrainId},      {"trainid", SlotKind::kTrainId},
                             {"type", SlotKind::kType}});

const KindName& NamesOf(SlotKind kind) {
  return *std::find_if(kKinds.begin(), kKinds.end(), [&](const KindName& row) { return row.kind == kind; });
}

bool IsNameSign(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == ' ' ||
         c == '\t';
}

// Sets domain, slot and kind from the name.
void Understand(Placeholder* placeholder) {
  placeholder->slot = placeholder->name;
  const size_t line = placeholder->name.find('_');
  const std::string_view first = std::string_view(placeholder->name).substr(0, line);
  if (line != std::string::npos && (IsDomain(first) || first == "value")) {
    if (first != "value") placeholder->domain = first;
    placeholder->slot = placeholder->name.substr(line + 1);
  }
  placeholder->kind = KindOf(placeholder->slot);
  if (placeholder->kind == SlotKind::kTrainId && !placeholder->domain.empty() && placeholder->domain != "train")
    placeholder->kind = SlotKind::kId;
}

}  // namespace

std::string_view KindWord(SlotKind kind) {
  return NamesOf(kind).word;
}

std::optional<SlotKind> KindOf(std::string_view slot) {
  const auto found = std::find_if(kSlots.begin(), kSlots.end(), [&](const SlotName& row) { return row.first == slot; });
  return found == kSlots.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Placeholder> FindPlaceholder(std::string_view text, size_t from) {
  for (size_t begin = text.find('[', from); begin != std::string_view::npos; begin = text.find('[', begin + 1)) {
    size_t end = begin + 1;
    while (end < text.size() && IsNameSign(text[end])) ++end;
    if (end == begin + 1 || end == text.size() || text[end] != ']') continue;
    Placeholder found{.begin = begin, .end = end + 1, .name = LowerAscii(text.substr(begin + 1, end - begin - 1))};
    Understand(&found);
    return found;
  }
  return std::nullopt;
}

std::string PlaceholderFor(std::string_view domain, std::string_view slot) {
  const std::optional<SlotKind> kind = KindOf(slot);
  if (!kind) return "";
  const bool of_venue = *kind == SlotKind::kAddress || *kind == SlotKind::kName || *kind == SlotKind::kPhone ||
                        *kind == SlotKind::kPostcode || *kind == SlotKind::kReference || *kind == SlotKind::kTrainId ||
                        (domain == "taxi" && *kind == SlotKind::kType);
  const std::string_view front = of_venue && IsDomain(domain) ? domain : "value";
  return "[" + std::string(front) + "_" + std::string(NamesOf(*kind).slot) + "]";
}

}  // namespace godel::multiwoz
