// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/common_crawl.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>
#include <iterator>
#include <thread>
#include <utility>

#include "godel/base/json.h"
#include "godel/dataset/byte_source.h"
#include "godel/prepare/grounded/warc_reader.h"

namespace godel {
namespace {

constexpr std::array<std::string_view, 46> kCrawls = {
    "2013-20", "2013-48", "2014-10", "2014-15", "2014-23", "2014-35", "2014-41", "2014-42", "2014-49", "2014-52",
    "2015-06", "2015-11", "2015-14", "2015-18", "2015-22", "2015-27", "2015-32", "2015-35", "2015-40", "2015-48",
    "2016-07", "2016-18", "2016-22", "2016-26", "2016-30", "2016-36", "2016-40", "2016-44", "2016-50", "2017-04",
    "2017-09", "2017-13", "2017-17", "2017-22", "2017-26", "2017-30", "2017-34", "2017-39", "2017-43", "2017-47",
    "2017-51", "2018-05", "2018-09", "2018-13", "2018-17", "2018-22"};
constexpr size_t kMaxIndexBytes = size_t{4} << 20;

// Year and week as one text that sorts as the crawls do. The week is that of ISO 8601, as Common Crawl counts them.
std::string WeekOf(int64_t time) {
  constexpr int64_t kLatest = 253402300799;  // the last second of the year 9999
  return fmt::format("{:%G-%V}", fmt::gmtime(static_cast<std::time_t>(std::clamp<int64_t>(time, 0, kLatest))));
}

bool IsCrawlName(std::string_view name) {
  return name.size() == 7 && name[4] == '-' &&
         std::all_of(name.begin(), name.end(), [](char c) { return c == '-' || (c >= '0' && c <= '9'); });
}

// Offsets and lengths are texts in the index.
Result<uint64_t> IndexNumber(const Json& line, std::string_view key) {
  GODEL_TRY(const std::optional<std::string> text, OptionalMember<std::string>(line, key));
  uint64_t number = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), number).ec != std::errc())
    return Fail(ErrorCode::kBadData, fmt::format("index: {}: expected a number as a text", key));
  return number;
}

}  // namespace

std::span<const std::string_view> Dstc7Crawls() {
  return kCrawls;
}

std::vector<std::string> CrawlsFrom(int64_t time, const std::vector<std::string>& crawls) {
  const auto later = std::lower_bound(crawls.begin(), crawls.end(), WeekOf(time));
  std::vector<std::string> order(later, crawls.end());
  order.insert(order.end(), std::make_reverse_iterator(later), crawls.rend());
  return order;
}

Result<CrawlClient> CrawlClient::Make(CrawlOptions options) {
  if (options.crawls.empty()) options.crawls.assign(kCrawls.begin(), kCrawls.end());
  for (const std::string& crawl : options.crawls)
    if (!IsCrawlName(crawl))
      return Fail(ErrorCode::kInvalidArgument, fmt::format("expected a crawl such as 2016-07, found {}", crawl));
  std::sort(options.crawls.begin(), options.crawls.end());
  GODEL_TRY(WebClient index, WebClient::Make(options.index_url, options.web));
  GODEL_TRY(WebClient data, WebClient::Make(options.data_url, options.web));
  return CrawlClient(std::move(index), std::move(data), std::move(options));
}

// The first capture that the server answered with the page.
Result<std::optional<CrawlClient::Place>> CrawlClient::Look(std::string_view url, const std::string& crawl) {
  const std::string path = fmt::format("CC-MAIN-{}-index?url={}&output=json", crawl, PercentEncode(url));
  std::this_thread::sleep_until(next_question_);
  next_question_ = std::chrono::steady_clock::now() + options_.pause;
  GODEL_TRY(const std::optional<std::string> answer, index_.Get(path, kMaxIndexBytes));
  if (!answer) return std::optional<Place>();
  for (std::string_view left = *answer; !left.empty();) {
    const std::string_view text = left.substr(0, left.find('\n'));
    left.remove_prefix(std::min(left.size(), text.size() + 1));
    if (text.empty()) continue;
    GODEL_TRY(const Json line, ParseJson(text));
    GODEL_TRY(const std::optional<std::string> status, OptionalMember<std::string>(line, "status"));
    if (status && *status != "200") continue;
    GODEL_TRY(const std::optional<std::string> file, OptionalMember<std::string>(line, "filename"));
    if (!file) return Fail(ErrorCode::kBadData, "index: filename: it is missing");
    Place place{.file = *file, .range = {}};
    GODEL_TRY(place.range.offset, IndexNumber(line, "offset"));
    GODEL_TRY(place.range.length, IndexNumber(line, "length"));
    return std::optional<Place>(std::move(place));
  }
  return std::optional<Place>();
}

Result<std::optional<HttpMessage>> CrawlClient::Fetch(const Place& place) {
  GODEL_TRY(std::optional<std::string> bytes, data_.Get(place.file, options_.max_page_bytes, place.range));
  if (!bytes) return std::optional<HttpMessage>();
  GODEL_TRY(std::unique_ptr<ByteSource> source,
            DecompressBytes(BytesOf(std::move(*bytes)), {.max_zstd_window_log = 24}));
  WarcReader reader(std::move(source), options_.max_page_bytes);
  GODEL_TRY(const std::optional<WarcRecord> record, reader.Next());
  if (!record || record->type != "response")
    return Fail(ErrorCode::kBadData, "no response stands where the index says");
  std::optional<HttpMessage> message = ParseHttpMessage(record->block, options_.max_page_bytes);
  if (!message) return Fail(ErrorCode::kBadData, "the record holds no HTTP response");
  return message;
}

std::optional<CrawledPage> CrawlClient::Find(std::string_view url, int64_t time, Tally* tally) {
  url = url.substr(0, url.find('#'));
  for (const std::string& crawl : CrawlsFrom(time, options_.crawls)) {
    const auto place = Look(url, crawl);
    if (!place) tally->Count("index: asked in vain");
    if (!place || !*place) continue;
    auto page = Fetch(**place);
    if (!page) tally->Count("records: broken or not to be had");
    if (page && *page) return CrawledPage{.crawl = crawl, .page = std::move(**page)};
  }
  return std::nullopt;
}

}  // namespace godel
