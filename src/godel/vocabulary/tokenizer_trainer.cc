// SPDX-License-Identifier: MIT
#include "godel/vocabulary/tokenizer_trainer.h"

#include <fmt/format.h>
#include <sentencepiece_processor.h>
#include <sentencepiece_trainer.h>

#include <optional>
#include <unordered_map>

#include "godel/base/json.h"
#include "godel/base/utf8.h"
#include "godel/text/sentencepiece_model.h"
#include "godel/text/tokenizer_json_writer.h"

namespace godel {
namespace {

// sentencepiece leaves out lines above 4192 bytes.
constexpr size_t kMaxBytes = 4000;

// The texts as sentencepiece wants them: one short line at a time. Holds the first error back for the caller.
class Lines : public sentencepiece::SentenceIterator {
 public:
  explicit Lines(const NextText& next) : next_(next) { Next(); }

  bool done() const override { return !line_; }
  const std::string& value() const override { return *line_; }
  sentencepiece::util::Status status() const override { return {}; }
  void Next() override {
    while (rest_.empty()) {
      auto text = next_();
      if (!text) error_ = std::move(text.error());
      if (!text || !*text) {
        line_.reset();
        return;
      }
      rest_ = std::move(**text);
      if (rest_.empty() || FirstInvalidUtf8(rest_)) {
        ++counts_.skipped_texts;
        rest_.clear();
        continue;
      }
      ++counts_.texts;
      counts_.bytes += rest_.size();
    }
    size_t end = std::min(rest_.size(), kMaxBytes);
    if (end < rest_.size()) {
      const size_t space = rest_.rfind(' ', end);
      if (space != std::string::npos && space > 0) end = space;
      while (end > 1 && (static_cast<unsigned char>(rest_[end]) & 0xC0) == 0x80) --end;  // not inside a character
    }
    line_ = rest_.substr(0, end);
    rest_.erase(0, end);
    for (char& c : *line_)
      if (c == '\n' || c == '\0') c = ' ';
  }

  const std::optional<Error>& error() const { return error_; }
  const TokenizerTrainingCounts& counts() const { return counts_; }

 private:
  const NextText& next_;
  std::string rest_;
  std::optional<std::string> line_;
  std::optional<Error> error_;
  TokenizerTrainingCounts counts_;
};

std::string PrintableAscii() {
  std::string characters;
  for (char c = '!'; c <= '~'; ++c) characters += c;
  return characters;
}

std::unordered_map<std::string, std::string> TrainerSpec(const TokenizerTraining& options) {
  std::unordered_map<std::string, std::string> spec = {
      {"model_type", "unigram"},
      {"vocab_size", std::to_string(options.vocab_size)},
      {"pad_id", "0"},
      {"eos_id", "1"},
      {"unk_id", "2"},
      {"bos_id", "-1"},
      {"pad_piece", "<pad>"},
      {"character_coverage", fmt::format("{}", options.character_coverage)},
      {"required_chars", PrintableAscii()},
      {"split_digits", options.split_digits ? "true" : "false"},
      {"num_threads", std::to_string(options.num_threads)},
      {"minloglevel", "2"}};
  if (options.max_texts > 0) {
    spec["input_sentence_size"] = std::to_string(options.max_texts);
    spec["shuffle_input_sentence"] = "true";
  }
  return spec;
}

TokenizerFiles FilesOf(const std::string& model_bytes, const SentencePieceModel& model,
                       const TokenizerTraining& options) {
  std::vector<AddedToken> added;
  Json added_json = Json::object(), names = Json::array();
  for (const std::string& content : options.added_tokens) {
    const size_t id = model.pieces.size() + options.sentinels + added.size();
    added.push_back({.id = static_cast<TokenId>(id), .content = content});
    added_json[content] = id;
  }
  for (size_t i = 0; i < options.sentinels; ++i) names.push_back(fmt::format("<extra_id_{}>", i));
  const Json special = {
      {"eos_token", "</s>"}, {"pad_token", "<pad>"}, {"unk_token", "<unk>"}, {"additional_special_tokens", names}};
  Json config = special;
  config["tokenizer_class"] = "T5Tokenizer";
  config["extra_ids"] = options.sentinels;
  config["clean_up_tokenization_spaces"] = false;
  config["legacy"] = true;
  const std::string tokenizer_json = ToTokenizerJson(model, options.sentinels, added);
  // The same flags for those who read spiece.model.
  const Json parsed = Json::parse(tokenizer_json);
  for (Json token : parsed["added_tokens"]) {
    const std::string id = std::to_string(token["id"].get<size_t>());
    token.erase("id");
    config["added_tokens_decoder"][id] = std::move(token);
  }
  TokenizerFiles files = {{"spiece.model", model_bytes},
                          {"tokenizer.json", tokenizer_json},
                          {"special_tokens_map.json", special.dump(2) + "\n"},
                          {"tokenizer_config.json", config.dump(2) + "\n"}};
  if (!added.empty()) files["added_tokens.json"] = added_json.dump(2) + "\n";
  return files;
}

}  // namespace

Result<TrainedTokenizer> TrainTokenizer(const NextText& next, const TokenizerTraining& options) {
  Lines lines(next);
  std::string model_bytes;
  sentencepiece::SetRandomGeneratorSeed(static_cast<unsigned int>(options.seed));
  const auto status = sentencepiece::SentencePieceTrainer::Train(TrainerSpec(options), &lines, &model_bytes);
  if (lines.error()) return Fail(lines.error()->code, lines.error()->message);
  if (!status.ok())
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("no vocabulary of {} pieces from {} texts of {} bytes: {}", options.vocab_size,
                            lines.counts().texts, lines.counts().bytes, status.error_message()));
  GODEL_TRY(const SentencePieceModel model, ParseSentencePieceModel(model_bytes, {}));
  TrainedTokenizer trained{FilesOf(model_bytes, model, options), lines.counts()};
  // What was written must be readable before anyone trains on it.
  GODEL_TRY_STATUS(Tokenizer::FromFiles(trained.files));
  return trained;
}

}  // namespace godel
