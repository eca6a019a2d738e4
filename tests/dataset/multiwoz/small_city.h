// SPDX-License-Identifier: MIT
// A database of few venues.
#pragma once
#include "godel/base/json.h"
#include "godel/dataset/multiwoz/database.h"

namespace godel::testing {

inline multiwoz::Database SmallCity() {
  const char* const tables[] = {
      R"([{"id":"1","name":"all saints church","area":"centre","type":"architecture","phone":"01223111111",
           "address":"jesus lane","postcode":"cb58bs","entrance fee":"free","location":[1,2]}])",
      R"([{"id":"0","name":"acorn guest house","area":"north","type":"guesthouse","stars":"4","parking":"yes",
           "phone":"01223353888","address":"154 chesterton road","postcode":"cb41da","pricerange":"moderate"},
          {"id":"1","name":"cityroomz","area":"centre","type":"hotel","stars":"0","parking":"no",
           "phone":"01223304050","address":"sleeperz hotel, station road","postcode":"cb12tz","pricerange":"moderate"},
          {"id":"2","name":"ashley hotel","area":"north","type":"hotel","stars":"2","parking":"yes",
           "phone":"01223350059","address":"74 chesterton road","postcode":"cb41er","pricerange":"moderate"}])",
      R"([{"id":"7","name":"pizza hut city centre","area":"centre","food":"italian","pricerange":"cheap",
           "phone":"01223323737","address":"regent street","postcode":"cb21ab"},
          {"id":"8","name":"the gandhi","area":"centre","food":"indian","pricerange":"?","phone":"01223353942",
           "address":"72 regent street city centre","postcode":"cb21dp"}])",
      R"([{"trainID":"TR1","departure":"cambridge","destination":"ely","day":"monday","leaveAt":"05:50",
           "arriveBy":"06:07","price":"4.40 pounds","duration":"17 minutes"},
          {"trainID":"TR2","departure":"cambridge","destination":"ely","day":"monday","leaveAt":"07:50",
           "arriveBy":"08:07","price":"4.40 pounds","duration":"17 minutes"},
          {"trainID":"TR3","departure":"ely","destination":"cambridge","day":"monday","leaveAt":"07:35",
           "arriveBy":"07:52","price":"4.40 pounds","duration":"17 minutes"}])"};
  std::vector<multiwoz::VenueTable> parsed;
  for (size_t i = 0; i < 4; ++i)
    parsed.push_back(multiwoz::VenueTable::Parse(ParseJson(tables[i]).value(), multiwoz::kDomains[i]).value());
  return multiwoz::Database(std::move(parsed));
}

}  // namespace godel::testing
