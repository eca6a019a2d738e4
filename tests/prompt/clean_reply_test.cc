// SPDX-License-Identifier: MIT
#include <gtest/gtest.h>

#include "godel/prompt/prompt.h"

namespace godel {
namespace {

struct Case {
  const char* generated;
  const char* reply;
};

// "glued" rows are what the reference tokenizer decodes an EOS token to: no space in front of an added token.
constexpr Case kCases[] = {
    {"", ""},
    {" I think so. ", "I think so."},
    {"a\n b\t\n", "a\n b"},
    {"Hello there EOS How are you?", "Hello there"},
    {"I think so.EOS Really?", "I think so."},  // glued
    {"helloEOS there", "hello"},                // glued
    {"fine EOSEOS EOS", "fine"},                // glued, twice
    {"EOS", ""},
    {" EOS yes", ""},
    {"at the end EOS", "at the end"},
    {"EOS, then more", ""},
    {"I like VIDEOS a lot", "I like VIDEOS a lot"},
    {"I like VIDEOS EOS a lot", "I like VIDEOS"},
    {"EOSx is a chain", "EOSx is a chain"},
    {"the EOS2 camera EOS yes", "the EOS2 camera"},
    {"eos Eos", "eos Eos"},
    {"caf\xc3\xa9"
     "EOS next",
     "caf\xc3\xa9"},
};

TEST(CleanReply, CutsAtTheFirstEosWordAndTrims) {
  for (const Case& c : kCases) EXPECT_EQ(CleanReply(c.generated), c.reply) << '"' << c.generated << '"';
}

TEST(FindEndOfReply, StartsWhereItIsTold) {
  EXPECT_EQ(FindEndOfReply("a EOS b EOS c"), 2u);
  EXPECT_EQ(FindEndOfReply("a EOS b EOS c", 3), 8u);
  EXPECT_EQ(FindEndOfReply("a EOS b EOS c", 9), 13u);
  EXPECT_EQ(FindEndOfReply("", 0), 0u);
}

}  // namespace
}  // namespace godel
