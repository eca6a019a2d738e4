// SPDX-License-Identifier: MIT
#include "godel/dataset/multiwoz/lexicalize.h"

#include <optional>
#include <span>

#include "godel/dataset/multiwoz/placeholder.h"
#include "godel/dataset/multiwoz/slot_values.h"

namespace godel::multiwoz {
namespace {

// A reply that is being filled in.
class Filling {
 public:
  Filling(const LexicalContext& context, const Database& database) : context_(context), database_(database) {}

  std::optional<std::string> ValueOf(const Placeholder& placeholder) {
    const std::string domain = placeholder.domain.empty() ? std::string(context_.domain) : placeholder.domain;
    if (!placeholder.kind || domain.empty()) return std::nullopt;
    switch (*placeholder.kind) {
      case SlotKind::kReference:
        return ReferenceOf(domain);
      case SlotKind::kName:
        return NextName(domain);
      case SlotKind::kTrainId:
        return Venue(domain, {"trainid"});
      case SlotKind::kId:
        return Venue(domain, {"id"});
      case SlotKind::kAddress:
        return Venue(domain, {"address"});
      case SlotKind::kPhone:
        return Venue(domain, {"phone"});
      case SlotKind::kPostcode:
        return Venue(domain, {"postcode"});
      case SlotKind::kArea:
        return VenueOrWish(domain, {"area"});
      case SlotKind::kFood:
        return VenueOrWish(domain, {"food"});
      case SlotKind::kType:
        return VenueOrWish(domain, {"type"});
      case SlotKind::kInternet:
        return VenueOrWish(domain, {"internet"});
      case SlotKind::kParking:
        return VenueOrWish(domain, {"parking"});
      case SlotKind::kDepartment:
        return Wish(domain, {"department"});
      case SlotKind::kOpen:
        return Venue(domain, {"openhours"});
      case SlotKind::kPrice:
        return domain == "train" ? Venue(domain, {"price"}) : VenueOrWish(domain, {"pricerange", "entrancefee"});
      case SlotKind::kDay:
        return Either(Wish(domain, {"bookday", "day"}), Venue(domain, {"day"}));
      case SlotKind::kPlace:
        return Either(Place(domain, placeholder.slot), std::nullopt);
      case SlotKind::kTime:
        return Time(domain, placeholder.slot);
      case SlotKind::kCount:
        return Count(domain, placeholder.slot);
    }
    return std::nullopt;
  }

 private:
  using Slots = std::initializer_list<std::string_view>;
  using Value = std::optional<std::string>;

  static Value Either(Value first, Value second) { return first ? std::move(first) : std::move(second); }

  struct Offer {
    std::vector<uint32_t> rows;
    size_t at = 0;       // the venue that is spoken of
    bool named = false;  // its name has been said
  };
  Offer& OfferOf(const std::string& domain) {
    const auto [offer, is_new] = offers_.try_emplace(domain);
    if (is_new) {
      const auto wishes = context_.state.find(domain);
      offer->second.rows = database_.Find(domain, wishes == context_.state.end() ? SlotValues() : wishes->second);
    }
    return offer->second;
  }

  Value Venue(const std::string& domain, Slots slots) {
    const VenueTable* const table = database_.Table(domain);
    if (table == nullptr) return std::nullopt;
    const Offer& offer = OfferOf(domain);
    if (offer.at >= offer.rows.size()) return std::nullopt;
    for (const std::string_view slot : slots) {
      const std::string* const value = table->Value(offer.rows[offer.at], slot);
      if (value != nullptr && *value != "?" && !value->empty()) return *value;
    }
    return std::nullopt;
  }

  Value Wish(const std::string& domain, Slots slots) const {
    const auto wishes = context_.state.find(domain);
    if (wishes == context_.state.end()) return std::nullopt;
    for (const std::string_view slot : slots) {
      const auto value = wishes->second.find(slot);
      if (value != wishes->second.end() && !AsksForNothing(value->second)) return value->second;
    }
    return std::nullopt;
  }

  Value VenueOrWish(const std::string& domain, Slots slots) {
    return Either(Venue(domain, slots), Wish(domain, slots));
  }

  Value NextName(const std::string& domain) {
    Offer& offer = OfferOf(domain);
    if (offer.named && offer.at + 1 < offer.rows.size()) ++offer.at;
    offer.named = true;
    return VenueOrWish(domain, {"name"});
  }

  Value ReferenceOf(const std::string& domain) const {
    const auto found = context_.references.find(domain);
    return found == context_.references.end() ? std::nullopt : Value(found->second);
  }

  // "[value_place]" says neither from where nor to where: first the one, then the other.
  Value Place(const std::string& domain, std::string_view slot) {
    if (slot.starts_with("depart")) return VenueOrWish(domain, {"departure"});
    if (slot.starts_with("dest")) return VenueOrWish(domain, {"destination"});
    ++places_;
    return places_ % 2 == 1 ? VenueOrWish(domain, {"departure"}) : VenueOrWish(domain, {"destination"});
  }

  Value Time(const std::string& domain, std::string_view slot) {
    if (slot == "duration") return Venue(domain, {"duration"});
    if (slot.starts_with("arrive")) return VenueOrWish(domain, {"arrive"});
    if (slot.starts_with("leave")) return VenueOrWish(domain, {"leave"});
    if (domain != "train") return Wish(domain, {"booktime", "leave", "arrive"});
    ++times_;
    return times_ % 2 == 1 ? VenueOrWish(domain, {"leave"}) : VenueOrWish(domain, {"arrive"});
  }

  Value Count(const std::string& domain, std::string_view slot) {
    if (slot == "stars") return VenueOrWish(domain, {"stars"});
    if (slot == "people" || slot == "bookpeople") return Wish(domain, {"bookpeople"});
    if (slot == "stay" || slot == "bookstay") return Wish(domain, {"bookstay"});
    if (!IsSearchable(domain)) return std::nullopt;
    return std::to_string(OfferOf(domain).rows.size());
  }

  const LexicalContext& context_;
  const Database& database_;
  std::map<std::string, Offer> offers_;
  size_t places_ = 0;
  size_t times_ = 0;
};

}  // namespace

Lexicalised Lexicalize(std::string_view response, const LexicalContext& context, const Database& database) {
  Lexicalised filled;
  Filling filling(context, database);
  size_t at = 0;
  while (const std::optional<Placeholder> placeholder = FindPlaceholder(response, at)) {
    filled.text += response.substr(at, placeholder->begin - at);
    if (const std::optional<std::string> value = filling.ValueOf(*placeholder)) {
      filled.text += *value;
    } else {
      filled.text += response.substr(placeholder->begin, placeholder->end - placeholder->begin);
      filled.unfilled.push_back(placeholder->name);
    }
    at = placeholder->end;
  }
  filled.text += response.substr(at);
  return filled;
}

}  // namespace godel::multiwoz
