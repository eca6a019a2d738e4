// SPDX-License-Identifier: MIT
// Pages as Common Crawl saw them: its index says where a page's record lies, and a range request brings that alone.
#pragma once
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/grounded/http_message.h"
#include "godel/prepare/grounded/web_client.h"
#include "godel/prepare/tally.h"

namespace godel {

// "2013-20" to "2018-22", year and week: the 46 crawls that DSTC7's corpus was made from, in their order.
std::span<const std::string_view> Dstc7Crawls();

struct CrawlOptions {
  std::string index_url = "https://index.commoncrawl.org";
  std::string data_url = "https://data.commoncrawl.org";
  std::vector<std::string> crawls = {};  // in the order of time; empty: Dstc7Crawls
  size_t max_page_bytes = size_t{16} << 20;
  std::chrono::milliseconds pause{0};  // between two questions to the index
  WebClientOptions web = {};
};

struct CrawledPage {
  std::string crawl;  // "2016-07"
  HttpMessage page;
};

// For one thread at a time.
class CrawlClient {
 public:
  // Error: kInvalidArgument for a URL or a crawl of another form.
  static Result<CrawlClient> Make(CrawlOptions options);

  // The page as the first crawl has it that is not older than `time` (seconds since 1970), or else a later one, or else
  // the latest that is older. Crawls that do not know the page, whose servers fail after all retries, or whose record
  // is broken are passed over, and the latter counted in `tally`. nullopt when none is left.
  std::optional<CrawledPage> Find(std::string_view url, int64_t time, Tally* tally);

 private:
  struct Place {
    std::string file;
    ByteRange range;
  };
  CrawlClient(WebClient index, WebClient data, CrawlOptions options)
      : index_(std::move(index)), data_(std::move(data)), options_(std::move(options)) {}
  Result<std::optional<Place>> Look(std::string_view url, const std::string& crawl);
  Result<std::optional<HttpMessage>> Fetch(const Place& place);

  WebClient index_, data_;
  CrawlOptions options_;
  std::chrono::steady_clock::time_point next_question_{};
};

// Of `crawls`, all of them: those from the week of `time` on, then the older ones, the latest first.
std::vector<std::string> CrawlsFrom(int64_t time, const std::vector<std::string>& crawls);

}  // namespace godel
