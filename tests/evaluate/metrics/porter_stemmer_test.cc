// SPDX-License-Identifier: MIT
#include "godel/evaluate/metrics/porter_stemmer.h"

#include <gtest/gtest.h>

#include <sstream>

#include "support/golden.h"

namespace godel {
namespace {

// Porter's own examples, where NLTK's changes leave them alone.
TEST(PorterStem, EqualsThePapersExamples) {
  EXPECT_EQ(PorterStem("caresses"), "caress");
  EXPECT_EQ(PorterStem("ponies"), "poni");
  EXPECT_EQ(PorterStem("cats"), "cat");
  EXPECT_EQ(PorterStem("feed"), "feed");
  EXPECT_EQ(PorterStem("agreed"), "agre");
  EXPECT_EQ(PorterStem("plastered"), "plaster");
  EXPECT_EQ(PorterStem("motoring"), "motor");
  EXPECT_EQ(PorterStem("sing"), "sing");
  EXPECT_EQ(PorterStem("hopping"), "hop");
  EXPECT_EQ(PorterStem("falling"), "fall");
  EXPECT_EQ(PorterStem("relational"), "relat");
  EXPECT_EQ(PorterStem("triplicate"), "triplic");
  EXPECT_EQ(PorterStem("adoption"), "adopt");
  EXPECT_EQ(PorterStem("controll"), "control");
  EXPECT_EQ(PorterStem("generalizations"), "gener");
}

TEST(PorterStem, HasNltksChanges) {
  EXPECT_EQ(PorterStem("dies"), "die");
  EXPECT_EQ(PorterStem("flies"), "fli");
  EXPECT_EQ(PorterStem("enjoy"), "enjoy");
  EXPECT_EQ(PorterStem("spy"), "spi");
  EXPECT_EQ(PorterStem("using"), "use");
  EXPECT_EQ(PorterStem("skies"), "sky");
  EXPECT_EQ(PorterStem("hopefulli"), "hope");
  EXPECT_EQ(PorterStem("as"), "as");
}

TEST(PorterStem, CountsCharactersAndNotBytes) {
  EXPECT_EQ(PorterStem("éa"), "éa");
  EXPECT_EQ(PorterStem("éies"), "éie");  // four letters
  EXPECT_EQ(PorterStem("cafés"), "café");
  EXPECT_EQ(PorterStem(""), "");
}

// 13,000 words of dialogs and of every suffix behind many stems; tests/golden/README.md.
TEST(PorterStem, EqualsNltkOnManyWords) {
  std::istringstream lines(testing::ReadGolden("metrics/stems.tsv.gz"));
  size_t words = 0;
  for (std::string line; std::getline(lines, line);) {
    const size_t tab = line.find('\t');
    ASSERT_NE(tab, std::string::npos);
    EXPECT_EQ(PorterStem(line.substr(0, tab)), line.substr(tab + 1)) << line;
    ++words;
  }
  EXPECT_GT(words, 13000u);
}

}  // namespace
}  // namespace godel
