// SPDX-License-Identifier: MIT
#include <fmt/format.h>
#include <pthread.h>

#include <csignal>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <thread>

#include "command_line/exit_status.h"
#include "command_line/model_flags.h"
#include "command_line/prompt_flags.h"
#include "commands.h"
#include "godel/base/mapped_file.h"
#include "godel/serve/router.h"

namespace godel::apps {
namespace {

constexpr const char* kServeExamples = R"(Examples:
  godel serve
  godel serve --model ./GODEL-v1_1-base-seq2seq --weights int8 --port 9000
  godel serve --host 0.0.0.0 --api-keys keys.txt --cert chain.pem --key key.pem
  curl localhost:8080/v1/respond -d '{"context": ["What is open late?"], "knowledge": "The library is open until 9 pm."}'

Speaks its own API, OpenAI's, Hugging Face's, TGI's and GODEL's; GET /openapi.json lists the routes, and a browser gets a
page to chat on. Ctrl-C and SIGTERM let the replies that are being computed end. GODEL_API_KEY adds a key.
docs/serving.md says more.)";

struct ServeFlags {
  ModelFlags model{};
  PromptFlags prompt{};
  ServeOptions options{};
  std::string keys_file{};
  size_t max_batch = EngineOptions{}.max_batch_rows;
  size_t max_cache_bytes = EngineOptions{}.max_cache_bytes;
  double max_request_time = 10, max_wait = 30, max_duration = 120, drain = 30, session_hours = 24;
  bool quiet = false;
};

std::chrono::milliseconds Milliseconds(double seconds) {
  return std::chrono::milliseconds(static_cast<int64_t>(seconds * 1000));
}

void AddFlags(CLI::App& app, ServeFlags& flags) {
  ServeOptions& options = flags.options;
  AddModelFlags(app, flags.model);
  AddPromptFlags(app, flags.prompt);
  const auto seconds = CLI::Range(0.001, 86400.0);
  const auto count = CLI::Range(size_t{1}, size_t{1} << 30);
  CLI::Option_group* const listen = app.add_option_group("Listening");
  listen->add_option("--host", options.listen.host, "Address to listen at")
      ->capture_default_str()
      ->option_text("ADDRESS=127.0.0.1");
  listen->add_option("--port", options.listen.port, "Port; 0: any that is free")
      ->check(CLI::Range(0, 65535))
      ->option_text("N=8080");
  listen->add_option("--unix-socket", options.listen.unix_socket, "Listen at a Unix socket instead")
      ->option_text("FILE");
  auto* const cert =
      listen->add_option("--cert", options.listen.cert, "Certificate chain for HTTPS, PEM")->option_text("FILE");
  auto* const key = listen->add_option("--key", options.listen.key, "Its key, PEM")->option_text("FILE");
  cert->needs(key);
  key->needs(cert);
  CLI::Option_group* const access = app.add_option_group("Access");
  access->add_option("--api-keys", flags.keys_file, "File with a key a line; requests must bring one")
      ->option_text("FILE");
  access->add_option("--cors-origin", options.cors_origins, "Origins whose pages may ask; *: all")
      ->option_text("ORIGIN ...");
  access->add_option("--model-name", options.model_name, "Name that clients ask for (default: the model's folder)")
      ->option_text("NAME");
  CLI::Option_group* const limits = app.add_option_group("Limits");
  ServeLimits& l = options.limits;
  limits->add_option("--max-requests", l.max_requests, "Replies in progress or waiting; more are refused (429)")
      ->check(count)
      ->option_text("N=128");
  limits->add_option("--max-batch", flags.max_batch, "Replies computed at once, times their beams; the others wait")
      ->check(count)
      ->option_text("N=64");
  limits->add_option("--max-cache-bytes", flags.max_cache_bytes, "Memory for the caches of the replies at work")
      ->check(CLI::Range(size_t{1}, size_t{1} << 50))
      ->option_text("N=4294967296");
  limits->add_option("--max-connections", options.listen.max_connections, "Open connections")
      ->check(count)
      ->option_text("N=256");
  limits->add_option("--max-request-bytes", options.listen.limits.max_request_bytes, "Size of a request")
      ->check(count)
      ->option_text("N=2097152");
  limits->add_option("--max-request-time", flags.max_request_time, "Seconds in which a request must have come in (408)")
      ->check(seconds)
      ->option_text("SECONDS=10");
  limits->add_option("--max-new-tokens-limit", l.max_new_tokens, "Longest reply that may be asked for")
      ->check(count)
      ->option_text("N=512");
  limits->add_option("--max-turns", l.max_turns, "Turns of a dialog")->check(count)->option_text("N=200");
  limits->add_option("--max-wait", flags.max_wait, "Seconds that a reply may wait to begin (503)")
      ->check(seconds)
      ->option_text("SECONDS=30");
  limits->add_option("--max-duration", flags.max_duration, "Seconds after which a reply ends where it is")
      ->check(seconds)
      ->option_text("SECONDS=120");
  limits->add_option("--drain", flags.drain, "Seconds that replies get to end after SIGTERM")
      ->check(seconds)
      ->option_text("SECONDS=30");
  CLI::Option_group* const sessions = app.add_option_group("Sessions and log");
  sessions->add_option("--sessions", options.sessions, "SQLite file that keeps sessions (default: memory)")
      ->option_text("FILE");
  sessions->add_option("--max-sessions", l.max_sessions, "Sessions kept at once")->check(count)->option_text("N=10000");
  sessions->add_option("--max-session-bytes", l.max_session_bytes, "Size of a session (413)")
      ->check(count)
      ->option_text("N=262144");
  sessions->add_option("--session-hours", flags.session_hours, "Hours until an unused session is forgotten")
      ->check(CLI::Range(0.001, 1e6))
      ->option_text("HOURS=24");
  sessions->add_flag("--log-text", options.log_text, "Write replies into the access log");
  sessions->add_flag("--quiet", flags.quiet, "No access log");
  app.footer(kServeExamples);
}

Status ReadKeys(ServeFlags& flags) {
  if (!flags.keys_file.empty()) {
    GODEL_TRY(const std::string text, ReadTextFile(flags.keys_file, size_t{1} << 20));
    flags.options.api_keys = KeysInText(text);
    if (flags.options.api_keys.empty())
      return Fail(ErrorCode::kBadData, fmt::format("--api-keys {}: there is no key in it", flags.keys_file));
  }
  const char* const key = std::getenv("GODEL_API_KEY");
  if (key != nullptr && *key != '\0') flags.options.api_keys.emplace_back(key);
  return {};
}

bool IsLoopback(const ListenOptions& listen) {
  return !listen.unix_socket.empty() || listen.host == "localhost" || listen.host == "::1" ||
         listen.host.starts_with("127.");
}

// Both are held back in all threads, so that they come to sigwait.
sigset_t HoldBackEndSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return signals;
}

