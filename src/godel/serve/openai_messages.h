// SPDX-License-Identifier: MIT
// OpenAI's chat messages as a dialog with knowledge.
#pragma once
#include "godel/prompt/prompt.h"
#include "godel/serve/api_call.h"
#include "godel/serve/body_fields.h"

namespace godel {

// User and assistant messages are the turns; several in a row of one speaker are one turn, with line ends between them.
// What system, developer and tool messages say is the knowledge, unless the body has a `knowledge` of its own, which
// wins. An `instruction` in the body is the prompt's. The last turn must be the user's.
Result<DialogPrompt> ReadMessages(const BodyFields& fields, const ApiContext& context);

}  // namespace godel
