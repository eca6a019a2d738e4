// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/slot_values.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "godel/dataset/example_json.h"
#include "godel/text/lower_ascii.h"

namespace godel::multiwoz {
namespace {

using Spelling = std::pair<std::string_view, std::string_view>;  // as it is said, as the database has it

constexpr std::array kTypes = std::to_array<Spelling>({{"guest house", "guesthouse"},
                                                       {"mutliple sports", "multiple sports"},
                                                       {"night club", "nightclub"},
                                                       {"swimming pool", "swimmingpool"}});

constexpr std::array kFoods = std::to_array<Spelling>({{"americas", "north american"},
                                                       {"asian or oriental", "asian"},
                                                       {"australasian", "australian"},
                                                       {"brazilian", "portuguese"},
                                                       {"bristish", "british"},
                                                       {"brutish", "british"},
                                                       {"english", "british"},
                                                       {"eriterean", "mediterranean"},
                                                       {"europeon", "european"},
                                                       {"gastropod", "gastropub"},
                                                       {"intalian", "italian"},
                                                       {"italain", "italian"},
                                                       {"modern american", "north american"},
                                                       {"portugese", "portuguese"},
                                                       {"sea food", "seafood"}});

constexpr std::array kNames =
    std::to_array<Spelling>({{"acorn house", "acorn guest house"},
                             {"arbury guesthouse", "arbury lodge guesthouse"},
                             {"arbury guesthouse and lodge", "arbury lodge guesthouse"},
                             {"bridge house", "bridge guest house"},
                             {"broughton gallery", "broughton house gallery"},
                             {"cafe jello museum", "cafe jello gallery"},
                             {"cafe uno", "caffe uno"},
                             {"caffee uno", "caffe uno"},
                             {"cambridge botanic gardens", "cambridge university botanic gardens"},
                             {"christ college", "christ's college"},
                             {"christs", "christ's college"},
                             {"city center b and b", "city center north b and b"},
                             {"cityrooms", "cityroomz"},
                             {"history of science museum", "whipple museum of the history of science"},
                             {"holiday inn exlpress, cambridge", "express by holiday inn cambridge"},
                             {"hotel du vin bistro", "hotel du vin and bistro"},
                             {"huntingdon hotel", "huntingdon marriott hotel"},
                             {"lime house", "limehouse"},
                             {"nando's", "nandos"},
                             {"nandos in the city centre", "nandos city centre"},
                             {"parkside pools", "parkside swimming pool"},
                             {"restaurant 1 7", "restaurant one seven"},
                             {"restaurant 17", "restaurant one seven"},
                             {"restaurant 2 2", "restaurant two two"},
                             {"restaurant 2 two", "restaurant two two"},
                             {"restaurant called two two", "restaurant two two"},
                             {"restaurant two 2", "restaurant two two"},
                             {"rosa's", "rosas bed and breakfast"},
                             {"scudamores punt co", "scudamores punting co"},
                             {"the botanical gardens at cambridge university", "cambridge university botanic gardens"},
                             {"the junction", "junction theatre"},
                             {"the river bar and grill", "the river bar steakhouse and grill"},
                             {"trinity street college", "trinity college"},
                             {"university hotel", "university arms hotel"},
                             {"whale of time", "whale of a time"}});

// Words for a time of day. The evening one is 07:00 in the standardised evaluation too.
constexpr std::array kTimes = std::to_array<Spelling>({{"afternoon", "13:00"},
                                                       {"around lunch time", "12:00"},
                                                       {"eight thirty", "08:30"},
                                                       {"lunch", "12:00"},
                                                       {"mid-day", "12:00"},
                                                       {"morning", "08:00"},
                                                       {"noon", "12:00"},
                                                       {"one thirty p.m.", "13:30"},
                                                       {"seven o'clock tomorrow evening", "07:00"},
                                                       {"six fourty five", "06:45"},
                                                       {"three forty five p.m", "15:45"}});

std::string Respell(std::span<const Spelling> table, std::string text) {
  const auto found = std::find_if(table.begin(), table.end(), [&](const Spelling& row) { return row.first == text; });
  return found == table.end() ? std::move(text) : std::string(found->second);
}

void ReplaceAll(std::string_view from, std::string_view to, std::string* text) {
  for (size_t at = text->find(from); at != std::string::npos; at = text->find(from, at + to.size()))
    text->replace(at, from.size(), to);
}

std::string VenueName(std::string_view value) {
  std::string name = LowerAscii(TrimSpace(value));
  ReplaceAll(" & ", " and ", &name);
  ReplaceAll("&", " and ", &name);
  ReplaceAll(" '", "'", &name);
  return Respell(kNames, std::move(name));
}

bool AllDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// Takes `ending` and the white space before it off.
bool TakeEnding(std::string_view ending, std::string_view* text) {
  if (!text->ends_with(ending)) return false;
  text->remove_suffix(ending.size());
  *text = TrimSpace(*text);
  return true;
}

std::string TwoDigits(std::string_view hour) {
  return hour.size() == 1 ? "0" + std::string(hour) : std::string(hour);
}

// "5:45" after noon is 17:45; nullopt when the hour is no small number.
std::optional<std::string> AfterNoon(std::string_view time) {
  const size_t colon = time.find(':');
  const std::string_view hour = time.substr(0, colon);
  if (!AllDigits(hour) || hour.size() > 2) return std::nullopt;
  const int later = (hour.size() == 1 ? hour[0] - '0' : (hour[0] - '0') * 10 + hour[1] - '0') + 12;
  return std::to_string(later) + (colon == std::string_view::npos ? ":00" : std::string(time.substr(colon)));
}

std::string TimeOfDay(std::string_view value) {
  const std::string lowered = Respell(kTimes, LowerAscii(TrimSpace(value)));
  std::string_view time = lowered;
  if (time.starts_with("one o'clock p.m")) return "13:00";
  if (time.starts_with("ten o'clock a.m")) return "10:00";
  for (const std::string_view before : {"by", "after", "afer"}) {
    if (time.starts_with(before)) time = TrimSpace(time.substr(before.size()));
  }
  if (!TakeEnding("am", &time)) TakeEnding("a.m.", &time);
  if (TakeEnding("pm", &time) || TakeEnding("p.m.", &time)) {
    if (std::optional<std::string> later = AfterNoon(time)) return *std::move(later);
  }
  if (time.empty()) return "00:00";
  if (std::string_view(".,?").find(time.back()) != std::string_view::npos) time.remove_suffix(1);
  if (AllDigits(time) && time.size() == 4) return std::string(time.substr(0, 2)) + ":" + std::string(time.substr(2));
  if (AllDigits(time)) return TwoDigits(time) + ":00";
  std::string whole(time);
  if (whole.find(':') != std::string::npos) std::erase(whole, ' ');
  return whole.size() == 4 && whole[1] == ':' ? "0" + whole : whole;
}

}  // namespace

std::string CanonicalSlot(std::string_view slot) {
  std::string name = LowerAscii(slot);
  std::erase(name, ' ');
  if (name == "arriveby") return "arrive";
  if (name == "leaveat") return "leave";
  return name;
}

std::string CanonicalValue(std::string_view slot, std::string_view value) {
  if (slot == "name" || slot == "destination" || slot == "departure") return VenueName(value);
  if (slot == "food") return Respell(kFoods, LowerAscii(TrimSpace(value)));
  if (slot == "arrive" || slot == "leave" || slot == "time") return TimeOfDay(value);
  if (slot == "type") return Respell(kTypes, std::string(value));
  if ((slot == "parking" || slot == "internet") && value == "free") return "yes";
  return std::string(value);
}

bool AsksForNothing(std::string_view value) {
  constexpr std::array<std::string_view, 6> kNothing = {"dontcare",  "not mentioned", "don't care",
                                                        "dont care", "do n't care",   "do not care"};
  return std::find(kNothing.begin(), kNothing.end(), value) != kNothing.end();
}

std::optional<int> MinutesOf(std::string_view time) {
  if (time.size() < 5 || !AllDigits(time.substr(0, 2)) || time[2] != ':' || !AllDigits(time.substr(3, 2)))
    return std::nullopt;
  const auto two = [&](size_t at) { return (time[at] - '0') * 10 + (time[at + 1] - '0'); };
  return two(0) * 60 + two(3);
}

}  // namespace godel::multiwoz
