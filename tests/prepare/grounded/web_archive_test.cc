// SPDX-License-Identifier: MIT
// Web archives and the client for Common Crawl, against a server that is started here.
#include <gtest/gtest.h>
#include <httplib.h>
#include <zlib.h>

#include <thread>

#include "godel/prepare/grounded/common_crawl.h"
#include "godel/prepare/grounded/http_message.h"
#include "godel/prepare/grounded/warc_reader.h"
#include "godel/prepare/grounded/web_client.h"

namespace godel {
namespace {

std::string Gzip(const std::string& text) {
  z_stream stream = {};
  EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), Z_OK);
  std::string out(deflateBound(&stream, text.size()), '\0');
  std::string in = text;
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

std::string Record(const std::string& type, const std::string& uri, const std::string& block, size_t length) {
  return "WARC/1.0\r\nWARC-Type: " + type + "\r\nwarc-target-uri: " + uri +
         "\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n" + block + "\r\n\r\n";
}

std::string Record(const std::string& type, const std::string& uri, const std::string& block) {
  return Record(type, uri, block, block.size());
}

struct Reading {
  std::vector<WarcRecord> records;
  WarcReader::Counts counts;
  std::string error;
};

Reading ReadAll(const std::string& bytes, size_t max_record_bytes = 1 << 20) {
  Reading reading;
  auto source = DecompressBytes(BytesOf(bytes));
  EXPECT_TRUE(source);
  WarcReader reader(std::move(*source), max_record_bytes);
  while (true) {
    auto record = reader.Next();
    if (!record) reading.error = record.error().message;
    if (!record || !*record) break;
    reading.records.push_back(**record);
  }
  reading.counts = reader.counts();
  return reading;
}

const std::string kArchivedPage = "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<p>Hello</p>";

TEST(WarcReader, RecordsAreGzipMembers) {
  const Reading reading =
      ReadAll(Gzip(Record("warcinfo", "", "software: x")) + Gzip(Record("response", "<http://a/>", kArchivedPage)));
  EXPECT_EQ(reading.error, "");
  ASSERT_EQ(reading.records.size(), 2U);
  EXPECT_EQ(reading.records[1].type, "response");
  EXPECT_EQ(reading.records[1].target_uri, "http://a/");
  EXPECT_EQ(reading.records[1].block, kArchivedPage);
  EXPECT_EQ(reading.counts.wrong_lengths, 0U);
}

TEST(WarcReader, AWrongLengthCostsOneRecord) {
  const std::string good = Record("response", "http://b/", kArchivedPage);
  const Reading too_short = ReadAll(Record("response", "http://a/", kArchivedPage, 10) + good);
  EXPECT_EQ(too_short.records.size(), 2U);
  EXPECT_EQ(too_short.records.back().block, kArchivedPage);
  EXPECT_EQ(too_short.counts.wrong_lengths, 1U);
  const Reading too_long =
      ReadAll(Record("response", "http://a/", kArchivedPage, kArchivedPage.size() + 30) + good + good);
  EXPECT_EQ(too_long.records.back().block, kArchivedPage);
  EXPECT_EQ(too_long.counts.wrong_lengths, 1U);
  const Reading no_length = ReadAll("WARC/1.0\r\nContent-Length: many\r\n\r\n" + good);
  EXPECT_EQ(no_length.records.size(), 1U);
  EXPECT_EQ(no_length.counts.wrong_lengths, 1U);
}

TEST(WarcReader, EndsAndLimits) {
  EXPECT_EQ(ReadAll("").error, "");
  EXPECT_EQ(ReadAll("WARC/1.0\r\nContent-Length: 5\r\n").error, "the file ends in the head of a record");
  EXPECT_EQ(ReadAll("WARC/1.0\r\nContent-Length: 18446744073709551615\r\n\r\nabc").error,
            "the file ends inside a record");
  const Reading limited =
      ReadAll(Record("response", "http://a/", std::string(1000, 'x')) + Record("response", "b", "y"), 100);
  ASSERT_EQ(limited.records.size(), 1U);
  EXPECT_EQ(limited.records[0].block, "y");
  EXPECT_EQ(limited.counts.too_long, 1U);
  EXPECT_EQ(ReadAll(std::string(1 << 20, 'x')).counts.wrong_lengths, 1U);
}

TEST(HttpMessage, BodiesAreWithoutChunksAndCompression) {
  const auto plain = ParseHttpMessage(kArchivedPage, 1000);
  ASSERT_TRUE(plain);
  EXPECT_EQ(plain->status, 200);
  EXPECT_EQ(plain->content_type, "text/html");
  EXPECT_EQ(plain->body, "<p>Hello</p>");
  const auto chunked = ParseHttpMessage(
      "HTTP/1.1 200 OK\r\ntransfer-encoding: Chunked\r\n\r\n5;x=y\r\nHello\r\n1\r\n!\r\n0\r\n\r\nrest", 1000);
  EXPECT_EQ(chunked->body, "Hello!");
  const auto zipped =
      ParseHttpMessage("HTTP/1.0 200 OK\nContent-Encoding: gzip\n\n" + Gzip(std::string(10'000, 'a')), 1000);
  EXPECT_EQ(zipped->body, std::string(1000, 'a')) << "cut at the limit";
  EXPECT_FALSE(ParseHttpMessage("SIP/2.0 200 OK\r\n\r\n", 1000));
  EXPECT_FALSE(ParseHttpMessage("HTTP/1.1", 1000));
  EXPECT_EQ(ParseHttpMessage("HTTP/1.1 404 Not Found", 1000)->body, "");
}

// A server of its own thread, gone at the end of the scope.
class LocalServer {
 public:
  LocalServer() : port_(server.bind_to_any_port("127.0.0.1")) {}
  void Start() {
    thread_ = std::thread([this] { server.listen_after_bind(); });
    while (!server.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  ~LocalServer() {
    server.stop();
    if (thread_.joinable()) thread_.join();
  }
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
  httplib::Server server;

 private:
  int port_;
  std::thread thread_;
};

TEST(WebClient, TriesAgainWhileTheServerIsBusy) {
  LocalServer local;
  int asked = 0;
  local.server.Get("/base/busy", [&](const httplib::Request&, httplib::Response& response) {
    response.status = ++asked < 3 ? 503 : 200;
    response.set_content("here", "text/plain");
  });
  local.server.Get("/base/never", [](const httplib::Request&, httplib::Response& response) { response.status = 500; });
  local.server.Get("/base/forbidden",
                   [](const httplib::Request&, httplib::Response& response) { response.status = 403; });
  local.Start();
  size_t pauses = 0;
  auto client = WebClient::Make(local.url() + "/base", {.retries = 4, .sleep = [&](auto) { ++pauses; }});
  ASSERT_TRUE(client);
  EXPECT_EQ(client->Get("busy", 100)->value_or("none"), "here");
  EXPECT_EQ(pauses, 2U);
  EXPECT_EQ(client->Get("gone", 100)->value_or("none"), "none");
  EXPECT_EQ(pauses, 2U) << "404 is an answer";
  EXPECT_NE(client->Get("never", 100).error().message.find("status 500 after 5 tries"), std::string::npos);
  EXPECT_EQ(pauses, 6U);
  EXPECT_NE(client->Get("forbidden", 100).error().message.find("status 403 after 1 tries"), std::string::npos);
  EXPECT_EQ(client->Get("busy", 3).error().code, ErrorCode::kResourceExhausted);
  EXPECT_EQ(WebClient::Make("ftp://x").error().code, ErrorCode::kInvalidArgument);
}

// Two crawls know the page: one before and one behind; a third has a broken record.
class Crawl : public ::testing::Test {
 protected:
  Crawl() {
    file_ = Gzip(Record("response", "http://a/", "HTTP/1.1 200 OK\r\n\r\nold"));
    old_size_ = file_.size();
    file_ += Gzip(Record("response", "http://a/", "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\nnew"));
    const auto index = [this](const std::string& crawl, const std::string& lines) {
      local_.server.Get("/CC-MAIN-" + crawl + "-index",
                        [lines](const httplib::Request& request, httplib::Response& response) {
                          response.status = request.get_param_value("url") == "http://a/?q=1&r" ? 200 : 404;
                          response.set_content(lines, "text/plain");
                        });
    };
    const auto line = [](const std::string& file, size_t offset, size_t length, const std::string& status) {
      return R"({"filename": ")" + file + R"(", "offset": ")" + std::to_string(offset) + R"(", "length": ")" +
             std::to_string(length) + R"(", "status": ")" + status + "\"}\n";
    };
    index("2014-10", line("crawl.warc.gz", 0, old_size_, "200"));
    index("2015-22",
          line("crawl.warc.gz", 0, 5, "301") + line("crawl.warc.gz", old_size_, file_.size() - old_size_, "200"));
    index("2015-14", line("crawl.warc.gz", 3, 20, "200"));
    index("2015-11", "not JSON\n");
    local_.server.Get("/crawl.warc.gz", [this](const httplib::Request&, httplib::Response& response) {
      response.set_content(file_, "application/gzip");  // the server cuts out the range
    });
    local_.Start();
  }

  Result<CrawlClient> Client(std::vector<std::string> crawls) {
    CrawlOptions options{
        .index_url = local_.url(), .data_url = local_.url() + "/", .crawls = std::move(crawls), .web = {}};
    options.web.retries = 0;
    return CrawlClient::Make(options);
  }

  LocalServer local_;
  std::string file_;
  size_t old_size_ = 0;
  Tally tally_;
};

constexpr int64_t kMarch2015 = 1425800000;
constexpr const char* kUrl = "http://a/?q=1&r#anchor";

TEST_F(Crawl, GoesForwardInTimePastWhatIsBroken) {
  auto client = Client({"2014-10", "2015-06", "2015-11", "2015-14", "2015-18", "2015-22"});
  ASSERT_TRUE(client) << client.error().message;
  const auto found = client->Find(kUrl, kMarch2015, &tally_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->crawl, "2015-22");
  EXPECT_EQ(found->page.body, "new");
  EXPECT_EQ(found->page.content_type, "text/html");
  EXPECT_EQ(tally_.Of("index: asked in vain"), 1U) << "2015-11 answers with something else";
  EXPECT_EQ(tally_.Of("records: broken or not to be had"), 1U) << "2015-14 points between records";
}

TEST_F(Crawl, ThenBackward) {
  auto client = Client({"2014-10", "2015-06", "2015-18"});
  ASSERT_TRUE(client);
  const auto found = client->Find(kUrl, kMarch2015, &tally_);
  ASSERT_TRUE(found);
  EXPECT_EQ(found->crawl, "2014-10");
  EXPECT_EQ(found->page.body, "old");
  EXPECT_FALSE(client->Find("http://other/", kMarch2015, &tally_));
}

TEST(Crawls, AreOrderedFromTheWeekOfTheSubmission) {
  const std::vector<std::string> crawls = {"2014-52", "2015-06", "2015-10", "2015-14"};
  // 2015-03-08 is the Sunday of week 10.
  EXPECT_EQ(CrawlsFrom(kMarch2015, crawls), (std::vector<std::string>{"2015-10", "2015-14", "2015-06", "2014-52"}));
  EXPECT_EQ(CrawlsFrom(0, crawls), crawls);
  EXPECT_EQ(CrawlsFrom(int64_t{1} << 62, crawls).front(), "2015-14");
  EXPECT_EQ(Dstc7Crawls().size(), 46U);
  EXPECT_FALSE(CrawlClient::Make({.crawls = {"latest"}, .web = {}}));
}

}  // namespace
}  // namespace godel
