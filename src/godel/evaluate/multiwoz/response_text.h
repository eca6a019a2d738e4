// SPDX-License-Identifier: MIT
// Delexicalised replies made comparable, whatever their placeholders are called.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace godel::multiwoz {

// Lower case; "[hotel_name]" and "[name]" as NAME (see KindWord), placeholders that mean nothing left out, and with
// them a plural's "s"; "-s" and "-ly" left out, as systems' tokenizers write "hotel -s"; "'s" and "n't" joined to what
// they belong to; one space between words. The standardised evaluation does this with Moses' tokenizer and
// detokenizer, which move white space at other signs too; BLEU's own tokenizer does not see that.
std::string NormalizeResponse(std::string_view response);

// The words of a normalised reply without punctuation, for measures of variety.
std::vector<std::string> ResponseWords(std::string_view normalized);

}  // namespace godel::multiwoz
