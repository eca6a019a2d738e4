// SPDX-License-Identifier: MIT
#include "godel/serve/openapi.h"

namespace godel {
namespace {

constexpr ApiRoute Health(std::string_view path, std::string_view summary) {
  return {.method = "get",
          .path = path,
          .tag = "server",
          .summary = summary,
          .request = "",
          .answer = "Health",
          .is_open = true};
}

constexpr ApiRoute kApiRoutes[] = {
    Health("/health", "Whether it is ready: 503 while the model is loading and when the server is about to end"),
    Health("/ready", "The same as /health"),
    Health("/ping", "The same as /health"),
    {"get", "/info", "server", "The model, its limits and defaults", "", "Info"},
    {.method = "get",
     .path = "/openapi.json",
     .tag = "server",
     .summary = "This document",
     .request = "",
     .answer = "Any",
     .is_open = true},
    {.method = "get",
     .path = "/metrics",
     .tag = "server",
     .summary = "Counts and times as Prometheus reads them",
     .request = "",
     .answer = "",
     .text = "text/plain"},
    {.method = "get",
     .path = "/",
     .tag = "server",
     .summary = "A page to chat on",
     .request = "",
     .answer = "",
     .is_open = true,
     .text = "text/html"},

    {"post", "/v1/respond", "native", "Reply to a dialog", "RespondRequest", "RespondAnswer", 200, true},
    {"post", "/v1/sessions", "native", "Begin a dialog that the server keeps", "SessionFields", "Session", 201},
    {"get", "/v1/sessions/{id}", "native", "A kept dialog", "", "Session"},
    {"patch", "/v1/sessions/{id}", "native", "Change parts of a kept dialog", "SessionFields", "Session"},
    {"delete", "/v1/sessions/{id}", "native", "Forget a kept dialog", "", "", 204},
    {"post", "/v1/sessions/{id}/respond", "native", "Reply to a message", "MessageRequest", "RespondAnswer", 200, true},
    {"post", "/v1/sessions/{id}/retry", "native", "Another reply to the last message", "RetryRequest", "RespondAnswer",
     200, true},
    {"post", "/tokenize", "native", "A text as ids", "TokenizeRequest", "Tokens"},
    {"post", "/detokenize", "native", "Ids as a text", "DetokenizeRequest", "Text"},
    {"post", "/score", "native", "How likely a reply is", "ScoreRequest", "Score"},

    {"get", "/v1/models", "openai", "The models of this server", "", "OpenAiModelList", 200, false, "OpenAiError"},
    {"get", "/v1/models/{name}", "openai", "One model", "", "OpenAiModel", 200, false, "OpenAiError"},
    {"post", "/v1/chat/completions", "openai", "Reply to messages; system messages are the knowledge", "ChatRequest",
     "ChatCompletion", 200, true, "OpenAiError"},
    {"post", "/v1/completions", "openai", "Reply to prompts as they are", "CompletionRequest", "Completion", 200, true,
     "OpenAiError"},

    {"post", "/models/{name}", "huggingface", "text2text-generation, or a conversation", "HuggingFaceRequest",
     "HuggingFaceAnswer", 200, false, "PlainError"},

    {"post", "/", "tgi", "As /generate or /generate_stream", "TgiRequest", "TgiAnswerList", 200, true, "TgiError"},
    {"post", "/generate", "tgi", "Reply to a prompt; with `msg`, GODEL's own dialog API", "GenerateRequest",
     "GenerateAnswer", 200, false, "TgiError"},
    {"post", "/generate_stream", "tgi", "Reply to a prompt, token by token", "TgiRequest", "", 200, true, "TgiError"},
};

}  // namespace

std::span<const ApiRoute> ApiRoutes() {
  return kApiRoutes;
}

}  // namespace godel
