// SPDX-License-Identifier: MIT
// SamplingParams on the command line and in /set: HF's names, as --top-p and as --top_p.
#pragma once
#include <CLI/App.hpp>
#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "godel/base/json.h"
#include "godel/generation/sampling_params.h"

namespace godel::apps {

// A flag's text as the JSON that ApplyJson reads: "0.8", "true", "never" and "[1, 2]" are what they look like.
Json ParseFlagValue(std::string_view text);

class SamplingFlags {
 public:
  // A flag for each scalar field, and --parameters JSON for all the others. `this` must outlive the parsing.
  void AddTo(CLI::App& app);

  // Sets what was given on the command line; a named flag wins over --parameters.
  Status Apply(SamplingParams* params) const;

 private:
  Json named_ = Json::object();
  std::string parameters_;
};

// `defaults` with what was given on the command line. Error: kInvalidArgument for what makes no sense, alone or with a
// vocabulary of so many ids.
Result<SamplingParams> ReadSamplingParams(const SamplingFlags& flags, SamplingParams defaults, size_t vocab_size);

// The scalar fields by name, as they stand, for /params and inspect.
nlohmann::ordered_json ToJson(const SamplingParams& params);

}  // namespace godel::apps
