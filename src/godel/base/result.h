// SPDX-License-Identifier: MIT
// How this library says no. Everything that is fed from outside (files, JSON, requests, ids) returns Result<T>; nothing
// throws across a module's border, and no input may reach an abort.
#pragma once
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace godel {

enum class ErrorCode {
  kInvalidArgument,    // the caller's words are off: a flag, a parameter, a request
  kNotFound,           // no such file, tensor or name
  kBadData,            // a file or a message does not hold what its format promises
  kUnsupported,        // well formed, but nothing here can do it
  kResourceExhausted,  // would need more memory, time or room than allowed
  kIo,                 // the operating system refused a read or a write
  kCancelled,          // who asked for it wants it no longer, or the time it was given is over
};

// `message` is for people: what was expected, what was found, where, and what to try.
struct Error {
  ErrorCode code;
  std::string message;
};

template <class T>
using Result = tl::expected<T, Error>;
using Status = Result<void>;

inline tl::unexpected<Error> Fail(ErrorCode code, std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(message)});
}

// The same error with `where` in front of its message: "config.json: d_model: expected a number".
inline tl::unexpected<Error> Within(const std::string& where, Error error) {
  error.message = where + ": " + error.message;
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace godel

#define GODEL_CONCAT_INNER(a, b) a##b
#define GODEL_CONCAT(a, b) GODEL_CONCAT_INNER(a, b)

// GODEL_TRY(auto file, OpenFile(path)): declares `file` with the value, or returns the error from this function.
#define GODEL_TRY(declaration, expression)                                                        \
  auto GODEL_CONCAT(godel_try_, __LINE__) = (expression);                                         \
  if (!GODEL_CONCAT(godel_try_, __LINE__))                                                        \
    return tl::unexpected<::godel::Error>(std::move(GODEL_CONCAT(godel_try_, __LINE__).error())); \
  declaration = std::move(*GODEL_CONCAT(godel_try_, __LINE__))

// The same for an expression without a value.
#define GODEL_TRY_STATUS(expression)                                                                   \
  do {                                                                                                 \
    auto godel_try_status = (expression);                                                              \
    if (!godel_try_status) return tl::unexpected<::godel::Error>(std::move(godel_try_status.error())); \
  } while (false)
