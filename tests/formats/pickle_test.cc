// SPDX-License-Identifier: MIT
#include "godel/formats/pickle.h"

#include <gtest/gtest.h>

#include "checkpoint_bytes.h"
#include "expect_error.h"

namespace godel {
namespace {

using namespace std::string_literals;
using testing::AsBytes;
using testing::ExpectError;
using testing::LittleEndian;
using Kind = PickleValue::Kind;

Result<Pickle> Read(const std::string& program, const PickleLimits& limits = {}) {
  return ReadPickle(AsBytes(program), limits);
}

// The programs below are what CPython 3.11's pickle.dumps(value, protocol) gives.
TEST(Pickle, ReadsPlainValuesOfEachProtocol) {
  const std::string programs[] = {
      // {'a': [1, -2, 300, None], 'b': (True, 1.5, b'x')}; protocol 2 writes bytes by _codecs.encode, so without them
      "\x80\x02}q\x00(X\x01\x00\x00\x00"
      "aq\x01]q\x02(K\x01J\xfe\xff\xff\xffM,\x01NeX\x01\x00\x00\x00"
      "bq\x03\x88G?\xf8\x00\x00\x00\x00\x00\x00\x86q\x04u."s,
      "\x80\x03}q\x00(X\x01\x00\x00\x00"
      "aq\x01]q\x02(K\x01J\xfe\xff\xff\xffM,\x01NeX\x01\x00\x00\x00"
      "bq\x03\x88G?\xf8\x00\x00\x00\x00\x00\x00"
      "C\x01xq\x04\x87q\x05u."s,
      "\x80\x04\x95,\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01"
      "a\x94]\x94(K\x01J\xfe\xff\xff\xffM,\x01Ne\x8c\x01"
      "b\x94\x88G?\xf8\x00\x00\x00\x00\x00\x00"
      "C\x01x\x94\x87\x94u."s,
      "\x80\x05\x95,\x00\x00\x00\x00\x00\x00\x00}\x94(\x8c\x01"
      "a\x94]\x94(K\x01J\xfe\xff\xff\xffM,\x01Ne\x8c\x01"
      "b\x94\x88G?\xf8\x00\x00\x00\x00\x00\x00"
      "C\x01x\x94\x87\x94u."s};
  for (const std::string& program : programs) {
    const auto pickle = Read(program);
    ASSERT_TRUE(pickle) << pickle.error().message;
    const PickleValue& dict = (*pickle)[pickle->root];
    ASSERT_EQ(dict.kind, Kind::kDict);
    ASSERT_EQ(dict.items.size(), 4u);
    EXPECT_EQ((*pickle)[dict.items[0]].text, "a");
    const PickleValue& list = (*pickle)[dict.items[1]];
    ASSERT_EQ(list.kind, Kind::kList);
    ASSERT_EQ(list.items.size(), 4u);
    EXPECT_EQ((*pickle)[list.items[0]].integer, 1);
    EXPECT_EQ((*pickle)[list.items[1]].integer, -2);
    EXPECT_EQ((*pickle)[list.items[2]].integer, 300);
    EXPECT_EQ((*pickle)[list.items[3]].kind, Kind::kNone);
    const PickleValue& tuple = (*pickle)[dict.items[3]];
    ASSERT_EQ(tuple.kind, Kind::kTuple);
    ASSERT_GE(tuple.items.size(), 2u);
    EXPECT_EQ((*pickle)[tuple.items[0]].kind, Kind::kBool);
    EXPECT_EQ((*pickle)[tuple.items[1]].kind, Kind::kFloat);
  }
}

TEST(Pickle, ReadsLongIntegers) {
  const auto integer = [](const std::string& body) {
    const auto pickle = Read("\x80\x02" + body + ".");
    EXPECT_TRUE(pickle);
    return pickle ? (*pickle)[pickle->root].integer : 0;
  };
  EXPECT_EQ(integer("\x8a\x00"s), 0);
  EXPECT_EQ(integer("\x8a\x01\xff"s), -1);
  EXPECT_EQ(integer("\x8a\x02\xff\x00"s), 255);
  EXPECT_EQ(integer("\x8a\x05\x00\x00\x00\x00\x01"s), int64_t{1} << 32);
  EXPECT_EQ(integer("\x8a\x08\x00\x00\x00\x00\x00\x00\x00\x80"s), INT64_MIN);
  EXPECT_EQ(integer("\x8b\x01\x00\x00\x00\x07"s), 7);
  const auto huge = Read("\x80\x02\x8a\x09" + std::string(9, '\x11') + ".");
  ASSERT_TRUE(huge);
  EXPECT_EQ((*huge)[huge->root].kind, Kind::kFloat);  // a number, but no size
}

TEST(Pickle, NamesTheFunctionItWillNotRun) {
  // What pickle.dumps of an object with __reduce__ = (os.system, ("touch /tmp/x",)) gives, in protocols 2 and 4.
  const std::string old_style =
      "\x80\x02"
      "cos\nsystem\nX\x0c\x00\x00\x00touch /tmp/x\x85R."s;
  const std::string new_style = "\x80\x04\x8c\x02os\x94\x8c\x06system\x94\x93\x8c\x0ctouch /tmp/x\x85R."s;
  for (const std::string& program : {old_style, new_style})
    ExpectError(Read(program), ErrorCode::kUnsupported, {"asks for os.system, which is never run", "safetensors"});
  ExpectError(Read("\x80\x02"
                   "cbuiltins\neval\n."s),
              ErrorCode::kUnsupported, {"builtins.eval"});
  ExpectError(Read("\x80\x02"
                   "ctorch\n_utils._rebuild_tensor_v2\n."s),
              ErrorCode::kUnsupported, {"never run"});
}

TEST(Pickle, RefusesOpcodesThatRunCode) {
  for (const char opcode : {'i', 'o', '\x81', '\x92', 'P', '\x82', '\x83', '\x84', '\x97', 'I', 'S', '\x00', '\xff'})
    ExpectError(Read("\x80\x02"s + opcode + "x\ny\n."), ErrorCode::kUnsupported, {"opcode"});
  ExpectError(Read("\x80\x01."s), ErrorCode::kUnsupported, {"protocol 1"});
  ExpectError(Read("\x80\x06."s), ErrorCode::kUnsupported, {"protocol 6"});
}

TEST(Pickle, RefusesBrokenPrograms) {
  for (const std::string& body : {""s,                           // no end
                                  "."s,                          // an empty stack
                                  "NN."s,                        // two values left
                                  "(N."s,                        // a mark left
                                  "0."s,                         // pop of nothing
                                  "(0."s,                        // pop below a mark
                                  "t."s,                         // no mark
                                  "\x86."s,                      // a pair of nothing
                                  "N\x93."s,                     // half a name
                                  "NN\x93."s,                    // a name of None
                                  "h\x05."s,                     // never memoized
                                  "q\x00."s,                     // nothing to memoize
                                  "N(NNu."s,                     // items for None
                                  "}(Nu."s,                      // a key without a value
                                  "]N(s."s,                      // a pair below a mark
                                  "N)R."s,                       // None is no function
                                  "ctorch\nFloatStorage\n)R."s,  // only named
                                  "ctorch._utils\n_rebuild_tensor_v2\n)R."s,
                                  "ctorch._utils\n_rebuild_parameter\n)R."s,
                                  "ccollections\nOrderedDict\nN\x85R."s,
                                  "ccollections\nOrderedDict\n]Na\x85R."s,
                                  "NQ."s,
                                  "X\xff\xff\xff\xff"s,
                                  "\x8d\xff\xff\xff\xff\xff\xff\xff\xff"s,
                                  "cos"s,
                                  "\x8a"s,
                                  "(X\x01\x00\x00\x00sNNNNtQ."s}) {
    ExpectError(Read("\x80\x02" + body), ErrorCode::kBadData, {});
  }
  ExpectError(Read("\x80\x02NNb."s), ErrorCode::kUnsupported, {"attributes"});
}

TEST(Pickle, ReadsOrderedDictsOfPairs) {
  const auto pairs = Read(
      "\x80\x02"
      "ccollections\nOrderedDict\n](](K\x01K\x02"
      "eK\x03K\x04\x86"
      "e\x85R."s);
  ASSERT_TRUE(pairs) << pairs.error().message;
  const PickleValue& dict = (*pairs)[pairs->root];
  ASSERT_EQ(dict.kind, Kind::kDict);
  ASSERT_EQ(dict.items.size(), 4u);
  EXPECT_EQ((*pairs)[dict.items[3]].integer, 4);
}

// Values may contain themselves or nest as deeply as the file is long; neither may recurse or leak.
TEST(Pickle, ReadsCyclesAndDeepNesting) {
  ASSERT_TRUE(
      Read("\x80\x02]q\x00h\x00"
           "a."s));
  std::string deep = "\x80\x02";
  for (int i = 0; i < 200'000; ++i) deep += ']';
  for (int i = 0; i < 199'999; ++i) deep += 'a';
  const auto pickle = Read(deep + ".");
  ASSERT_TRUE(pickle) << pickle.error().message;
  std::string tuples = "\x80\x02)";
  for (int i = 0; i < 200'000; ++i) tuples += "\x85";
  ASSERT_TRUE(Read(tuples + "."));
}

TEST(Pickle, KeepsTheLimits) {
  EXPECT_TRUE(Read("\x80\x02NNN00."s, {.max_stack = 4}));
  ExpectError(Read("\x80\x02NNNNN0000."s, {.max_stack = 4}), ErrorCode::kResourceExhausted, {"4"});
  ExpectError(Read("\x80\x02N."s, {.max_bytes = 3}), ErrorCode::kResourceExhausted, {"4 bytes", "3"});
  ExpectError(Read("\x80\x02" + std::string(1000, '('), {.max_cells = 500}), ErrorCode::kResourceExhausted, {"500"});
  std::string memo = "\x80\x02N";
  for (uint64_t i = 0; i < 1000; ++i) memo += "r" + LittleEndian(i * 4'000'000, 4);
  ExpectError(Read(memo + ".", {.max_cells = 500}), ErrorCode::kResourceExhausted, {"500"});
  // One list of pairs, turned into a dict again and again: 2 bytes a copy, so the copies must count.
  std::string copies = "\x80\x02](";
  for (int i = 0; i < 1000; ++i) copies += "NN\x86";
  copies +=
      "eq\x00"
      "0"s;
  for (int i = 0; i < 1000; ++i) copies += "ccollections\nOrderedDict\nh\x00\x85R0"s;
  ExpectError(Read(copies + "N."), ErrorCode::kResourceExhausted, {"values"});
}

}  // namespace
}  // namespace godel
