// SPDX-License-Identifier: MIT
#include "godel/prepare/reddit/dump_line.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <utility>

#include "godel/text/lower_ascii.h"

namespace godel {

// Texts that do not stand in the line as they are wanted; kept for the sake of their memory.
struct RowTexts {
  std::string id, parent, link, subreddit;
};

namespace {

namespace dom = simdjson::dom;

constexpr size_t kMaxIdBytes = 32;
constexpr size_t kMaxLineBytes = size_t{64} << 20;

// Fields as they stand in the line; views into the parser's buffers.
struct RawFields {
  std::optional<std::string_view> id, parent, link, body, title, permalink, subreddit;
  std::optional<int64_t> score, comments;
};

Status ReadText(std::string_view key, dom::element value, std::optional<std::string_view>& into) {
  if (value.is_null()) return {};
  std::string_view text;
  if (value.get_string().get(text) != simdjson::SUCCESS)
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected a string", key));
  into = text;
  return {};
}

// A number, a number in quotes, or nothing, as which "None" counts.
Status ReadNumber(std::string_view key, dom::element value, std::optional<int64_t>& into) {
  int64_t number = 0;
  double real = 0;
  std::string_view text;
  if (value.is_null()) return {};
  if (value.get_int64().get(number) == simdjson::SUCCESS) {
    into = number;
    return {};
  }
  if (value.get_double().get(real) == simdjson::SUCCESS && real > -1e15 && real < 1e15) {
    into = static_cast<int64_t>(real);
    return {};
  }
  if (value.get_string().get(text) == simdjson::SUCCESS) {
    if (text == "None") return {};
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed == std::errc() && end == text.data() + text.size()) {
      into = number;
      return {};
    }
  }
  return Fail(ErrorCode::kBadData, fmt::format("{}: expected a whole number", key));
}

Status ReadField(std::string_view key, dom::element value, RawFields& out) {
  // Most of the 60 to 100 fields of a line are told apart by their first letter.
  switch (key.empty() ? '\0' : key.front()) {
    case 'b':
      if (key == "body") return ReadText(key, value, out.body);
      break;
    case 'i':
      if (key == "id") return ReadText(key, value, out.id);
      break;
    case 'l':
      if (key == "link_id") return ReadText(key, value, out.link);
      break;
    case 'n':
      if (key == "num_comments") return ReadNumber(key, value, out.comments);
      break;
    case 'p':
      if (key == "parent_id") return ReadText(key, value, out.parent);
      if (key == "permalink") return ReadText(key, value, out.permalink);
      break;
    case 's':
      if (key == "score") return ReadNumber(key, value, out.score);
      if (key == "subreddit") return ReadText(key, value, out.subreddit);
      break;
    case 't':
      if (key == "title") return ReadText(key, value, out.title);
      break;
    default:
      break;
  }
  return {};
}

bool IsIdSign(char sign) {
  return (sign >= '0' && sign <= '9') || (sign >= 'a' && sign <= 'z') || (sign >= 'A' && sign <= 'Z') || sign == '_';
}

// Where the id lacks its prefix, `text` holds both.
Result<std::string_view> Id(const std::optional<std::string_view>& id, std::string_view key, std::string_view prefix,
                            std::string& text) {
  if (!id) return Fail(ErrorCode::kBadData, fmt::format("{} is missing", key));
  if (id->empty() || id->size() > kMaxIdBytes || !std::all_of(id->begin(), id->end(), IsIdSign))
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected an id", key));
  const bool has_prefix = id->starts_with("t1_") || id->starts_with("t3_");
  if (has_prefix && key != "parent_id" && !id->starts_with(prefix))
    return Fail(ErrorCode::kBadData, fmt::format("{}: expected an id that starts with {}", key, prefix));
  if (has_prefix) return *id;
  text = prefix;
  text += *id;
  return text;
}

std::string_view SubredditOf(const RawFields& fields, std::string& lower) {
  std::string_view subreddit = fields.subreddit.value_or("");
  if (fields.permalink && !fields.permalink->empty()) {
    std::string_view path = *fields.permalink;
    if (const size_t host = path.find("://"); host != std::string_view::npos) {
      path.remove_prefix(host + 3);
      path.remove_prefix(std::min(path.find('/'), path.size()));
    }
    const size_t first = path.find('/');
    const size_t second = first == std::string_view::npos ? first : path.find('/', first + 1);
    if (second != std::string_view::npos) {
      path.remove_prefix(second + 1);
      subreddit = path.substr(0, path.find('/'));
    }
  }
  lower = subreddit;
  for (char& sign : lower) sign = LowerAscii(sign);
  return lower;
}

Result<Comment> MakeComment(const RawFields& fields, RowTexts& texts) {
  Comment comment;
  GODEL_TRY(comment.id, Id(fields.id, "id", "t1_", texts.id));
  GODEL_TRY(comment.link, Id(fields.link, "link_id", "t3_", texts.link));
  const bool under_submission = fields.parent && comment.link.substr(3) == *fields.parent;
  GODEL_TRY(comment.parent, Id(fields.parent, "parent_id", under_submission ? "t3_" : "t1_", texts.parent));
  comment.score = fields.score.value_or(0);
  comment.body = *fields.body;
  return comment;
}

Result<Submission> MakeSubmission(const RawFields& fields, RowTexts& texts) {
  Submission submission;
  GODEL_TRY(submission.link, Id(fields.id, "id", "t3_", texts.link));
  if (!fields.comments) return Fail(ErrorCode::kBadData, "num_comments is missing");
  submission.comments = *fields.comments;
  submission.subreddit = SubredditOf(fields, texts.subreddit);
  submission.title = *fields.title;
  return submission;
}

}  // namespace

struct DumpLineParser::Impl {
  dom::parser parser{kMaxLineBytes};
  std::string padded;
  RowTexts texts;
};

DumpLineParser::DumpLineParser() : impl_(std::make_unique<Impl>()) {}
DumpLineParser::~DumpLineParser() = default;
DumpLineParser::DumpLineParser(DumpLineParser&& other) noexcept = default;
DumpLineParser& DumpLineParser::operator=(DumpLineParser&& other) noexcept = default;

// The parser that builds the whole line's tape and not simdjson's "on demand": only the former picks the instructions
// of this CPU at run time, and it looks at the fields that nobody asks for too.
Result<std::variant<Submission, Comment>> DumpLineParser::Parse(std::string_view line) {
  const auto broken = [](simdjson::error_code error) {
    return Fail(ErrorCode::kBadData, fmt::format("expected a JSON object ({})", simdjson::error_message(error)));
  };
  impl_->padded.assign(line);
  impl_->padded.append(simdjson::SIMDJSON_PADDING, ' ');
  dom::object object;
  if (const auto error = impl_->parser.parse(impl_->padded.data(), line.size(), false).get_object().get(object))
    return broken(error);
  RawFields fields;
  for (const auto [key, value] : object) GODEL_TRY_STATUS(ReadField(key, value, fields));
  if (fields.body && fields.link) {
    GODEL_TRY(const Comment comment, MakeComment(fields, impl_->texts));
    return comment;
  }
  if (fields.title) {
    GODEL_TRY(const Submission submission, MakeSubmission(fields, impl_->texts));
    return submission;
  }
  return Fail(ErrorCode::kBadData, "expected a comment (body, link_id) or a submission (title)");
}

}  // namespace godel
