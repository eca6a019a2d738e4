// SPDX-License-Identifier: MIT
// Parameters from JSON: one row of a table a name.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string_view>

#include "godel/base/edit_distance.h"
#include "godel/base/json.h"
#include "godel/generation/sampling_params.h"
#include "godel/generation/sampling_ranges.h"

namespace godel {
namespace {

tl::unexpected<Error> Expected(std::string_view what, const Json& found) {
  return Fail(ErrorCode::kInvalidArgument, fmt::format("expected {}, found {}", what, Excerpt(found)));
}

Status Read(const Json& json, bool* value) {
  if (!json.is_boolean()) return Expected("true or false", json);
  *value = json.get<bool>();
  return {};
}

// JSON that was made by a program may hold a signed integer where parsed text holds an unsigned one.
bool IsWhole(const Json& json) {
  return json.is_number_unsigned() || (json.is_number_integer() && json.get<int64_t>() >= 0);
}

Status Read(const Json& json, uint64_t* value) {
  if (!IsWhole(json)) return Expected("a whole number, 0 or above", json);
  *value = json.get<uint64_t>();
  return {};
}

Status Read(const Json& json, double* value) {
  if (!json.is_number()) return Expected("a number", json);
  *value = json.get<double>();
  return {};
}

Status Read(const Json& json, TokenId* value) {
  if (!IsWhole(json) || json.get<uint64_t>() > std::numeric_limits<int32_t>::max())
    return Expected("a token id, a whole number, 0 or above", json);
  *value = TokenId{json.get<int32_t>()};
  return {};
}

Status Read(const Json& json, std::vector<TokenId>* value) {
  if (!json.is_array()) return Expected("a list of token ids", json);
  std::vector<TokenId> ids(json.size());
  for (size_t i = 0; i < ids.size(); ++i) GODEL_TRY_STATUS(Read(json[i], &ids[i]));
  *value = std::move(ids);
  return {};
}

Status Read(const Json& json, std::vector<std::vector<TokenId>>* value) {
  if (!json.is_array()) return Expected("a list of lists of token ids", json);
  std::vector<std::vector<TokenId>> lists(json.size());
  for (size_t i = 0; i < lists.size(); ++i) GODEL_TRY_STATUS(Read(json[i], &lists[i]));
  *value = std::move(lists);
  return {};
}

Status Read(const Json& json, std::vector<SequenceBias>* value) {
  constexpr std::string_view kForm = "a list of [[ids], bias]";
  if (!json.is_array()) return Expected(kForm, json);
  std::vector<SequenceBias> biases(json.size());
  for (size_t i = 0; i < biases.size(); ++i) {
    if (!json[i].is_array() || json[i].size() != 2) return Expected(kForm, json[i]);
    double bias = 0;
    GODEL_TRY_STATUS(Read(json[i][0], &biases[i].ids));
    GODEL_TRY_STATUS(Read(json[i][1], &bias));
    // A conversion to float that does not fit is undefined.
    if (!(std::abs(bias) <= std::numeric_limits<float>::max())) return Expected("a bias within float32", json[i][1]);
    biases[i].bias = static_cast<float>(bias);
  }
  *value = std::move(biases);
  return {};
}

Status Read(const Json& json, ExponentialDecayLengthPenalty* value) {
  if (!json.is_array() || json.size() != 2) return Expected("[start, factor]", json);
  uint64_t start = 0;
  GODEL_TRY_STATUS(Read(json[0], &start));
  GODEL_TRY_STATUS(Read(json[1], &value->factor));
  value->start = start;
  return {};
}

Status Read(const Json& json, EarlyStopping* value) {
  if (json.is_boolean()) {
    *value = json.get<bool>() ? EarlyStopping::kTrue : EarlyStopping::kFalse;
  } else if (json == "never") {
    *value = EarlyStopping::kNever;
  } else {
    return Expected("true, false or \"never\"", json);
  }
  return {};
}

Status Read(const Json& json, std::vector<std::string>* value) {
  if (!json.is_array()) return Expected("a text or a list of texts", json);
  std::vector<std::string> texts;
  for (const Json& text : json) {
    if (!text.is_string()) return Expected("a text", text);
    texts.push_back(text.get<std::string>());
  }
  *value = std::move(texts);
  return {};
}

// Last, because it must see the others.
template <class T>
Status Read(const Json& json, std::optional<T>* value) {
  T inner{};
  GODEL_TRY_STATUS(Read(json, &inner));
  *value = std::move(inner);
  return {};
}

// An id, or a text, may stand alone where a list of them is meant.
template <class T>
Status ReadOneOrMore(const Json& json, T* value) {
  return Read(json.is_array() ? json : Json::array({json}), value);
}

struct Field {
  std::string_view name;
  // Null sets the default.
  Status (*apply)(const Json& json, SamplingParams* params);
};

template <auto kMember>
Status Apply(const Json& json, SamplingParams* params) {
  if (json.is_null()) {
    params->*kMember = SamplingParams().*kMember;
    return {};
  }
  return Read(json, &(params->*kMember));
}

template <auto kMember>
Status ApplyOneOrMore(const Json& json, SamplingParams* params) {
  if (json.is_null()) return Apply<kMember>(json, params);
  return ReadOneOrMore(json, &(params->*kMember));
}

using P = SamplingParams;
constexpr Field kFields[] = {
    {"max_length", Apply<&P::max_length>},
    {"max_new_tokens", Apply<&P::max_new_tokens>},
    {"min_length", Apply<&P::min_length>},
    {"min_new_tokens", Apply<&P::min_new_tokens>},
    {"max_time", Apply<&P::max_time>},
    {"stop_strings", ApplyOneOrMore<&P::stop_strings>},
    {"do_sample", Apply<&P::do_sample>},
    {"num_beams", Apply<&P::num_beams>},
    {"num_return_sequences", Apply<&P::num_return_sequences>},
    {"early_stopping", Apply<&P::early_stopping>},
    {"length_penalty", Apply<&P::length_penalty>},
    {"temperature", Apply<&P::temperature>},
    {"top_k", Apply<&P::top_k>},
    {"top_p", Apply<&P::top_p>},
    {"min_p", Apply<&P::min_p>},
    {"typical_p", Apply<&P::typical_p>},
    {"epsilon_cutoff", Apply<&P::epsilon_cutoff>},
    {"eta_cutoff", Apply<&P::eta_cutoff>},
    {"repetition_penalty", Apply<&P::repetition_penalty>},
    {"encoder_repetition_penalty", Apply<&P::encoder_repetition_penalty>},
    {"no_repeat_ngram_size", Apply<&P::no_repeat_ngram_size>},
    {"encoder_no_repeat_ngram_size", Apply<&P::encoder_no_repeat_ngram_size>},
    {"bad_words_ids", Apply<&P::bad_words_ids>},
    {"sequence_bias", Apply<&P::sequence_bias>},
    {"suppress_tokens", Apply<&P::suppress_tokens>},
    {"begin_suppress_tokens", Apply<&P::begin_suppress_tokens>},
    {"forced_bos_token_id", Apply<&P::forced_bos_token_id>},
    {"forced_eos_token_id", ApplyOneOrMore<&P::forced_eos_token_id>},
    {"exponential_decay_length_penalty", Apply<&P::exponential_decay_length_penalty>},
    {"renormalize_logits", Apply<&P::renormalize_logits>},
    {"remove_invalid_values", Apply<&P::remove_invalid_values>},
    {"eos_token_id", ApplyOneOrMore<&P::eos_token_id>},
    {"pad_token_id", Apply<&P::pad_token_id>},
    {"decoder_start_token_id", Apply<&P::decoder_start_token_id>},
    {"seed", Apply<&P::seed>},
};

const Field* FindField(std::string_view name) {
  const auto found =
      std::find_if(std::begin(kFields), std::end(kFields), [&](const Field& f) { return f.name == name; });
  return found == std::end(kFields) ? nullptr : found;
}

tl::unexpected<Error> UnknownName(std::string_view name) {
  const std::string shown = Excerpt(Json(std::string(name)));
  constexpr size_t kLongestName = 64;  // beyond it no name is near, and the comparison would cost its length
  const Field* nearest = nullptr;
  size_t best = std::max<size_t>(2, std::min(name.size(), kLongestName) / 2);
  if (name.size() <= kLongestName) {
    for (const Field& field : kFields) {
      const size_t distance = EditDistance(name, field.name);
      if (distance >= best) continue;
      best = distance;
      nearest = &field;
    }
  }
  if (nearest != nullptr)
    return Fail(ErrorCode::kInvalidArgument,
                fmt::format("unknown parameter {}; did you mean \"{}\"?", shown, nearest->name));
  return Fail(ErrorCode::kInvalidArgument,
              fmt::format("unknown parameter {}; names are those of transformers' generate(), such as "
                          "max_new_tokens, do_sample, top_p, num_beams",
                          shown));
}

}  // namespace

Status ApplyJson(const Json& json, UnknownKeys unknown, SamplingParams* params) {
  if (!json.is_object()) return Expected("an object of parameters", json);
  SamplingParams changed = *params;  // all or nothing
  for (const auto& [name, value] : json.items()) {
    const Field* field = FindField(name);
    if (field == nullptr) {
      if (unknown == UnknownKeys::kIgnore) continue;
      return UnknownName(name);
    }
    if (auto status = field->apply(value, &changed); !status) return Within(name, status.error());
  }
  GODEL_TRY_STATUS(CheckRanges(changed));
  *params = std::move(changed);
  return {};
}

}  // namespace godel
