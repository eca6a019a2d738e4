// SPDX-License-Identifier: MIT
#include "command_line/sampling_flags.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "godel/base/json.h"

namespace godel::apps {
namespace {

constexpr const char* kGroup = "Generation (names and defaults of transformers' generate; --top_p works like --top-p)";

struct Field {
  const char* name;
  const char* type;  // nullptr: true or false, and true when no value is given
  const char* help;
};

constexpr Field kFields[] = {
    {"max_length", "N", "Longest reply in ids, start token included"},
    {"max_new_tokens", "N", "Longest reply in new ids; wins over --max-length"},
    {"min_length", "N", "Shortest reply in ids, start token included"},
    {"min_new_tokens", "N", "Shortest reply in new ids"},
    {"max_time", "SECONDS", "Stop decoding after that long"},
    {"do_sample", nullptr, "Draw each id instead of taking the likeliest"},
    {"num_beams", "N", "Beams; 1: no beam search"},
    {"num_return_sequences", "N", "Replies an input"},
    {"early_stopping", "true|false|never", "When beam search ends"},
    {"length_penalty", "X", "Beam scores are divided by length to this power"},
    {"temperature", "X", "Below 1 sharper, above 1 flatter"},
    {"top_k", "N", "Draw from the N likeliest ids; 0: from all"},
    {"top_p", "X", "Draw from the likeliest ids that sum to this probability"},
    {"min_p", "X", "Drop ids below this share of the likeliest one's probability"},
    {"typical_p", "X", "Draw from the most typical ids that sum to this probability"},
    {"epsilon_cutoff", "X", "Drop ids below this probability"},
    {"eta_cutoff", "X", "The same, lowered where the distribution is flat"},
    {"repetition_penalty", "X", "Above 1: ids of the reply become less likely"},
    {"encoder_repetition_penalty", "X", "Above 1: ids of the input become more likely"},
    {"no_repeat_ngram_size", "N", "No run of N ids twice in a reply"},
    {"encoder_no_repeat_ngram_size", "N", "No run of N ids of the input in the reply"},
    {"forced_bos_token_id", "ID", "First id of the reply"},
    {"forced_eos_token_id", "ID", "Last id of a reply that reaches the longest length"},
    {"renormalize_logits", nullptr, "Normalise after all processors"},
    {"remove_invalid_values", nullptr, "Replace NaN and infinities in the logits"},
    {"eos_token_id", "ID", "Id that ends a reply (default: the checkpoint's)"},
    {"pad_token_id", "ID", "Padding (default: the checkpoint's)"},
    {"decoder_start_token_id", "ID", "First decoder id (default: the checkpoint's)"},
    {"seed", "N", "Makes sampling repeatable (default: a fresh one)"},
};

std::string Dashed(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

template <class T>
nlohmann::ordered_json OrNull(const std::optional<T>& value) {
  return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json OrNull(const std::optional<TokenId>& id) {
  return id ? nlohmann::ordered_json(Value(*id)) : nlohmann::ordered_json(nullptr);
}

nlohmann::ordered_json ToArray(const std::vector<TokenId>& ids) {
  auto array = nlohmann::ordered_json::array();
  for (const TokenId id : ids) array.push_back(Value(id));
  return array;
}

nlohmann::ordered_json ToValue(EarlyStopping early_stopping) {
  if (early_stopping == EarlyStopping::kNever) return "never";
  return early_stopping == EarlyStopping::kTrue;
}

}  // namespace

Json ParseFlagValue(std::string_view text) {
  auto json = ParseJson(text);
  if (json) return std::move(*json);
  if (text == "True") return true;
  if (text == "False") return false;
  if (text == "None") return nullptr;
  return std::string(text);
}

void SamplingFlags::AddTo(CLI::App& app) {
  for (const Field& field : kFields) {
    const std::string name = field.name;
    const auto read = [this, name](const CLI::results_t& values) {
      named_[name] = values.empty() || values.front().empty() ? Json(true) : ParseFlagValue(values.front());
      return true;
    };
    const std::string dashed = Dashed(name);
    std::vector<CLI::Option*> options = {app.add_option("--" + dashed, read, field.help)->group(kGroup)};
    // HF's own spelling works too; the help shows one of them.
    if (dashed != name) options.push_back(app.add_option("--" + name, read, field.help)->group(""));
    for (CLI::Option* const option : options) {
      if (field.type != nullptr)
        option->type_name(field.type);
      else
        option->type_name("[true|false]")->expected(0, 1);
    }
  }
  app.add_option("--parameters", parameters_,
                 "Any of these and the list-valued ones as one JSON object: '{\"bad_words_ids\": [[5]]}'")
      ->type_name("JSON")
      ->group(kGroup);
}

Status SamplingFlags::Apply(SamplingParams* params) const {
  if (!parameters_.empty()) {
    auto json = ParseJson(parameters_);
    if (!json) return Fail(ErrorCode::kInvalidArgument, "--parameters: " + json.error().message);
    if (!json->is_object())
      return Fail(ErrorCode::kInvalidArgument, "--parameters: expected a JSON object, found " + Excerpt(*json));
    if (auto applied = ApplyJson(*json, UnknownKeys::kRefuse, params); !applied)
      return Fail(ErrorCode::kInvalidArgument, "--parameters: " + applied.error().message);
  }
  if (auto applied = ApplyJson(named_, UnknownKeys::kRefuse, params); !applied)
    return Fail(ErrorCode::kInvalidArgument, applied.error().message);
  return {};
}

Result<SamplingParams> ReadSamplingParams(const SamplingFlags& flags, SamplingParams defaults, size_t vocab_size) {
  GODEL_TRY_STATUS(flags.Apply(&defaults));
  GODEL_TRY_STATUS(Validate(defaults, vocab_size));
  return defaults;
}

nlohmann::ordered_json ToJson(const SamplingParams& params) {
  return {{"max_length", OrNull(params.max_length)},
          {"max_new_tokens", OrNull(params.max_new_tokens)},
          {"min_length", params.min_length},
          {"min_new_tokens", OrNull(params.min_new_tokens)},
          {"max_time", OrNull(params.max_time)},
          {"stop_strings", params.stop_strings},
          {"do_sample", params.do_sample},
          {"num_beams", params.num_beams},
          {"num_return_sequences", params.num_return_sequences},
          {"early_stopping", ToValue(params.early_stopping)},
          {"length_penalty", params.length_penalty},
          {"temperature", params.temperature},
          {"top_k", params.top_k},
          {"top_p", params.top_p},
          {"min_p", OrNull(params.min_p)},
          {"typical_p", params.typical_p},
          {"epsilon_cutoff", params.epsilon_cutoff},
          {"eta_cutoff", params.eta_cutoff},
          {"repetition_penalty", params.repetition_penalty},
          {"encoder_repetition_penalty", params.encoder_repetition_penalty},
          {"no_repeat_ngram_size", params.no_repeat_ngram_size},
          {"encoder_no_repeat_ngram_size", params.encoder_no_repeat_ngram_size},
          {"forced_bos_token_id", OrNull(params.forced_bos_token_id)},
          {"forced_eos_token_id", ToArray(params.forced_eos_token_id)},
          {"renormalize_logits", params.renormalize_logits},
          {"remove_invalid_values", params.remove_invalid_values},
          {"eos_token_id", params.eos_token_id ? ToArray(*params.eos_token_id) : nlohmann::ordered_json(nullptr)},
          {"pad_token_id", OrNull(params.pad_token_id)},
          {"decoder_start_token_id", OrNull(params.decoder_start_token_id)},
          {"seed", OrNull(params.seed)}};
}

}  // namespace godel::apps
