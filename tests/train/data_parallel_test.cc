// SPDX-License-Identifier: MIT
// Two processes over the loopback device take the steps of one, say so when one of them dies, and what the environment
// says about processes is read with care.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <map>
#include <vector>

#include "godel/train/lost_peers.h"
#include "godel/train/process_group.h"
#include "godel/train/process_place.h"
#include "godel/train/trainer.h"
#include "train/small_run.h"

namespace godel::train {
namespace {

Result<ProcessPlace> PlaceOf(const std::map<std::string, std::string>& variables) {
  return PlaceFromEnvironment([&](const std::string& name) -> std::optional<std::string> {
    const auto found = variables.find(name);
    return found != variables.end() ? std::optional(found->second) : std::nullopt;
  });
}

TEST(ProcessPlace, ReadsWhatTorchrunSlurmAndOpenMpiSet) {
  const auto alone = PlaceOf({});
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->world_size, 1U);
  const auto torchrun = PlaceOf(
      {{"RANK", "3"}, {"WORLD_SIZE", "4"}, {"LOCAL_RANK", "1"}, {"MASTER_ADDR", "node1"}, {"MASTER_PORT", "1234"}});
  ASSERT_TRUE(torchrun);
  EXPECT_EQ(torchrun->local_rank, 1U);
  EXPECT_EQ(torchrun->rank, 3U);
  EXPECT_EQ(torchrun->world_size, 4U);
  EXPECT_EQ(torchrun->master_addr, "node1");
  EXPECT_EQ(torchrun->master_port, 1234);
  const auto slurm =
      PlaceOf({{"SLURM_PROCID", "1"}, {"SLURM_NTASKS", "2"}, {"SLURM_LOCALID", "1"}, {"MASTER_ADDR", "a"}});
  ASSERT_TRUE(slurm);
  EXPECT_EQ(slurm->rank, 1U);
  EXPECT_EQ(slurm->local_rank, 1U);
  const auto mpi = PlaceOf({{"OMPI_COMM_WORLD_RANK", "1"}, {"OMPI_COMM_WORLD_SIZE", "2"}, {"MASTER_ADDR", "a"}});
  ASSERT_TRUE(mpi);
  EXPECT_EQ(mpi->world_size, 2U);
}

TEST(ProcessPlace, KeepsAwayFromTheStoreOfTorchrun) {
  const auto port = [](const char* master, const char* store) {
    const auto place = PlaceOf({{"RANK", "0"},
                                {"WORLD_SIZE", "2"},
                                {"MASTER_ADDR", "a"},
                                {"MASTER_PORT", master},
                                {"TORCHELASTIC_USE_AGENT_STORE", store}});
    return place ? place->master_port : 0;
  };
  EXPECT_EQ(port("1234", "True"), 1235);
  EXPECT_EQ(port("65535", "True"), 65534);
  EXPECT_EQ(port("1234", "False"), 1234);
}

// A job's script may be one of many tasks by its environment, and want to train alone.
TEST(ProcessPlace, AWorldOfOneWinsOverWhatTheSchedulerSays) {
  const auto alone = PlaceOf({{"WORLD_SIZE", "1"}, {"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}});
  ASSERT_TRUE(alone);
  EXPECT_EQ(alone->world_size, 1U);
  const auto told = PlaceOf({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}});
  ASSERT_FALSE(told);
  EXPECT_NE(told.error().message.find("WORLD_SIZE=1"), std::string::npos) << told.error().message;
}

TEST(ProcessPlace, RefusesWhatCannotBe) {
  EXPECT_FALSE(PlaceOf({{"WORLD_SIZE", "two"}}));
  EXPECT_FALSE(PlaceOf({{"WORLD_SIZE", "2"}}));                                       // no rank
  EXPECT_FALSE(PlaceOf({{"WORLD_SIZE", "2"}, {"RANK", "2"}, {"MASTER_ADDR", "a"}}));  // ranks count from 0
  EXPECT_FALSE(PlaceOf({{"WORLD_SIZE", "2"}, {"RANK", "0"}}));                        // nowhere to meet
  EXPECT_FALSE(PlaceOf({{"WORLD_SIZE", "2"}, {"RANK", "0"}, {"MASTER_ADDR", "a"}, {"MASTER_PORT", "70000"}}));
}

sockaddr_in Loopback(uint16_t port) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = ::htons(port);
  address.sin_addr.s_addr = ::htonl(INADDR_LOOPBACK);
  return address;
}

// A port for one of this process's tests, `number` 0 to 7: others that run meanwhile have other processes, and the
// system gives these ports to no client.
uint16_t PortOf(int number) {
  return static_cast<uint16_t>(20000 + ::getpid() % 1500 * 8 + number);
}

ProcessPlace Place(size_t rank, uint16_t port) {
  return {.rank = rank, .world_size = 2, .master_addr = "127.0.0.1", .master_port = port};
}

bool HasGloo() {
  const auto nobody =
      ProcessGroup::Join({.rank = 1, .world_size = 2, .master_port = 1}, at::kCPU, std::chrono::seconds(1));
  return nobody.error().code != ErrorCode::kUnsupported;
}

// Runs `body` in a process of its own; libtorch's threads do not live through a fork, so it is forked before any of
// them is made. The exit status is what `body` gives.
template <class F>
pid_t Fork(const F& body) {
  const pid_t child = ::fork();
  if (child == 0) ::_exit(body());
  return child;
}

int StatusOf(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

TEST(DataParallel, TwoProcessesTakeTheStepsOfOne) {
  if (!HasGloo()) GTEST_SKIP() << "this libtorch came without Gloo's headers";
  const testing::TempDir dir;
  const uint16_t port = PortOf(0);
  // One process: two batches a step. Two: one each.
  TrainingArguments two = SmallRun(dir, "two");
  two.batch.gradient_accumulation_steps = 1;
  const pid_t second = Fork([&] { return Train(two, {}, Place(1, port)) ? 0 : 1; });
  const pid_t first = Fork([&] {
    const auto result = Train(two, {}, Place(0, port));
    if (!result) std::fprintf(stderr, "%s\n", result.error().message.c_str());
    return result ? 0 : 1;
  });
  EXPECT_EQ(StatusOf(first), 0);
  EXPECT_EQ(StatusOf(second), 0);
  const auto one = Train(SmallRun(dir, "one"), {});
  ASSERT_TRUE(one) << one.error().message;
  const auto log = LoadTrainingLog(dir.path() / "two" / "trainer_state.json");
  ASSERT_TRUE(log) << log.error().message;
  const auto of_one = LossesOf(one->log), of_two = LossesOf(*log);
  ASSERT_EQ(of_one.size(), of_two.size());
  // The same products; only the order in which gradients are added up differs, a rounding of 6e-8 a number that eight
  // steps of Adam carry on.
  for (size_t i = 0; i < of_one.size(); ++i) EXPECT_NEAR(of_one[i], of_two[i], 1e-4) << "step " << i + 1;
  EXPECT_EQ(one->log.num_input_tokens_seen, log->num_input_tokens_seen);
}

// A socket that answers nothing; -1 when there is none to have.
int ListenAt(uint16_t port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address = Loopback(port);
  const bool listens =
      ::bind(listener, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0 && ::listen(listener, 8) == 0;
  return listens ? listener : -1;
}

// torchrun listens at MASTER_PORT, and when it is of another version than this libtorch it answers nothing that is
// asked.
TEST(DataParallel, MeetsWhereTorchrunsStoreIsAStranger) {
  if (!HasGloo()) GTEST_SKIP() << "this libtorch came without Gloo's headers";
  const uint16_t port = PortOf(1);  // and the one behind it
  const int store = ListenAt(port);
  ASSERT_GE(store, 0);
  const auto join = [&](const char* rank) {
    const auto place = PlaceOf({{"RANK", rank},
                                {"WORLD_SIZE", "2"},
                                {"MASTER_ADDR", "127.0.0.1"},
                                {"MASTER_PORT", std::to_string(port)},
                                {"TORCHELASTIC_USE_AGENT_STORE", "True"}});
    if (!place) return 2;
    auto group = ProcessGroup::Join(*place, at::kCPU, std::chrono::seconds(300));
    if (!group) std::fprintf(stderr, "%s\n", group.error().message.c_str());
    return group && group->Meet() ? 0 : 1;
  };
  const pid_t second = Fork([&] { return join("1"); });
  const pid_t first = Fork([&] { return join("0"); });
  EXPECT_EQ(StatusOf(first), 0);
  EXPECT_EQ(StatusOf(second), 0);
  ::close(store);
}

// At once, not after the timeout.
TEST(DataParallel, APortThatAnotherJobHasIsNamedWithWhatToSet) {
  if (!HasGloo()) GTEST_SKIP() << "this libtorch came without Gloo's headers";
  const uint16_t port = PortOf(3);
  const int other = ListenAt(port);
  ASSERT_GE(other, 0);
  const pid_t first = Fork([&] {
    const auto group = ProcessGroup::Join(Place(0, port), at::kCPU, std::chrono::seconds(300));
    if (group) return 2;
    std::fprintf(stderr, "%s\n", group.error().message.c_str());
    for (const std::string& part : {"cannot open port " + std::to_string(port), std::string("already in use"),
                                    std::string("set MASTER_PORT"), std::string("--master_port")})
      if (group.error().message.find(part) == std::string::npos) return 1;
    return 0;
  });
  EXPECT_EQ(StatusOf(first), 0);
  ::close(other);
}

TEST(DataParallel, GoesOnAsOneProcess) {
  if (!HasGloo()) GTEST_SKIP() << "this libtorch came without Gloo's headers";
  const testing::TempDir dir;
  const uint16_t port = PortOf(4);
  TrainingArguments two = SmallRun(dir, "run");
  two.batch.gradient_accumulation_steps = 1;
  TrainerHooks stop;
  int steps = 0;
  stop.stop_requested = [&] { return ++steps == 5; };  // asked of one process alone
  const pid_t second = Fork([&] { return Train(two, {}, Place(1, port)) ? 0 : 1; });
  const pid_t first = Fork([&] {
    const auto result = Train(two, stop, Place(0, port));
    return result && result->end == TrainingEnd::kStopped ? 0 : 1;
  });
  EXPECT_EQ(StatusOf(first), 0);
  EXPECT_EQ(StatusOf(second), 0);
  TrainingArguments rest = SmallRun(dir, "run");
  rest.checkpoints.resume_from_checkpoint = kLastCheckpoint;
  const auto resumed = Train(rest, {});
  ASSERT_TRUE(resumed) << resumed.error().message;
  const auto whole = Train(SmallRun(dir, "whole"), {});
  ASSERT_TRUE(whole);
  const auto expected = LossesOf(whole->log), losses = LossesOf(resumed->log);
  ASSERT_EQ(losses.size(), expected.size());
  for (size_t i = 0; i < losses.size(); ++i) EXPECT_NEAR(losses[i], expected[i], 1e-4) << "step " << i + 1;
}

// What a machine that vanishes would leave open is asked for answers by the system; without it the others would wait
// for ddp_timeout. But not the store's connections.
TEST(DataParallel, ItsConnectionsNoticeAMachineThatVanishes) {
  if (!HasGloo()) GTEST_SKIP() << "this libtorch came without Gloo's headers";
  const uint16_t port = PortOf(5);
  const auto option = [](int connection, int level, int name) {
    int value = 0;
    socklen_t size = sizeof(value);
    return ::getsockopt(connection, level, name, &value, &size) == 0 ? value : -1;
  };
  const auto join = [&](size_t rank) {
    auto group = ProcessGroup::Join(Place(rank, port), at::kCPU, std::chrono::seconds(300));
    if (!group || !group->Meet()) return 1;
    const std::vector<int> connections = TcpConnections(port);
    bool all = !connections.empty();
    for (const int connection : connections)
      all = all && option(connection, SOL_SOCKET, SO_KEEPALIVE) == 1 &&
            option(connection, IPPROTO_TCP, TCP_KEEPIDLE) +
                    option(connection, IPPROTO_TCP, TCP_KEEPINTVL) * option(connection, IPPROTO_TCP, TCP_KEEPCNT) ==
                kLostAfter.count() &&
            option(connection, IPPROTO_TCP, TCP_USER_TIMEOUT) == 1000 * kLostAfter.count();
    for (const int connection : TcpConnections(0))
      if (std::find(connections.begin(), connections.end(), connection) == connections.end())
        all = all && option(connection, IPPROTO_TCP, TCP_USER_TIMEOUT) == 0;
    return group->Meet() && all ? 0 : 2;
  };
  const pid_t second = Fork([&] { return join(1); });
  const pid_t first = Fork([&] { return join(0); });
  EXPECT_EQ(StatusOf(first), 0);
  EXPECT_EQ(StatusOf(second), 0);
}

TEST(DataParallel, AProcessThatDiesStopsTheOthersWithAMessage) {
  if (!HasGloo()) GTEST_SKIP() << "this libtorch came without Gloo's headers";
  const testing::TempDir dir;
  const uint16_t port = PortOf(6);
  TrainingArguments arguments = SmallRun(dir, "run");
  TrainerHooks dies;
  int steps = 0;
  dies.stop_requested = [&] {
    if (++steps == 3) ::raise(SIGKILL);
    return false;
  };
  const pid_t second = Fork([&] { return Train(arguments, dies, Place(1, port)) ? 0 : 1; });
  const pid_t first = Fork([&] {
    const auto result = Train(arguments, {}, Place(0, port));
    return !result && result.error().message.find("lost another process") != std::string::npos ? 0 : 1;
  });
  EXPECT_EQ(StatusOf(first), 0);
  EXPECT_EQ(StatusOf(second), -1);
}

}  // namespace
}  // namespace godel::train
