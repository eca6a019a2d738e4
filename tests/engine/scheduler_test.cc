// SPDX-License-Identifier: MIT
// Requests that come from many threads, wait, are encoded in parts, and end early. What a request gets must not depend
// on any of that.
#include "godel/engine/scheduler.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

#include "engine/golden_cases.h"
#include "godel/engine/model_source.h"

namespace godel {
namespace {

using namespace std::chrono_literals;
using testing::Ids;

using Replies = std::vector<std::vector<TokenId>>;

Replies RepliesOf(const Result<GenerateResult>& result) {
  Replies replies;
  if (result)
    for (const GeneratedSequence& sequence : result->sequences) replies.push_back(sequence.ids);
  return replies;
}

// Inputs of 1 to 90 ids; greedy, sampling and beams.
std::vector<GenerateRequest> MixedRequests(const Engine& engine, size_t count) {
  std::vector<GenerateRequest> requests(count);
  for (size_t i = 0; i < count; ++i) {
    GenerateRequest& request = requests[i];
    const size_t length = 1 + i * 29 % 90;
    for (size_t t = 0; t + 1 < length; ++t) request.input_ids.push_back(ToTokenId(3 + (i * 131 + t * 17) % 900));
    request.input_ids.push_back(kEosId);
    request.params = engine.default_params();
    request.params.max_new_tokens = 1 + i * 7 % 23;
    request.params.seed = i;
    if (i % 3 == 1) request.params.do_sample = true;
    if (i % 5 == 2) request.params.num_beams = 2 + i % 3;
  }
  return requests;
}

GenerateRequest LongReply(const Engine& engine, size_t new_tokens) {
  GenerateRequest request;
  request.input_ids = Ids({20, 31, 42, 1});
  request.params = engine.default_params();
  request.params.max_new_tokens = request.params.min_new_tokens = new_tokens;
  return request;
}

// Ends that come on the engine's thread, for a test to wait for.
class Ends {
 public:
  Engine::OnResult Take(const std::string& name) {
    return [this, name](Result<GenerateResult> result) {
      const std::lock_guard lock(mutex_);
      order_.push_back(name);
      results_.insert_or_assign(name, std::move(result));
      changed_.notify_all();
    };
  }
  std::vector<std::string> WaitFor(size_t count) {
    std::unique_lock lock(mutex_);
    EXPECT_TRUE(changed_.wait_for(lock, 60s, [&] { return order_.size() >= count; }));
    return order_;
  }
  const Result<GenerateResult>& Of(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return results_.at(name);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> order_;
  std::map<std::string, Result<GenerateResult>> results_;
};

// The promise: the ids of a request are the same alone and in any company, however its input is cut into parts.
TEST(Scheduler, CompanyChangesNoReply) {
  const auto alone = testing::LoadGodelTiny({.num_threads = 1, .encoder_cache_bytes = 0});
  const auto requests = MixedRequests(*alone, 40);
  std::vector<Replies> expected(requests.size());
  for (size_t i = 0; i < requests.size(); ++i) expected[i] = RepliesOf(alone->Generate(requests[i]));

  for (const size_t chunk : {size_t{0}, size_t{1}, size_t{64}}) {
    const auto engine = testing::LoadGodelTiny({.num_threads = 2, .max_batch_rows = 12, .encode_chunk_tokens = chunk});
    std::vector<Replies> replies(requests.size());
    std::vector<std::thread> clients;
    for (size_t c = 0; c < 8; ++c)
      clients.emplace_back([&, c] {
        for (size_t i = c; i < requests.size(); i += 8) replies[i] = RepliesOf(engine->Generate(requests[i]));
      });
    for (std::thread& client : clients) client.join();
    for (size_t i = 0; i < requests.size(); ++i) EXPECT_EQ(replies[i], expected[i]) << "request " << i << ", " << chunk;
    EXPECT_EQ(engine->counts().running, 0u);
    EXPECT_EQ(engine->counts().cache_bytes, 0u);
  }
}

TEST(Scheduler, ScoresBesideReplies) {
  const auto engine = testing::LoadGodelTiny({.encode_chunk_tokens = 1});
  const ScoreRequest score{.input_ids = Ids({20, 31, 42, 1}), .target_ids = Ids({7, 8, 9, 1})};
  const auto expected = engine->Score(score);
  Ends ends;
  engine->Submit(LongReply(*engine, 200), ends.Take("reply"));
  for (int i = 0; i < 5; ++i) EXPECT_EQ(engine->Score(score)->logprobs, expected->logprobs);
  ends.WaitFor(1);
  EXPECT_EQ(ends.Of("reply")->new_tokens, 200u);
}

TEST(Scheduler, TheHighestPriorityIsNextAndThenTheFirst) {
  const auto engine = testing::LoadGodelTiny({.max_batch_rows = 1});
  Ends ends;
  GenerateRequest holder = LongReply(*engine, 3);
  std::promise<void> began, submitted;
  holder.on_token = [&, first = true](const NewToken&) mutable {
    if (!std::exchange(first, false)) return true;
    began.set_value();
    submitted.get_future().wait();
    return true;
  };
  engine->Submit(holder, ends.Take("holder"));
  began.get_future().wait();
  GenerateRequest request = LongReply(*engine, 2);
  engine->Submit(request, ends.Take("first"));
  engine->Submit(request, ends.Take("second"));
  request.priority = 1;
  engine->Submit(request, ends.Take("urgent"));
  submitted.set_value();
  EXPECT_EQ(ends.WaitFor(4), (std::vector<std::string>{"holder", "urgent", "first", "second"}));
}

TEST(Scheduler, CancelEndsWhatRunsAndWhatWaits) {
  const auto engine = testing::LoadGodelTiny({.max_batch_rows = 1});
  Ends ends;
  GenerateRequest running = LongReply(*engine, 100'000);
  running.params.max_length.reset();
  std::promise<void> began;
  std::atomic<size_t> tokens = 0;
  running.on_token = [&](const NewToken&) {
    if (++tokens == 3) began.set_value();
    return true;
  };
  const RequestId first = engine->Submit(running, ends.Take("running"));
  began.get_future().wait();
  const RequestId second = engine->Submit(LongReply(*engine, 5), ends.Take("waiting"));
  engine->Cancel(second);
  ends.WaitFor(1);
  ASSERT_FALSE(ends.Of("waiting"));
  EXPECT_EQ(ends.Of("waiting").error().code, ErrorCode::kCancelled);
  engine->Cancel(first);
  ends.WaitFor(2);
  ASSERT_TRUE(ends.Of("running"));
  EXPECT_EQ(ends.Of("running")->sequences[0].finish_reason, FinishReason::kStop);
  EXPECT_GE(ends.Of("running")->new_tokens, 3u);
  EXPECT_LT(ends.Of("running")->new_tokens, 100'000u);
  engine->Cancel(first);  // over already: nothing happens
  EXPECT_TRUE(engine->Generate(LongReply(*engine, 5)));
}

TEST(Scheduler, DeadlinesEndWhatRunsAndWhatWaits) {
  const auto engine = testing::LoadGodelTiny({.max_batch_rows = 1});
  Ends ends;
  GenerateRequest running = LongReply(*engine, 100'000);
  running.params.max_length.reset();
  running.deadline = std::chrono::steady_clock::now() + 300ms;
  std::promise<void> began;
  running.on_token = [&, first = true](const NewToken&) mutable {
    if (std::exchange(first, false)) began.set_value();
    return true;
  };
  engine->Submit(running, ends.Take("running"));
  began.get_future().wait();
  GenerateRequest waiting = LongReply(*engine, 5);
  waiting.begin_by = std::chrono::steady_clock::now() + 10ms;
  engine->Submit(waiting, ends.Take("waiting"));
  EXPECT_EQ(ends.WaitFor(2), (std::vector<std::string>{"waiting", "running"}));
  EXPECT_EQ(ends.Of("waiting").error().code, ErrorCode::kCancelled);
  EXPECT_EQ(ends.Of("running")->sequences[0].finish_reason, FinishReason::kStop);
}

// The promise to a short request: whoever is being answered, and however much waits to be read, its first token comes
// with the first step after the one in which it came. Counted in tokens of a reply that is being written meanwhile.
TEST(Scheduler, AShortRequestHasItsFirstTokenAStepLater) {
  constexpr size_t kClients = 16;
  const auto engine = testing::LoadGodelTiny({.encode_chunk_tokens = 64, .encoder_cache_bytes = 0, .draft = false});
  Ends ends;
  std::atomic<size_t> steps = 0, steps_at_arrival = 0, steps_at_first_token = 0;
  std::promise<void> began, submitted;
  GenerateRequest watched = LongReply(*engine, 60);
  watched.on_token = [&](const NewToken&) {
    if (++steps != 3) return true;
    began.set_value();
    submitted.get_future().wait();  // the step does not end before the others have come
    return true;
  };
  engine->Submit(watched, ends.Take("watched"));
  for (size_t i = 1; i < kClients / 2; ++i) engine->Submit(LongReply(*engine, 60), ends.Take("reply"));
  began.get_future().wait();
  for (size_t i = kClients / 2; i < kClients; ++i) {  // more than may be encoded together
    GenerateRequest reader = LongReply(*engine, 2);
    reader.input_ids.assign(400, ToTokenId(static_cast<int>(20 + i)));
    engine->Submit(reader, ends.Take("reader"));
  }
  GenerateRequest brief = LongReply(*engine, 2);
  brief.input_ids = Ids({50, 51, 1});
  brief.on_token = [&](const NewToken&) {
    if (steps_at_first_token == 0) steps_at_first_token = steps.load();
    return true;
  };
  engine->Submit(brief, ends.Take("brief"));
  steps_at_arrival = steps.load();
  submitted.set_value();
  ends.WaitFor(kClients + 1);
  EXPECT_EQ(steps_at_first_token, steps_at_arrival + 1);
}

EncoderDecoder TinyModel() {
  auto source = ReadModelSource(testing::GoldenPath("godel_tiny"), {}).value();
  return EncoderDecoder::Load(source.parts.config, std::move(source.checkpoint), 1).value();
}

// The admission counts what a longer input keeps, and its rows while it is read.
TEST(Scheduler, AnInputsRowsAndWhatIsKeptOfItCountAsMemory) {
  const auto engine = testing::LoadGodelTiny();
  const EncoderDecoder model = TinyModel();
  const auto bytes = [&](size_t tokens) {
    GenerateRequest request = LongReply(*engine, 50);
    request.input_ids.assign(tokens, ToTokenId(20));
    return Prepare(request, engine->default_params(), model, {})->cache_bytes;
  };
  const size_t rows = 448 * model.config().d_model * sizeof(float);
  EXPECT_EQ(bytes(512) - bytes(64), rows + model.cross_bytes(512) - model.cross_bytes(64));
}

// What fits beside nobody is refused at once; what does not fit beside the others waits.
TEST(Scheduler, CachesStayWithinTheirBudget) {
  const auto big = testing::LoadGodelTiny();
  PreparedRequest one = *Prepare(LongReply(*big, 50), big->default_params(), TinyModel(), {});
  const auto engine = testing::LoadGodelTiny({.max_cache_bytes = one.cache_bytes * 5 / 2});
  std::atomic<size_t> most = 0;
  Ends ends;
  for (int i = 0; i < 6; ++i) {
    GenerateRequest request = LongReply(*engine, 50);
    request.on_token = [&](const NewToken&) {
      most = std::max(most.load(), engine->counts().running);
      return true;
    };
    engine->Submit(request, ends.Take(std::to_string(i)));
  }
  ends.WaitFor(6);
  for (int i = 0; i < 6; ++i) EXPECT_EQ(ends.Of(std::to_string(i))->new_tokens, 50u);
  EXPECT_EQ(most, 2u);

  const auto refused = engine->Generate(LongReply(*engine, 500));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kResourceExhausted);
}

TEST(Scheduler, AnEngineThatEndsTellsEveryone) {
  Ends ends;
  {
    const auto engine = testing::LoadGodelTiny({.max_batch_rows = 1});
    GenerateRequest endless = LongReply(*engine, 100'000);
    endless.params.max_length.reset();
    std::promise<void> began;
    endless.on_token = [&, first = true](const NewToken&) mutable {
      if (std::exchange(first, false)) began.set_value();
      return true;
    };
    engine->Submit(endless, ends.Take("running"));
    began.get_future().wait();
    engine->Submit(endless, ends.Take("waiting"));
  }
  ends.WaitFor(2);
  EXPECT_EQ(ends.Of("running").error().code, ErrorCode::kCancelled);
  EXPECT_EQ(ends.Of("waiting").error().code, ErrorCode::kCancelled);
}

// Of 64 tokens and layers a part.
struct QueueOfTiny {
  QueueOfTiny() { queue.emplace(model, cache, /*chunk_tokens=*/64); }
  void Add(size_t handle, std::vector<TokenId> ids) {
    std::vector<EncodeJob> jobs;
    jobs.push_back({.handle = handle, .input_ids = std::move(ids)});
    queue->Add(std::move(jobs));
  }
  size_t layers() const { return model.config().num_layers; }

  EncoderDecoder model = TinyModel();
  EncoderCache cache{size_t{1} << 20};
  std::optional<EncodeQueue> queue;
};

// A part is one layer of the long input: the short one that came after it is ready at once.
TEST(EncodeQueue, AShortInputNeedNotWaitForALongOne) {
  QueueOfTiny tiny;
  ASSERT_GE(tiny.layers(), 2u);
  tiny.Add(1, std::vector(300, ToTokenId(20)));
  tiny.Add(2, Ids({20, 31, 1}));
  const auto first = tiny.queue->Turn(2);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].handle, 2u);
  size_t turns = 1;
  for (; !tiny.queue->empty(); ++turns) tiny.queue->Turn(2);
  EXPECT_EQ(turns, tiny.layers());
}

// Whatever comes with it, and whatever has come and not been begun: one part, and the short input is ready.
TEST(EncodeQueue, AShortInputIsReadyAfterOnePartInAnyCompany) {
  QueueOfTiny tiny;
  ASSERT_GE(tiny.layers(), 2u);
  std::vector<EncodeJob> together;
  for (size_t i = 0; i < 4; ++i)
    together.push_back({.handle = i, .input_ids = std::vector(200, ToTokenId(static_cast<int>(20 + i)))});
  together.push_back({.handle = 10, .input_ids = Ids({20, 31, 1})});
  tiny.queue->Add(std::move(together));
  const auto first = tiny.queue->Turn(1);
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].handle, 10u);
  for (size_t handle = 11; handle < 14; ++handle) {  // each turn a long one comes too, and is not begun
    tiny.Add(handle + 10, std::vector(300, ToTokenId(static_cast<int>(handle))));
    tiny.Add(handle, Ids({static_cast<int>(handle), 31, 1}));
    const auto ready = tiny.queue->Turn(1);
    const bool is_ready =
        std::any_of(ready.begin(), ready.end(), [&](const EncodedInput& input) { return input.handle == handle; });
    EXPECT_TRUE(is_ready) << handle;
  }
  size_t left = 0;
  for (; !tiny.queue->empty(); ++left) tiny.queue->Turn(1);
  EXPECT_LE(left, 4 * tiny.layers());  // and nobody is forgotten
}

TEST(EncodeQueue, PartsGrowWithTheNumberOfRequests) {
  QueueOfTiny tiny;
  ASSERT_GE(tiny.layers(), 2u);
  for (const auto& [requests, turns] : {std::pair<size_t, size_t>{0, tiny.layers()},
                                        {7, tiny.layers()},
                                        {8, (tiny.layers() + 1) / 2},
                                        {4 * tiny.layers(), 1}}) {
    tiny.Add(requests, std::vector(64, ToTokenId(static_cast<int>(20 + requests))));
    size_t taken = 0;
    for (; !tiny.queue->empty(); ++taken) tiny.queue->Turn(requests);
    EXPECT_EQ(taken, turns) << requests;
  }
}

// Cancelling an input while it is being encoded frees the others who wait for the same one from nothing.
TEST(EncodeQueue, AnInputThatNobodyWaitsForIsForgotten) {
  auto source = testing::LoadGodelTiny();
  const auto engine = testing::LoadGodelTiny({.encode_chunk_tokens = 1});
  GenerateRequest request = LongReply(*engine, 4);
  Ends ends;
  const RequestId first = engine->Submit(request, ends.Take("first"));
  engine->Submit(request, ends.Take("twin"));
  engine->Cancel(first);
  ends.WaitFor(2);
  ASSERT_TRUE(ends.Of("twin"));
  EXPECT_EQ(RepliesOf(ends.Of("twin")), RepliesOf(source->Generate(request)));
}

}  // namespace
}  // namespace godel
