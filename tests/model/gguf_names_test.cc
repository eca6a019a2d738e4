// SPDX-License-Identifier: MIT
#include "godel/model/gguf_names.h"

#include <gtest/gtest.h>

namespace godel {
namespace {

TEST(GgufNames, GoBothWays) {
  struct Case {
    const char* gguf;
    const char* hugging_face;
    bool gated;
  };
  for (const auto& [gguf, name, gated] :
       std::vector<Case>{{"token_embd.weight", "shared.weight", false},
                         {"output.weight", "lm_head.weight", true},
                         {"enc.output_norm.weight", "encoder.final_layer_norm.weight", false},
                         {"enc.blk.0.attn_rel_b.weight",
                          "encoder.block.0.layer.0.SelfAttention.relative_attention_bias.weight", true},
                         {"enc.blk.11.ffn_norm.weight", "encoder.block.11.layer.1.layer_norm.weight", true},
                         {"enc.blk.2.ffn_up.weight", "encoder.block.2.layer.1.DenseReluDense.wi.weight", false},
                         {"dec.blk.2.ffn_up.weight", "decoder.block.2.layer.2.DenseReluDense.wi_1.weight", true},
                         {"dec.blk.2.ffn_gate.weight", "decoder.block.2.layer.2.DenseReluDense.wi_0.weight", true},
                         {"dec.blk.3.cross_attn_norm.weight", "decoder.block.3.layer.1.layer_norm.weight", false},
                         {"dec.blk.3.cross_attn_v.weight", "decoder.block.3.layer.1.EncDecAttention.v.weight", false},
                         {"dec.blk.3.attn_o.weight", "decoder.block.3.layer.0.SelfAttention.o.weight", false}}) {
    EXPECT_EQ(ToHuggingFaceName(gguf, gated), name);
    EXPECT_EQ(ToGgufName(name), gguf);
  }
  EXPECT_EQ(ToGgufName("encoder.embed_tokens.weight"), "token_embd.weight");
}

TEST(GgufNames, LeaveOthersAlone) {
  for (const char* name : {"", ".weight", "enc.blk..attn_q.weight", "enc.blk.x.attn_q.weight", "enc.blk.1.weight",
                           "enc.blk.1.cross_attn_q.weight", "blk.1.attn_q.weight", "token_embd", "enc.blk.1"})
    EXPECT_FALSE(ToHuggingFaceName(name, false)) << name;
  for (const char* name : {"", "shared", "encoder.block.1.weight", "encoder.block.1.layer.2.DenseReluDense.wi.weight",
                           "encoder.block.1.layer.1.EncDecAttention.q.weight", "h.0.attn.weight"})
    EXPECT_FALSE(ToGgufName(name)) << name;
}

TEST(GgufNames, RefuseAFileWithBoth) {
  Checkpoint both;
  both.tensors["token_embd.weight"];
  both.tensors["other"];
  EXPECT_TRUE(WithHuggingFaceNames(both)->Find("shared.weight"));
  EXPECT_TRUE(WithHuggingFaceNames(both)->Find("other"));
  both.tensors["shared.weight"];
  EXPECT_FALSE(WithHuggingFaceNames(both));
}

}  // namespace
}  // namespace godel
