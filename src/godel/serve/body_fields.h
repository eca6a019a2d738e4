// SPDX-License-Identifier: MIT
// Reading the bodies of requests: members by name, with errors that start with that name and a colon.
#pragma once
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/json.h"
#include "godel/base/result.h"

namespace godel {

// "top_p: expected a number, found ..."; kInvalidArgument.
tl::unexpected<Error> WrongField(std::string_view name, std::string_view expected, std::string_view found);
// Only for what is Json already; a text must not become one by itself.
template <std::same_as<Json> J>
tl::unexpected<Error> WrongField(std::string_view name, std::string_view expected, const J& found) {
  return WrongField(name, expected, std::string_view(Excerpt(found)));
}
// For what a client may ask of other servers and never of this one: "grammar: not supported; `why`".
tl::unexpected<Error> UnsupportedField(std::string_view name, std::string_view why);

// The name that an error's message starts with ("parameters.top_p: ..."), or an empty one.
std::string_view NameInMessage(std::string_view message);

Result<std::string> ReadText(const Json& value, const std::string& name);

// The members of one object. A member that is null counts as absent. The object must outlive this.
class BodyFields {
 public:
  // Error: "`path`: expected an object"; with an empty path the body itself is meant.
  static Result<BodyFields> Of(const Json& object, std::string path = "");

  const Json& object() const { return *object_; }
  std::string Name(std::string_view key) const;  // "parameters.top_p"
  const Json* Find(std::string_view key) const;  // nullptr when absent or null
  Result<const Json*> Need(std::string_view key) const;

  Result<std::optional<std::string>> Text(std::string_view key) const;
  Result<std::optional<bool>> Flag(std::string_view key) const;
  // `allowed` need not look for NaN and infinities.
  Result<std::optional<double>> Number(std::string_view key, std::string_view expected, bool (*allowed)(double)) const;
  Result<std::optional<size_t>> Count(std::string_view key, size_t least, size_t most) const;
  // A text or a list of texts, at most `most`, none of them empty. Absent: no texts.
  Result<std::vector<std::string>> Texts(std::string_view key, size_t most) const;

  // Error for a member that is not among `allowed`: "contxt: unknown; did you mean context?".
  Status RefuseOthers(std::initializer_list<std::string_view> allowed) const;

 private:
  BodyFields(const Json& object, std::string path) : object_(&object), path_(std::move(path)) {}

  const Json* object_;
  std::string path_;
};

}  // namespace godel
