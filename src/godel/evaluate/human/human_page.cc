// SPDX-License-Identifier: MIT
#include "godel/evaluate/human/human_page.h"

#include "godel/base/json.h"
#include "godel/evaluate/human/human_page_files.h"
#include "godel/report/page.h"

namespace godel {
namespace {

using PageJson = nlohmann::ordered_json;

PageJson ItemJson(const StudyItem& item, StudyMode mode, std::span<const SavedRun> runs) {
  const Prediction& shown = runs[item.a].predictions[item.prediction];
  PageJson json = {{"id", item.id}, {"context", shown.example.context}, {"knowledge", shown.example.knowledge}};
  json["replies"] = PageJson::array({shown.reply.value_or("")});
  if (mode == StudyMode::kPairwise)
    json["replies"].push_back(runs[item.b].predictions[item.prediction].reply.value_or(""));
  return json;
}

}  // namespace

std::string HumanPage(const HumanStudy& study, std::span<const SavedRun> runs) {
  PageJson data = {{"study", study.id},
                   {"mode", StudyModeName(study.mode)},
                   {"steps", kLikertSteps},
                   {"dimensions", PageJson::array()},
                   {"items", PageJson::array()}};
  for (const Dimension& dimension : Dimensions())
    data["dimensions"].push_back(
        {{"key", dimension.key}, {"label", dimension.label}, {"question", dimension.question}});
  for (const StudyItem& item : study.items) data["items"].push_back(ItemJson(item, study.mode, runs));
  Html app = {
      "<div id=\"study\"><noscript><p>This page needs its script: please allow JavaScript.</p></noscript></div>"};
  app += JsonElement("study-data", Dump(data));
  return RenderPage(
      {.title = study.mode == StudyMode::kLikert ? "How good are these replies?" : "Which reply is better?",
       .lead = {},
       .sections = {{"", app}},
       .script = HumanPageScript(),
       .style = HumanPageStyle()});
}

}  // namespace godel