void Say(const std::string& line) {
  fmt::print(stderr, "{}\n", line);
}

Status Serve(ServeFlags& flags) {
  GODEL_TRY(flags.options.prompt, ReadPromptOptions(flags.prompt));
  GODEL_TRY_STATUS(ReadKeys(flags));
  GODEL_TRY(const std::filesystem::path model, FindModel(flags.model));
  ServeOptions& options = flags.options;
  options.version = GODEL_VERSION;
  options.listen.limits.request_time = Milliseconds(flags.max_request_time);
  options.limits.max_wait = Milliseconds(flags.max_wait);
  options.limits.max_duration = Milliseconds(flags.max_duration);
  options.limits.session_lifetime = std::chrono::seconds(static_cast<int64_t>(flags.session_hours * 3600));
  if (options.model_name.empty())
    options.model_name = std::filesystem::absolute(model).lexically_normal().filename().string();
  if (options.model_name.empty()) options.model_name = "godel";

  const sigset_t signals = HoldBackEndSignals();
  std::mutex output;
  const auto log = [&output](const std::string& line) {
    const std::lock_guard lock(output);
    fmt::print("{}\n", line);
    std::fflush(stdout);
  };
  GODEL_TRY(const auto state, MakeServeState(options, flags.quiet ? std::function<void(const std::string&)>() : log));
  GODEL_TRY(const auto server, HttpServer::Listen(options.listen));
  if (!IsLoopback(options.listen) && options.api_keys.empty())
    Say("warning: anyone who reaches this address may ask; --api-keys FILE asks for a key");
  std::thread serving([&] {
    server->Serve(
        [&](Exchange& exchange) { AnswerRequest(*state, exchange); },
        [&](const httplib::Request& request, httplib::Response& response) { AnswerRefused(*state, request, response); },
        Milliseconds(flags.drain));
  });
  const auto end = [&] {
    state->draining = true;
    server->Stop();
    serving.join();
  };
  Say(fmt::format("loading {} …", model.string()));
  // Read a part of an input, take a step of every reply, read on: 512 tokens through one layer are some milliseconds.
  auto engine = LoadEngine(
      flags.model,
      {.max_batch_rows = flags.max_batch, .max_cache_bytes = flags.max_cache_bytes, .encode_chunk_tokens = 512});
  if (!engine) {
    end();
    return tl::unexpected<Error>(engine.error());
  }
  state->engine = engine->get();
  Say(fmt::format("{} is served at {}   (Ctrl-C ends)", options.model_name, server->url()));
  int signal = 0;
  sigwait(&signals, &signal);
  Say("ending when the replies that are being computed are over …");
  std::thread([signals] {  // who asks twice does not want to wait
    int second = 0;
    sigwait(&signals, &second);
    std::_Exit(kInterrupted);
  })
      .detach();
  end();
  return {};
}

}  // namespace

Command AddServe(CLI::App& program) {
  CLI::App* const app =
      program.add_subcommand("serve", "Serve a model over HTTP: its own API, OpenAI's, TGI's; and a page");
  const auto flags = std::make_shared<ServeFlags>();
  flags->options.model_name.clear();
  AddFlags(*app, *flags);
  return {app, [flags] { return ExitStatus(Serve(*flags)); }};
}

}  // namespace godel::apps
