// SPDX-License-Identifier: MIT
// What each route answers. Called by the router after keys and readiness were checked, each leaves an answer.
#pragma once
#include "godel/serve/call.h"

namespace godel {

// About the server: model_routes.cc. Health, the page and /metrics answer while the model is loading too.
void AnswerPage(Call& call);
void AnswerHealth(Call& call);
void AnswerInfo(Call& call);
void AnswerMetrics(Call& call);
void AnswerOpenApi(Call& call);
void AnswerModels(Call& call);
void AnswerModel(Call& call);

// Texts, ids and likelihoods: text_routes.cc
void AnswerTokenize(Call& call);
void AnswerDetokenize(Call& call);
void AnswerScore(Call& call);

// Dialogs that the server keeps: session_routes.cc
void CreateSession(Call& call);
void GetSession(Call& call);
void PatchSession(Call& call);
void DeleteSession(Call& call);
void RespondInSession(Call& call);
void RetryInSession(Call& call);

}  // namespace godel
