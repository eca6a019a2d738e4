// SPDX-License-Identifier: MIT
#include <utility>

#include "godel/serve/body_fields.h"
#include "godel/serve/dialog_fields.h"
#include "godel/serve/request_params.h"
#include "godel/serve/routes.h"
#include "godel/serve/run_api_call.h"

namespace godel {
namespace {

// Keeps a session to itself until the answer, which may be a stream, is over.
class HeldSession {
 public:
  static std::shared_ptr<HeldSession> Take(SessionStore& store, const std::string& id) {
    if (!store.Hold(id)) return nullptr;
    return std::shared_ptr<HeldSession>(new HeldSession(store, id));
  }
  ~HeldSession() { store_.Release(id_); }
  HeldSession(const HeldSession&) = delete;
  HeldSession& operator=(const HeldSession&) = delete;

 private:
  HeldSession(SessionStore& store, std::string id) : store_(store), id_(std::move(id)) {}
  SessionStore& store_;
  std::string id_;
};

Result<Json> ReadStoredTurns(const Json& value, size_t max_turns) {
  if (!value.is_array()) return WrongField("turns", "a list of turns", value);
  if (value.size() > max_turns)
    return WrongField("turns", "at most " + std::to_string(max_turns), std::to_string(value.size()));
  Json turns = Json::array();
  for (size_t i = 0; i < value.size(); ++i) {
    GODEL_TRY(const BodyFields turn, BodyFields::Of(value[i], "turns." + std::to_string(i)));
    GODEL_TRY_STATUS(turn.RefuseOthers({"speaker", "text"}));
    GODEL_TRY(const auto speaker, turn.Text("speaker"));
    GODEL_TRY(const auto text, turn.Text("text"));
    if (speaker != "user" && speaker != "model")
      return WrongField(turn.Name("speaker"), "user or model", speaker.value_or("nothing"));
    if (!text) return WrongField(turn.Name("text"), "a text", "nothing");
    turns.push_back({{"speaker", *speaker}, {"text", *text}});
  }
  return turns;
}

// The fields of a session after those of `body` have been put into it.
Result<Json> Changed(const Call& call, Json session, const Json& body) {
  GODEL_TRY(const BodyFields fields, BodyFields::Of(body));
  GODEL_TRY_STATUS(fields.RefuseOthers({"instruction", "knowledge", "parameters", "turns"}));
  for (const char* const name : {"instruction", "knowledge"}) {
    GODEL_TRY(const auto text, fields.Text(name));
    if (text) session[name] = *text;
  }
  if (const Json* const parameters = fields.Find("parameters"); parameters != nullptr) {
    if (!parameters->is_object()) return WrongField("parameters", "an object", *parameters);
    SamplingParams ignored;
    GODEL_TRY_STATUS(ApplyParameters(*parameters, "parameters", &ignored));
    session["parameters"] = *parameters;
  }
  if (const Json* const turns = fields.Find("turns"); turns != nullptr) {
    GODEL_TRY(session["turns"], ReadStoredTurns(*turns, call.state.options.limits.max_turns));
  }
  GODEL_TRY_STATUS(call.state.sessions->CheckSize(session));
  return session;
}

Json EmptySession() {
  return {{"instruction", ""}, {"knowledge", ""}, {"parameters", Json::object()}, {"turns", Json::array()}};
}

void ReplySession(Call& call, int status, const Result<Session>& session) {
  if (session) return ReplyJson(call, status, session->ToJson());
  ReplyError(call, session.error());
}

// /v1/respond's body for a session whose last turn is the user's.
Json RespondBody(const Json& session, const BodyFields& request) {
  Json context = Json::array();
  for (const Json& turn : session["turns"])
    if (const std::string& text = turn["text"].get_ref<const std::string&>(); !IsBlank(text)) context.push_back(text);
  Json parameters = session["parameters"];
  if (const Json* const own = request.Find("parameters"); own != nullptr) {
    if (own->is_object())
      parameters.update(*own);
    else
      parameters = *own;  // for the parser to refuse
  }
  Json body = {{"instruction", session["instruction"]},
               {"knowledge", session["knowledge"]},
               {"context", std::move(context)},
               {"parameters", std::move(parameters)}};
  for (const char* const name : {"priority", "stream"})
    if (const Json* const value = request.Find(name); value != nullptr) body[name] = *value;
  return body;
}

// Answers with a reply to the session's last turn and keeps it when it is there.
void Respond(Call& call, const std::shared_ptr<HeldSession>& held, Json session, const BodyFields& request) {
  ApiContext context = ContextOf(call);
  context.session = call.id;
  auto parsed = ParseRespond(RespondBody(session, request), context);
  RunApiCall(call, std::move(parsed),
             [held, &state = call.state, id = call.id, session](const WorkResult& result) mutable {
               session["turns"].push_back(
                   {{"speaker", "model"}, {"text", result.replies.empty() ? "" : result.replies.front().text}});
               // A session that was deleted meanwhile stays deleted.
               static_cast<void>(state.sessions->Save(id, session));
             });
}

// Finds and holds the session of the call, or answers why not.
std::shared_ptr<HeldSession> Open(Call& call, Json* fields) {
  auto held = HeldSession::Take(*call.state.sessions, call.id);
  if (held == nullptr) {
    ReplyError(call, 409, {ErrorCode::kInvalidArgument, "the session is answering another message"});
    return nullptr;
  }
  auto session = call.state.sessions->Find(call.id);
  if (!session) {
    ReplyError(call, session.error());
    return nullptr;
  }
  *fields = std::move(session->fields);
  return held;
}

}  // namespace

void CreateSession(Call& call) {
  const auto fields = [&]() -> Result<Json> {
    if (call.exchange.request.body.empty()) return EmptySession();
    GODEL_TRY(const Json body, ReadBody(call));
    return Changed(call, EmptySession(), body);
  }();
  if (!fields) return ReplyError(call, fields.error());
  ReplySession(call, 201, call.state.sessions->Create(*fields));
}

void GetSession(Call& call) {
  ReplySession(call, 200, call.state.sessions->Find(call.id));
}

void PatchSession(Call& call) {
  Json session;
  const auto held = Open(call, &session);
  if (held == nullptr) return;
  const auto body = ReadBody(call);
  if (!body) return ReplyError(call, body.error());
  auto changed = Changed(call, std::move(session), *body);
  if (!changed) return ReplyError(call, changed.error());
  ReplySession(call, 200, call.state.sessions->Save(call.id, *changed));
}

void DeleteSession(Call& call) {
  const Status removed = call.state.sessions->Remove(call.id);
  if (!removed) return ReplyError(call, removed.error());
  call.exchange.response.status = 204;
}

void RespondInSession(Call& call) {
  Json session;
  const auto held = Open(call, &session);
  if (held == nullptr) return;
  const auto body = ReadBody(call);
  if (!body) return ReplyError(call, body.error());
  const auto fields = BodyFields::Of(*body);
  if (!fields) return ReplyError(call, fields.error());
  if (const Status known = fields->RefuseOthers({"message", "parameters", "priority", "stream"}); !known)
    return ReplyError(call, known.error());
  const auto message = fields->Text("message");
  if (!message) return ReplyError(call, message.error());
  if (!*message || IsBlank(**message))
    return ReplyError(call, {ErrorCode::kInvalidArgument, "message: expected a text that says something"});
  if (session["turns"].size() + 2 > call.state.options.limits.max_turns)
    return ReplyError(call, {ErrorCode::kResourceExhausted,
                             "the session has as many turns as this server keeps; PATCH its turns or begin another"});
  session["turns"].push_back({{"speaker", "user"}, {"text", **message}});
  if (const Status fits = call.state.sessions->CheckSize(session); !fits) return ReplyError(call, fits.error());
  Respond(call, held, std::move(session), *fields);
}

void RetryInSession(Call& call) {
  Json session;
  const auto held = Open(call, &session);
  if (held == nullptr) return;
  Json body = Json::object();
  if (!call.exchange.request.body.empty()) {
    auto read = ReadBody(call);
    if (!read) return ReplyError(call, read.error());
    body = std::move(*read);
  }
  const auto fields = BodyFields::Of(body);
  if (!fields) return ReplyError(call, fields.error());
  if (const Status known = fields->RefuseOthers({"parameters", "priority", "stream"}); !known)
    return ReplyError(call, known.error());
  Json& turns = session["turns"];
  if (!turns.empty() && turns.back()["speaker"] == "model") turns.erase(turns.size() - 1);
  if (turns.empty()) return ReplyError(call, {ErrorCode::kInvalidArgument, "there is no message yet to answer again"});
  Respond(call, held, std::move(session), *fields);
}

}  // namespace godel
