// SPDX-License-Identifier: MIT
// One row a schema, in JSON Schema 2020-12. `$ref`s name other rows.
#include "godel/serve/openapi.h"

namespace godel {
namespace {

#define GODEL_REF(name) R"({"$ref": "#/components/schemas/)" name R"("})"

constexpr ApiSchema kApiSchemas[] = {
    {"Any", R"({"type": "object"})"},
    {"Text", R"({"type": "object", "properties": {"text": {"type": "string"}}})"},
    {"Texts", R"({"type": "array", "items": {"type": "string"}})"},
    {"TextOrTexts", R"({"anyOf": [{"type": "string"}, )" GODEL_REF("Texts") R"(]})"},
    {"Error", R"({"type": "object", "required": ["error"], "properties": {"error": {"type": "object",
      "required": ["code", "message"], "properties": {"code": {"enum": ["invalid_argument", "unauthorized",
      "not_found", "too_large", "unprocessable", "overloaded", "unavailable", "timeout", "internal"]},
      "message": {"type": "string"}, "param": {"type": "string"}}}}})"},
    {"Health", R"({"type": "object", "properties": {"status": {"enum": ["ok", "loading", "draining"]}}})"},
    {"Info", R"({"type": "object", "properties": {"model": {"type": "string"}, "version": {"type": "string"},
      "weights": {"type": "string"}, "isa": {"type": "string"}, "num_threads": {"type": "integer"},
      "parameters": {"type": "integer"}, "max_input_tokens": {"type": "integer"},
      "max_new_tokens": {"type": "integer"}, "max_turns": {"type": "integer"}, "needs_key": {"type": "boolean"},
      "sessions": {"type": "boolean"}, "default_parameters": )" GODEL_REF("Parameters") R"(,
      "instructions": {"type": "object", "additionalProperties": {"type": "string"}}}})"},
    {"Parameters", R"({"type": "object", "description": "Arguments of transformers' generate(), with its names",
      "properties": {"max_new_tokens": {"type": "integer", "minimum": 1}, "max_length": {"type": "integer",
      "minimum": 1}, "min_length": {"type": "integer"}, "min_new_tokens": {"type": "integer"},
      "max_time": {"type": "number"}, "stop_strings": )" GODEL_REF("TextOrTexts") R"(,
      "do_sample": {"type": "boolean"}, "temperature": {"type": "number", "minimum": 0},
      "top_k": {"type": "integer", "minimum": 0}, "top_p": {"type": "number", "minimum": 0, "maximum": 1},
      "min_p": {"type": "number"}, "typical_p": {"type": "number"}, "repetition_penalty": {"type": "number"},
      "no_repeat_ngram_size": {"type": "integer"}, "num_beams": {"type": "integer", "minimum": 1},
      "num_return_sequences": {"type": "integer", "minimum": 1}, "length_penalty": {"type": "number"},
      "seed": {"type": "integer", "minimum": 0}}})"},
    {"RespondRequest", R"({"type": "object", "required": ["context"], "additionalProperties": false, "properties": {
      "instruction": {"type": "string", "description": "chitchat, grounded, qa or free text"},
      "context": {"type": "array", "minItems": 1, "items": {"type": "string"},
      "description": "Turns, oldest first; the last is the user's"}, "knowledge": {"type": "string"},
      "parameters": )" GODEL_REF("Parameters") R"(, "priority": )" GODEL_REF("Priority") R"(,
      "stream": {"type": "boolean"}}})"},
    {"Priority", R"({"type": "integer", "minimum": 0, "maximum": 9, "default": 0,
      "description": "Of the requests that wait, the highest is next; first come, first served among equals"})"},
    {"Usage", R"({"type": "object", "properties": {"prompt_tokens": {"type": "integer"},
      "completion_tokens": {"type": "integer"}, "total_tokens": {"type": "integer"}}})"},
    {"RespondAnswer", R"({"type": "object", "properties": {"id": {"type": "string"}, "model": {"type": "string"},
      "response": {"type": "string"}, "responses": {"type": "array", "items": {"type": "object", "properties": {
      "text": {"type": "string"}, "finish_reason": {"type": "string"}}}},
      "finish_reason": {"enum": ["eos", "length", "stop"]}, "usage": )" GODEL_REF("Usage") R"(,
      "prompt": {"type": "object", "properties": {"dropped_turns": {"type": "integer"},
      "dropped_knowledge_bytes": {"type": "integer"}, "dropped_turn_bytes": {"type": "integer"}}}, "timing": {"type": "object", "properties": {
      "queue_ms": {"type": "number"}, "first_token_ms": {"type": "number"}, "total_ms": {"type": "number"},
      "tokens_per_second": {"type": "number"}}}, "encoder_cache_hit": {"type": "boolean"},
      "session": {"type": "string"}}})"},
    {"Turn", R"({"type": "object", "properties": {"speaker": {"enum": ["user", "model"]},
      "text": {"type": "string"}}})"},
    {"SessionFields", R"({"type": "object", "properties": {"instruction": {"type": "string"},
      "knowledge": {"type": "string"}, "parameters": )" GODEL_REF("Parameters") R"(,
      "turns": {"type": "array", "items": )" GODEL_REF("Turn") R"(}}})"},
    {"Session", R"({"allOf": [)" GODEL_REF("SessionFields") R"(, {"type": "object", "properties": {
      "id": {"type": "string"}, "created": {"type": "integer"}, "expires": {"type": "integer"}}}]})"},
    {"MessageRequest", R"({"type": "object", "required": ["message"], "properties": {"message": {"type": "string"},
      "parameters": )" GODEL_REF("Parameters") R"(, "priority": )" GODEL_REF("Priority") R"(,
      "stream": {"type": "boolean"}}})"},
    {"RetryRequest", R"({"type": "object", "properties": {"parameters": )" GODEL_REF("Parameters") R"(,
      "priority": )" GODEL_REF("Priority") R"(, "stream": {"type": "boolean"}}})"},
    {"TokenizeRequest", R"({"type": "object", "properties": {"text": {"type": "string"},
      "inputs": {"type": "string"}}})"},
    {"Tokens", R"({"type": "object", "properties": {"ids": {"type": "array", "items": {"type": "integer"}},
      "tokens": )" GODEL_REF("Texts") R"(, "count": {"type": "integer"}}})"},
    {"DetokenizeRequest", R"({"type": "object", "required": ["ids"], "properties": {
      "ids": {"type": "array", "items": {"type": "integer"}}}})"},
    {"ScoreRequest", R"({"type": "object", "required": ["input", "target"], "properties": {
      "input": {"type": "string"}, "target": {"type": "string"}}})"},
    {"Score", R"({"type": "object", "properties": {"loss": {"type": "number"}, "tokens": {"type": "array",
      "items": {"type": "object", "properties": {"id": {"type": "integer"}, "text": {"type": "string"},
      "logprob": {"type": "number"}}}}}})"},

    {"OpenAiError", R"({"type": "object", "properties": {"error": {"type": "object", "properties": {
      "message": {"type": "string"}, "type": {"type": "string"}, "param": {"type": ["string", "null"]},
      "code": {"type": ["string", "null"]}}}}})"},
    {"OpenAiModel", R"({"type": "object", "properties": {"id": {"type": "string"}, "object": {"const": "model"},
      "created": {"type": "integer"}, "owned_by": {"type": "string"}}})"},
    {"OpenAiModelList", R"({"type": "object", "properties": {"object": {"const": "list"},
      "data": {"type": "array", "items": )" GODEL_REF("OpenAiModel") R"(}}})"},
    {"OpenAiParameters", R"({"type": "object", "properties": {"model": {"type": "string"},
      "max_tokens": {"type": "integer", "minimum": 1}, "temperature": {"type": "number", "minimum": 0, "maximum": 2},
      "top_p": {"type": "number", "minimum": 0, "maximum": 1}, "n": {"type": "integer", "minimum": 1},
      "stop": )" GODEL_REF("TextOrTexts") R"(, "seed": {"type": "integer"}, "stream": {"type": "boolean"},
      "stream_options": {"type": "object", "properties": {"include_usage": {"type": "boolean"}}},
      "logit_bias": {"type": "object", "additionalProperties": {"type": "number", "minimum": -100, "maximum": 100}},
      "top_k": {"type": "integer"}, "min_p": {"type": "number"}, "typical_p": {"type": "number"},
      "repetition_penalty": {"type": "number"}, "no_repeat_ngram_size": {"type": "integer"},
      "num_beams": {"type": "integer"}, "length_penalty": {"type": "number"}}})"},
    {"ChatRequest", R"({"allOf": [)" GODEL_REF("OpenAiParameters") R"(, {"type": "object", "required": ["messages"],
      "properties": {"messages": {"type": "array", "items": {"type": "object", "required": ["role"], "properties": {
      "role": {"enum": ["system", "developer", "user", "assistant", "tool"]}, "content": {"anyOf": [
      {"type": ["string", "null"]}, {"type": "array", "items": {"type": "object", "properties": {
      "type": {"const": "text"}, "text": {"type": "string"}}}}]}}}},
      "knowledge": {"type": "string", "description": "Instead of what the system messages say"},
      "instruction": {"type": "string"}, "max_completion_tokens": {"type": "integer", "minimum": 1},
      "logprobs": {"type": "boolean"}}}]})"},
    {"ChatCompletion", R"({"type": "object", "properties": {"id": {"type": "string"},
      "object": {"const": "chat.completion"}, "created": {"type": "integer"}, "model": {"type": "string"},
      "choices": {"type": "array", "items": {"type": "object", "properties": {"index": {"type": "integer"},
      "message": {"type": "object", "properties": {"role": {"const": "assistant"}, "content": {"type": "string"}}},
      "logprobs": {"type": ["object", "null"]}, "finish_reason": {"enum": ["stop", "length"]}}}},
      "usage": )" GODEL_REF("Usage") R"(}})"},
    {"CompletionRequest", R"({"allOf": [)" GODEL_REF("OpenAiParameters") R"(, {"type": "object",
      "required": ["prompt"], "properties": {"prompt": )" GODEL_REF("TextOrTexts") R"(,
      "echo": {"type": "boolean"}, "best_of": {"type": "integer", "minimum": 1}, "logprobs": {"const": 0}}}]})"},
    {"Completion", R"({"type": "object", "properties": {"id": {"type": "string"},
      "object": {"const": "text_completion"}, "created": {"type": "integer"}, "model": {"type": "string"},
      "choices": {"type": "array", "items": {"type": "object", "properties": {"index": {"type": "integer"},
      "text": {"type": "string"}, "logprobs": {"type": ["object", "null"]},
      "finish_reason": {"enum": ["stop", "length"]}}}}, "usage": )" GODEL_REF("Usage") R"(}})"},

    {"PlainError", R"({"type": "object", "properties": {"error": {"type": "string"},
      "estimated_time": {"type": "number"}}})"},
    {"HuggingFaceRequest", R"({"type": "object", "required": ["inputs"], "properties": {"inputs": {"anyOf": [
      )" GODEL_REF("TextOrTexts") R"(, {"type": "object", "required": ["text"], "properties": {
      "text": {"type": "string"}, "past_user_inputs": )" GODEL_REF("Texts") R"(,
      "generated_responses": )" GODEL_REF("Texts") R"(, "knowledge": {"type": "string"},
      "instruction": {"type": "string"}}}]}, "parameters": )" GODEL_REF("Parameters") R"(,
      "options": {"type": "object"}}})"},
    {"HuggingFaceAnswer", R"({"anyOf": [{"type": "array"}, {"type": "object", "properties": {
      "generated_text": {"type": "string"}, "conversation": {"type": "object"}, "warnings": {"type": "array"}}}]})"},

    {"TgiError", R"({"type": "object", "properties": {"error": {"type": "string"},
      "error_type": {"type": "string"}}})"},
    {"TgiRequest", R"({"type": "object", "required": ["inputs"], "properties": {"inputs": {"type": "string"},
      "stream": {"type": "boolean"}, "parameters": {"type": "object", "properties": {
      "max_new_tokens": {"type": "integer", "minimum": 1}, "do_sample": {"type": "boolean"},
      "temperature": {"type": "number"}, "top_k": {"type": "integer", "minimum": 1}, "top_p": {"type": "number"},
      "typical_p": {"type": "number"}, "repetition_penalty": {"type": "number"}, "seed": {"type": "integer"},
      "stop": )" GODEL_REF("TextOrTexts") R"(, "truncate": {"type": "integer", "minimum": 1},
      "best_of": {"type": "integer", "minimum": 1}, "details": {"type": "boolean"},
      "decoder_input_details": {"type": "boolean"}, "return_full_text": {"type": "boolean"}}}}})"},
    {"TgiAnswer", R"({"type": "object", "properties": {"generated_text": {"type": "string"},
      "details": {"type": "object", "properties": {"finish_reason": {"enum": ["length", "eos_token",
      "stop_sequence"]}, "generated_tokens": {"type": "integer"}, "seed": {"type": ["integer", "null"]},
      "prefill": {"type": "array"}, "tokens": {"type": "array", "items": {"type": "object", "properties": {
      "id": {"type": "integer"}, "text": {"type": "string"}, "logprob": {"type": "number"},
      "special": {"type": "boolean"}}}}, "best_of_sequences": {"type": "array"}}}}})"},
    {"TgiAnswerList", R"({"type": "array", "items": )" GODEL_REF("TgiAnswer") R"(})"},
    {"GenerateRequest", R"({"anyOf": [)" GODEL_REF("TgiRequest") R"(, {"type": "object", "required": ["msg"],
      "properties": {"msg": )" GODEL_REF("Texts") R"(, "knowledge": {"type": "string"}}}]})"},
    {"GenerateAnswer", R"({"anyOf": [)" GODEL_REF("TgiAnswer") R"(, {"type": "object", "properties": {
      "response": {"type": "string"}}}]})"},
};

#undef GODEL_REF

}  // namespace

std::span<const ApiSchema> ApiSchemas() {
  return kApiSchemas;
}

}  // namespace godel
