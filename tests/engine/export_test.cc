// SPDX-License-Identifier: MIT
// A model that was converted answers as the one that it was made of, and what cannot be converted leaves nothing.
#include "godel/engine/export_model.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "engine/golden_cases.h"
#include "godel/base/replacing_file.h"
#include "godel/engine/model_source.h"
#include "godel/formats/gguf.h"
#include "godel/formats/gguf_writer.h"
#include "godel/model/encoder_decoder.h"
#include "godel/model/gguf_config.h"
#include "godel/model/gguf_names.h"
#include "godel/model/packed_weights.h"

namespace godel {
namespace {

namespace fs = std::filesystem;
using testing::GoldenPath;
using testing::TempDir;
using testing::ToIds;
using testing::Values;

fs::path Mini() {
  return testing::ModelsDir() / "godel-mini";
}

void MustExport(const Status& status) {
  ASSERT_TRUE(status) << status.error().message;
}

const std::vector<std::string> kTexts = {"Hello there! EOS Hi, how are you?", "  a <pad> b </s> c \xEF\xBD\x86",
                                         "Instruction: given a dialog context [CONTEXT] <unk> EOS"};

void ExpectSameTokenizer(const fs::path& a, const fs::path& b) {
  const auto left = LoadModelTokenizer(a), right = LoadModelTokenizer(b);
  ASSERT_TRUE(left && right);
  EXPECT_EQ(left->vocab_size(), right->vocab_size());
  for (const std::string& text : kTexts)
    EXPECT_EQ(Values(left->Encode(text).value()), Values(right->Encode(text).value())) << text;
}

// RepliesOfModel to some of the golden inputs, greedy.
std::vector<std::vector<int32_t>> RepliesOfModel(const fs::path& model, WeightType weights = WeightType::f32) {
  const auto engine = testing::LoadEngine(model, {.num_threads = 1, .weights = RecipeFor(weights)});
  std::vector<GenerateRequest> requests;
  const auto lines = testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz");
  for (size_t i = 0; i < lines.size(); i += 32) {
    GenerateRequest& request = requests.emplace_back();
    request.input_ids = ToIds(lines[i]["input_ids"]);
    request.params = engine->default_params();
    request.params.max_new_tokens = 40;
  }
  std::vector<std::vector<int32_t>> replies;
  for (const auto& result : engine->Generate(requests)) replies.push_back(Values(result->sequences[0].ids));
  return replies;
}

std::vector<std::vector<int32_t>> GoldenReplies() {
  std::vector<std::vector<int32_t>> replies;
  const auto lines = testing::ReadGoldenJsonLines("godel_mini/expected.jsonl.gz");
  for (size_t i = 0; i < lines.size(); i += 32) replies.push_back(Values(ToIds(lines[i]["greedy"]["ids"])));
  return replies;
}

TEST(ExportGguf, AnswersAsTheFolderDid) {
  const TempDir dir;
  // The weights of godel-mini are bf16, so both types hold them exactly.
  for (const DataType type : {DataType::kF32, DataType::kBf16}) {
    const fs::path file = dir.path() / (std::string(DataTypeName(type)) + ".gguf");
    MustExport(ExportGguf(Mini(), file, {.type = type, .on_progress = {}}));
    EXPECT_EQ(RepliesOfModel(file), GoldenReplies()) << DataTypeName(type);
    ExpectSameTokenizer(file, Mini());
  }
}

TEST(ExportGguf, QuantisesMatricesOnly) {
  const TempDir dir;
  const fs::path file = dir.path() / "q8.gguf";
  MustExport(ExportGguf(Mini(), file, {.type = DataType::kQ8Zero, .on_progress = {}}));
  const auto weights = LoadModelWeights(file);
  ASSERT_TRUE(weights);
  for (const auto& [name, tensor] : weights->tensors) {
    const bool matrix = tensor.view.shape.size() == 2 && !name.ends_with("relative_attention_bias.weight");
    EXPECT_EQ(tensor.view.type, matrix ? DataType::kQ8Zero : DataType::kF32) << name;
  }
  const auto replies = RepliesOfModel(file);
  EXPECT_EQ(replies.size(), GoldenReplies().size());
  for (const auto& reply : replies) EXPECT_GT(reply.size(), 2u);
}

TEST(ExportFolder, AnswersAsTheModelDid) {
  const TempDir dir;
  const fs::path file = dir.path() / "mini.gguf", folder = dir.path() / "folder/", again = dir.path() / "again";
  MustExport(ExportGguf(Mini(), file, {}));
  MustExport(ExportFolder(file, folder, {.type = DataType::kBf16, .on_progress = {}}));
  EXPECT_EQ(RepliesOfModel(folder), GoldenReplies());
  ExpectSameTokenizer(folder, Mini());
  MustExport(ExportFolder(Mini(), again, {}));
  EXPECT_EQ(RepliesOfModel(again), GoldenReplies());
  for (const char* name :
       {"tokenizer.json", "special_tokens_map.json", "tokenizer_config.json", "spiece.model", "generation_config.json"})
    EXPECT_EQ(ReadTextFile(again / name, 1 << 30).value(), ReadTextFile(Mini() / name, 1 << 30).value()) << name;
  // Over a folder that exists: what is of another tokenizer goes.
  MustExport(WriteTextFile(folder / "spiece.model", "old"));
  MustExport(ExportFolder(file, folder, {}));
  EXPECT_FALSE(fs::exists(folder / "spiece.model"));
  EXPECT_EQ(LoadModelWeights(folder)->tensors.begin()->second.view.type, DataType::kF32);
}

TEST(Export, KeepsTheConfigurationOfAGatedModel) {
  const TempDir dir;
  const fs::path file = dir.path() / "tiny.gguf";
  const auto before = ReadModelSource(GoldenPath("godel_tiny"));
  ASSERT_TRUE(before) << before.error().message;
  MustExport(ExportGguf(GoldenPath("godel_tiny"), file, {}));
  const auto after = ReadModelSource(file);
  ASSERT_TRUE(after) << after.error().message;
  const T5Config &a = before->parts.config, &b = after->parts.config;
  EXPECT_EQ(a.vocab_size, b.vocab_size);
  EXPECT_EQ(a.d_model, b.d_model);
  EXPECT_EQ(a.d_kv, b.d_kv);
  EXPECT_EQ(a.d_ff, b.d_ff);
  EXPECT_EQ(a.num_layers, b.num_layers);
  EXPECT_EQ(a.num_decoder_layers, b.num_decoder_layers);
  EXPECT_EQ(a.num_heads, b.num_heads);
  EXPECT_EQ(a.relative_attention_num_buckets, b.relative_attention_num_buckets);
  EXPECT_EQ(a.relative_attention_max_distance, b.relative_attention_max_distance);
  EXPECT_EQ(a.layer_norm_epsilon, b.layer_norm_epsilon);
  EXPECT_EQ(a.activation, b.activation);
  EXPECT_EQ(a.gated, b.gated);
  EXPECT_EQ(a.scale_decoder_outputs, b.scale_decoder_outputs);
  EXPECT_EQ(a.eos_token_ids, b.eos_token_ids);
  EXPECT_EQ(a.n_positions, b.n_positions);
  EXPECT_EQ(before->parts.default_params.eos_token_id, after->parts.default_params.eos_token_id);
  ExpectSameTokenizer(file, GoldenPath("godel_tiny"));
}

TEST(Export, StopsAndLeavesNothing) {
  const TempDir dir;
  size_t calls = 0;
  const ExportOptions options{.type = DataType::kF32, .on_progress = [&](size_t done, size_t total) {
                                EXPECT_LE(done, total);
                                return ++calls < 5;
                              }};
  EXPECT_FALSE(ExportGguf(Mini(), dir.path() / "mini.gguf", options));
  calls = 0;
  EXPECT_FALSE(ExportFolder(Mini(), dir.path() / "folder", options));
  EXPECT_FALSE(ExportGguf(dir.path() / "none", dir.path() / "mini.gguf", {}));
  EXPECT_EQ(fs::directory_iterator(dir.path()), fs::directory_iterator());
}

// A file of `tensors` under changed names, with values as they are in godel-mini.
void WriteMini(const fs::path& file, GgufMetadataBuilder metadata, bool llama_names) {
  const auto source = LoadModelWeights(Mini());
  ASSERT_TRUE(source);
  std::vector<TensorPlan> plans;
  std::vector<const TensorView*> views;
  for (const auto& [name, tensor] : source->tensors) {
    plans.push_back({llama_names ? ToGgufName(name).value() : name, tensor.view.type, tensor.view.shape});
    views.push_back(&tensor.view);
  }
  MustExport(WriteGguf(file, std::move(metadata), plans,
                       [&](size_t i, const ByteSink& sink) { return sink(views[i]->data); }));
}

TEST(GgufModel, CandlesDialectTakesWhatLiesBesideIt) {
  const TempDir dir;
  const fs::path file = dir.path() / "model.gguf";
  WriteMini(file, {}, /*llama_names=*/false);
  const auto without = Engine::Load(file);
  ASSERT_FALSE(without);
  EXPECT_NE(without.error().message.find("no tokenizer in it"), std::string::npos) << without.error().message;
  for (const char* name : {"tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"})
    fs::copy_file(Mini() / name, dir.path() / name);
  EXPECT_EQ(RepliesOfModel(file), GoldenReplies());  // the configuration is read off the shapes
  fs::copy_file(Mini() / "config.json", dir.path() / "config.json");
  EXPECT_EQ(RepliesOfModel(file), GoldenReplies());
}

TEST(GgufModel, ReadsFilesThatHaveLlamaCppsKeysOnly) {
  const TempDir dir;
  const fs::path file = dir.path() / "model.gguf";
  GgufMetadataBuilder metadata;
  metadata.AddText("general.architecture", "t5");
  metadata.AddU32("t5.attention.head_count", 5);
  metadata.AddText("tokenizer.ggml.model", "t5");
  const std::vector<std::string> pieces = {"<pad>", "</s>", "<unk>", "\u2581", "a"};
  metadata.AddTexts("tokenizer.ggml.tokens", pieces);
  metadata.AddF32s("tokenizer.ggml.scores", std::vector<float>{0, 0, 0, -1, -2});
  WriteMini(file, metadata, /*llama_names=*/true);
  const auto engine = Engine::Load(file, {.num_threads = 1});
  ASSERT_TRUE(engine) << engine.error().message;
  EXPECT_EQ((*engine)->config().d_kv, 64u);
  EXPECT_EQ((*engine)->config().relative_attention_max_distance, 128u);
  EXPECT_EQ((*engine)->config().activation, FeedForwardActivation::kRelu);
  EXPECT_TRUE((*engine)->config().scale_decoder_outputs);
  EXPECT_EQ(Values((*engine)->tokenizer().Encode("a").value()), (std::vector<int32_t>{3, 4, 1}));
  MustExport(ExportFolder(file, dir.path() / "folder", {}));
  EXPECT_EQ(Values(Tokenizer::Load(dir.path() / "folder")->Encode("a").value()), (std::vector<int32_t>{3, 4, 1}));
}

TEST(GgufModel, SaysWhatIsWrong) {
  const TempDir dir;
  const auto error = [&](const GgufMetadataBuilder& metadata) {
    WriteMini(dir.path() / "model.gguf", metadata, /*llama_names=*/true);
    const auto source = ReadModelSource(dir.path() / "model.gguf");
    return source ? "" : source.error().message;
  };
  const auto holds = [](const std::string& text, const char* part) { return text.find(part) != std::string::npos; };
  GgufMetadataBuilder llama, huge, scores, activation, charsmap;
  llama.AddText("general.architecture", "llama");
  EXPECT_PRED2(holds, error(llama), "expected \"t5\", found \"llama\"");
  huge.AddU32("t5.block_count", 4'000'000'000);
  EXPECT_PRED2(holds, error(huge), "num_layers: expected 1 to 1024");
  activation.AddText("godel.activation", "tanh");
  EXPECT_PRED2(holds, error(activation), "\"tanh\"");
  scores.AddTexts("tokenizer.ggml.tokens", std::vector<std::string>{"a", "b"});
  EXPECT_PRED2(holds, error(scores), "2 pieces, but 0 scores");
  charsmap.AddText("general.architecture", "t5");
  charsmap.AddTexts("tokenizer.ggml.tokens", std::vector<std::string>{"<pad>", "</s>", "<unk>"});
  charsmap.AddF32s("tokenizer.ggml.scores", std::vector<float>{0, 0, 0});
  charsmap.AddBytes("tokenizer.ggml.precompiled_charsmap", std::string_view("\xFF\xFF\xFF\x7F", 4));
  EXPECT_PRED2(holds, error(charsmap), "precompiled_charsmap of 4 bytes");
  const auto safetensors = Engine::Load(Mini() / "model.safetensors");
  ASSERT_FALSE(safetensors);
  EXPECT_PRED2(holds, safetensors.error().message, "not a GGUF file; it looks like safetensors");
}

// The file holds the bytes that loading the folder would have made. (The embedding of godel-mini is bf16, which the
// int8 file keeps; beside 4 bits it is q8_0, so those replies may differ.)
TEST(ExportPackedGguf, AnswersAsTheSameWeightsPackedOnLoad) {
  const TempDir dir;
  const fs::path file = dir.path() / "int8.gguf";
  MustExport(ExportPackedGguf(Mini(), file, {.weights = WeightType::int8}));
  EXPECT_EQ(RepliesOfModel(file), RepliesOfModel(Mini(), WeightType::int8));
  ExpectSameTokenizer(file, Mini());
  const auto engine = testing::LoadEngine(file, {});
  EXPECT_EQ(Describe(engine->weights()), "int8");
  EXPECT_LT(fs::file_size(file), fs::file_size(Mini() / "model.safetensors"));
  // For machines of either kind, whichever wrote it.
  for (const auto form : {CrossAttentionForm::kKeysAndValues, CrossAttentionForm::kEncoderOutput}) {
    WeightRecipe recipe = RecipeFor(WeightType::int8);
    recipe.cross_attention = form;
    const auto from_file = testing::LoadEngine(file, {.weights = recipe}),
               from_folder = testing::LoadEngine(Mini(), {.weights = recipe});
    EXPECT_EQ(from_file->weights().cross_attention, form);
    GenerateRequest request;
    request.input_ids = testing::Ids({100, 200, 300, 400, 1});
    request.params.max_new_tokens = 20;
    EXPECT_EQ(from_file->Generate(request)->sequences[0].ids, from_folder->Generate(request)->sequences[0].ids);
  }

  MustExport(ExportPackedGguf(Mini(), dir.path() / "q4.gguf", {.weights = WeightType::q4}));
  EXPECT_EQ(Describe(testing::LoadEngine(dir.path() / "q4.gguf", {})->weights()), Describe(RecipeFor(WeightType::q4)));
}

// Processes that load one file share its pages: every matrix is read from the mapping, and none is copied.
TEST(ExportPackedGguf, IsUsedWhereItLies) {
  const TempDir dir;
  for (const WeightType type : {WeightType::int8, WeightType::q4}) {
    const fs::path file = dir.path() / "packed.gguf";
    MustExport(ExportPackedGguf(Mini(), file, {.weights = type}));
    auto source = ReadModelSource(file);
    ASSERT_TRUE(source) << source.error().message;
    const auto model = EncoderDecoder::Load(source->parts.config, std::move(source->checkpoint), 1);
    ASSERT_TRUE(model) << model.error().message;
    EXPECT_EQ(model->weights().shortlist.has_value(), type == WeightType::q4);
    const std::span<const std::byte> mapped = model->weights().checkpoint.files.at(0)->bytes();
    const std::vector<PackedWeight> matrices = PackedWeights(model->weights());
    EXPECT_GT(matrices.size(), 40u);
    for (const PackedWeight& matrix : matrices) {
      const std::span<const std::byte> bytes = matrix.linear->packed();
      EXPECT_TRUE(bytes.data() >= mapped.data() && bytes.data() + bytes.size() <= mapped.data() + mapped.size())
          << matrix.name;
    }
  }
}

// Files of before they held k_transposed have keys and values alone; one that has it for some layers is broken.
TEST(ExportPackedGguf, MayLackWhatThroughputNeeds) {
  const TempDir dir;
  const fs::path file = dir.path() / "packed.gguf";
  MustExport(ExportPackedGguf(Mini(), file, {.weights = WeightType::int8}));
  const ModelSource source = std::move(*ReadModelSource(file));
  WeightRecipe recipe;
  recipe.cross_attention = CrossAttentionForm::kEncoderOutput;
  const size_t layers = source.parts.config.num_decoder_layers;
  for (size_t without = 1; without <= layers; ++without) {
    Checkpoint checkpoint = source.checkpoint;
    for (size_t i = 0; i < without; ++i)
      ASSERT_EQ(checkpoint.tensors.erase(PackedName(
                    WeightType::int8, fmt::format("decoder.block.{}.cross_attention.k_transposed", layers - 1 - i))),
                1u);
    const auto model = EncoderDecoder::Load(source.parts.config, checkpoint, 1, recipe);
    EXPECT_EQ(model.has_value(), without == layers);
    if (model) {
      EXPECT_FALSE(ReadsEncoderOutput(model->weights()));
    } else {
      EXPECT_NE(model.error().message.find("k_transposed"), std::string::npos) << model.error().message;
    }
  }
}

TEST(ExportPackedGguf, IsNotConvertedAgain) {
  const TempDir dir;
  const fs::path file = dir.path() / "int8.gguf";
  MustExport(ExportPackedGguf(Mini(), file, {.weights = WeightType::int8}));
  for (const Status& status : {ExportGguf(file, dir.path() / "again.gguf", {}),
                               ExportPackedGguf(file, dir.path() / "again.gguf", {.weights = WeightType::q4}),
                               ExportFolder(file, dir.path() / "again", {})}) {
    ASSERT_FALSE(status);
    EXPECT_NE(status.error().message.find("packed"), std::string::npos) << status.error().message;
  }
  EXPECT_FALSE(fs::exists(dir.path() / "again.gguf"));
}

TEST(ExportPackedGguf, RefusesPackedBytesOfAnotherSize) {
  const TempDir dir;
  const fs::path file = dir.path() / "int8.gguf";
  MustExport(ExportPackedGguf(Mini(), file, {.weights = WeightType::int8}));
  // The first packed matrix is said to be a byte shorter: the length of its only dimension, behind its name.
  std::string bytes = ReadTextFile(file, size_t{1} << 30).value();
  const std::string name = PackedName(WeightType::int8, "encoder.block.0.self_attention.qkv");
  const size_t length = bytes.find(name) + name.size() + sizeof(uint32_t);
  ASSERT_LT(length, bytes.size());
  --bytes[length];
  const fs::path broken = dir.Write("broken.gguf", bytes);
  const auto engine = Engine::Load(broken);
  ASSERT_FALSE(engine);
  EXPECT_NE(engine.error().message.find(name), std::string::npos) << engine.error().message;
}

}  // namespace
}  // namespace godel
