// SPDX-License-Identifier: MIT
// Lets the engine do what an API call asks for, and answers with it, whole or as a stream.
#pragma once
#include <functional>
#include <memory>

#include "godel/serve/call.h"

namespace godel {

// What parsers may know.
ApiContext ContextOf(const Call& call);

// Told each finished work before it is answered; adds to the answer of a native call. May be empty.
using OnWorkDone = std::function<void(const WorkResult&)>;

// Answers with the parser's error, with 429 when there is no room for the work, 503 when there was none in time, or
// with what the call makes of the results. A client that goes away ends its work.
void RunApiCall(Call& call, Result<std::unique_ptr<ApiCall>> parsed, OnWorkDone on_done = {});

}  // namespace godel
