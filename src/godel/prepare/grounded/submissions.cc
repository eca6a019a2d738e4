// SPDX-License-Identifier: MIT
#include "godel/prepare/grounded/submissions.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

#include "godel/dataset/example_json.h"
#include "godel/prepare/grounded/text_rows.h"
#include "godel/prepare/list_file.h"
#include "godel/text/lower_ascii.h"

namespace godel {
namespace {

constexpr std::array<std::string_view, 6> kPictureDomains = {"reddit.com", "twitter.com", "youtube.com",
                                                             "imgur.com",  "flickr.com",  "ebay.com"};
constexpr std::array<std::string_view, 4> kPictureEndings = {"jpg", "gif", "png", "pdf"};
constexpr size_t kShortestAnchor = 3;

Result<std::string> MemberText(const Json& submission, std::string_view key) {
  GODEL_TRY(const std::optional<std::string> text, OptionalMember<std::string>(submission, key));
  return text.value_or("");
}

Result<bool> FlagOf(const Json& submission, std::string_view key, bool otherwise) {
  GODEL_TRY(const std::optional<bool> value, OptionalMember<bool>(submission, key));
  return value.value_or(otherwise);
}

// Old dumps write times as texts, newer ones as numbers with or without a fraction.
Result<int64_t> ParseTime(const Json& submission) {
  const auto time = submission.find("created_utc");
  if (time == submission.end() || time->is_null()) return 0;
  if (time->is_number()) return static_cast<int64_t>(std::clamp(time->get<double>(), 0.0, 1e15));
  if (time->is_string()) {
    const auto& text = time->get_ref<const std::string&>();
    int64_t value = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), value).ec == std::errc()) return value;
  }
  return Fail(ErrorCode::kBadData, fmt::format("created_utc: expected seconds, found {}", Excerpt(*time)));
}

std::string_view UrlRule(std::string_view url, const SubmissionRules& rules) {
  const size_t hash = url.find('#');
  const size_t anchor = hash == std::string_view::npos ? 0 : url.size() - hash - 1;
  if (rules.anchored_only && anchor < kShortestAnchor) return "dropped: no anchor in the URL";
  if (url.find(' ') != std::string_view::npos) return "dropped: space in the URL";
  const std::string lower = LowerAscii(url);
  if (std::any_of(kPictureEndings.begin(), kPictureEndings.end(),
                  [&](std::string_view ending) { return lower.ends_with(ending); }))
    return "dropped: picture or PDF";
  return {};
}

Result<std::string_view> FlagRule(const Json& submission, const SubmissionRules& rules) {
  GODEL_TRY(const std::optional<int64_t> comments, OptionalMember<int64_t>(submission, "num_comments"));
  if (comments.value_or(0) < rules.min_comments) return "dropped: few comments";
  GODEL_TRY(const std::optional<int64_t> crossposts, OptionalMember<int64_t>(submission, "num_crossposts"));
  if (crossposts.value_or(0) > 0) return "dropped: crossposted";
  GODEL_TRY(const bool locked, FlagOf(submission, "locked", false));
  if (locked) return "dropped: locked";
  GODEL_TRY(const bool over_18, FlagOf(submission, "over_18", false));
  if (over_18) return "dropped: over 18";
  GODEL_TRY(const bool brand_safe, FlagOf(submission, "brand_safe", true));
  if (!brand_safe) return "dropped: not brand safe";
  const auto distinguished = submission.find("distinguished");
  if (distinguished != submission.end() && !distinguished->is_null()) return "dropped: distinguished";
  GODEL_TRY(const std::string type, MemberText(submission, "subreddit_type"));
  if (type == "restricted" || type == "archived") return "dropped: restricted subreddit";
  return std::string_view();
}

}  // namespace

Result<std::set<std::string, std::less<>>> ReadNameList(const std::filesystem::path& path) {
  GODEL_TRY(const std::vector<std::string> list, ReadListFile(path.string()));
  std::set<std::string, std::less<>> names;
  for (const std::string& entry : list)
    names.insert(LowerAscii(TrimSpace(std::string_view(entry).substr(0, entry.find('#')))));
  return names;
}

Result<std::string_view> WhyDropped(const Json& submission, const SubmissionRules& rules) {
  GODEL_TRY(const std::string_view flag_rule, FlagRule(submission, rules));
  if (!flag_rule.empty()) return flag_rule;
  GODEL_TRY(const std::string domain_text, MemberText(submission, "domain"));
  const std::string domain = LowerAscii(domain_text);
  if (std::any_of(kPictureDomains.begin(), kPictureDomains.end(),
                  [&](std::string_view part) { return domain.find(part) != std::string::npos; }))
    return "dropped: pictures and videos";
  GODEL_TRY(const std::string url, MemberText(submission, "url"));
  if (const std::string_view rule = UrlRule(url, rules); !rule.empty()) return rule;
  GODEL_TRY(const std::string subreddit, MemberText(submission, "subreddit"));
  if (!rules.subreddits.empty() && !rules.subreddits.contains(LowerAscii(subreddit))) return "dropped: other subreddit";
  if (!rules.domains.empty() && !rules.domains.contains(domain)) return "dropped: other domain";
  return std::string_view();
}

Result<LinkedSubmission> ParseSubmission(const Json& submission) {
  LinkedSubmission parsed;
  for (const auto& [key, member] :
       {std::pair{"id", &LinkedSubmission::id}, std::pair{"subreddit", &LinkedSubmission::subreddit},
        std::pair{"url", &LinkedSubmission::url}, std::pair{"domain", &LinkedSubmission::domain},
        std::pair{"title", &LinkedSubmission::title}}) {
    GODEL_TRY(parsed.*member, MemberText(submission, key));
    if ((parsed.*member).empty()) return Fail(ErrorCode::kBadData, fmt::format("{}: it is missing", key));
  }
  GODEL_TRY(parsed.created_utc, ParseTime(submission));
  return parsed;
}

std::string SubmissionRow(const LinkedSubmission& submission) {
  const nlohmann::ordered_json row = {{"id", submission.id},         {"subreddit", submission.subreddit},
                                      {"domain", submission.domain}, {"url", submission.url},
                                      {"title", submission.title},   {"created_utc", submission.created_utc}};
  return Dump(row);
}

}  // namespace godel
