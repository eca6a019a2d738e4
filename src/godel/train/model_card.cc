// SPDX-License-Identifier: MIT
#include "godel/train/model_card.h"

#include <fmt/format.h>

#include <cmath>
#include <string_view>

#include "godel/base/json.h"
#include "godel/base/utf8.h"
#include "godel/train/markdown_text.h"
#include "godel/train/yaml_text.h"

namespace godel::train {
namespace {

std::string YamlMember(std::string_view key, std::string_view value) {
  return value.empty() ? "" : fmt::format("{}: {}\n", key, YamlScalar(value));
}

std::string YamlList(std::string_view key, const std::vector<std::string>& values) {
  if (values.empty()) return "";
  std::string out = fmt::format("{}:\n", key);
  for (const std::string& value : values) out += fmt::format("- {}\n", YamlScalar(value));
  return out;
}

std::string FrontMatter(const ModelCard& card) {
  return "---\n" + YamlList("language", card.languages) + YamlMember("license", card.license) +
         "library_name: transformers\n" + YamlMember("pipeline_tag", card.pipeline_tag) +
         YamlMember("base_model", card.base_model) + YamlList("tags", card.tags) + YamlList("datasets", card.datasets) +
         "---\n";
}

std::string WithThousands(size_t count) {
  std::string digits = std::to_string(count);
  for (size_t at = digits.size(); at > 3;) digits.insert(at -= 3, ",");
  return digits;
}

std::string Opening(const ModelCard& card) {
  std::string out = fmt::format("\n# {}\n\n", MarkdownText(card.title));
  if (!card.description.empty()) out += ReplaceInvalidUtf8(card.description) + "\n\n";
  out +=
      "A T5 model for dialogs in [GODEL](https://github.com/microsoft/GODEL)'s format: it reads what was said, and "
      "optionally a text that it should rest on, and writes the next reply.";
  if (card.parameters > 0) out += fmt::format(" It has {} parameters.", WithThousands(card.parameters));
  if (!card.base_model.empty()) out += fmt::format(" Training started from {}.", MarkdownCode(card.base_model));
  return out + "\n";
}

// The prompt comes from prompt/, the only place that knows the format. JSON's strings are strings of Python too.
Result<std::string> Usage(const ModelCard& card) {
  const DialogPrompt example{.instruction = card.instruction,
                             .context = {"Hi! I am looking for a quiet place to read.",
                                         "What do you like about such a place?", "Good light. Do you know one?"},
                             .knowledge = "The city library has a reading room with large windows. It opens at nine."};
  const auto count_nothing = [](std::string_view) -> Result<size_t> { return 1; };
  GODEL_TRY(const BuiltPrompt prompt, BuildPrompt(example, count_nothing, {.format = card.format}));
  const std::string literal = Dump(Json(prompt.text));
  if (!card.adapter_of.empty())
    return fmt::format(R"(
## How to use it
`DIR` is this folder, which holds an adapter for {}. With the program `godel`:

```
godel chat --model BASE --lora DIR{}
```

With transformers and peft:

```python
from peft import PeftModel
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("BASE")
model = PeftModel.from_pretrained(AutoModelForSeq2SeqLM.from_pretrained("BASE"), "DIR")
prompt = {}
inputs = tokenizer(prompt, return_tensors="pt")
reply = model.generate(**inputs, max_new_tokens=64, num_beams=4, no_repeat_ngram_size=3)
print(tokenizer.decode(reply[0], skip_special_tokens=True))
```

`BASE` is the folder of that model. Turns alternate, oldest first, and the last one is the user's.
)",
                       MarkdownCode(card.adapter_of), card.format == PromptFormat::kV10 ? " --format v1.0" : "",
                       literal);
  return fmt::format(R"(
## How to use it
`DIR` is this folder. With the program `godel`:

```
godel chat --model DIR{}
```

With transformers:

```python
from transformers import AutoModelForSeq2SeqLM, AutoTokenizer

tokenizer = AutoTokenizer.from_pretrained("DIR")
model = AutoModelForSeq2SeqLM.from_pretrained("DIR")
prompt = {}
inputs = tokenizer(prompt, return_tensors="pt")
reply = model.generate(**inputs, max_new_tokens=64, num_beams=4, no_repeat_ngram_size=3)
print(tokenizer.decode(reply[0], skip_special_tokens=True))
```

Turns alternate, oldest first, and the last one is the user's. A reply ends where the model writes the word `EOS`.
)",
                     card.format == PromptFormat::kV10 ? " --format v1.0" : "", literal);
}

std::string ExamplesOf(const DataSource& data) {
  if (data.examples == 0) return "";
  const std::string part = WithThousands(data.examples);
  const bool is_part = data.examples_of_all > data.examples;
  return is_part ? fmt::format("{} of {}", part, WithThousands(data.examples_of_all)) : part;
}

std::string Data(const ModelCard& card) {
  if (card.data.empty()) return "";
  std::string out = "\n## Training data\n| data | examples | license | remark |\n| --- | ---: | --- | --- |\n";
  for (const DataSource& data : card.data)
    out += fmt::format(
        "| {} | {} | {} | {} |\n", MarkdownLink(data.name, data.url), ExamplesOf(data),
        data.licenses.empty() ? "not stated" : MarkdownText(fmt::format("{}", fmt::join(data.licenses, ", "))),
        MarkdownText(data.remark));
  return out;
}

std::string Figures(const ModelCard& card) {
  if (card.figures.empty()) return "";
  std::string out = "\n## Figures\n";
  if (!card.measured_on.empty()) out += fmt::format("Measured on {}.\n\n", MarkdownText(card.measured_on));
  out += "| figure | value |\n| --- | ---: |\n";
  for (const auto& [name, value] : card.figures)
    out += fmt::format("| {} | {} |\n", MarkdownCode(name),
                       std::isfinite(value) ? fmt::format("{:.5g}", value) : "not a number");
  return out;
}

std::string HowItWasTrained(const ModelCard& card) {
  if (card.arguments.empty() && card.loss_curve.empty()) return "";
  std::string out = "\n## Training\n";
  if (!card.loss_curve.empty()) {
    // A folder's file, so everything that could make another address of it is escaped.
    std::string address;
    for (const char c : card.loss_curve) {
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                         c == '_' || c == '.' || c == '/';
      address += plain ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    out += fmt::format("![Loss over the steps of training]({})\n", address);
  }
  if (card.arguments.empty()) return out;
  if (!card.loss_curve.empty()) out += "\n";
  out += "| argument | value |\n| --- | --- |\n";
  for (const auto& [name, value] : card.arguments)
    out += fmt::format("| {} | {} |\n", MarkdownCode(name), MarkdownCode(value));
  return out;
}

}  // namespace

Result<std::string> ModelCardText(const ModelCard& card) {
  GODEL_TRY(const std::string usage, Usage(card));
  return FrontMatter(card) + Opening(card) + usage + Data(card) + Figures(card) + HowItWasTrained(card);
}

}  // namespace godel::train
