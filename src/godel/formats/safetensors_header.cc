// SPDX-License-Identifier: MIT
#include "godel/formats/safetensors_header.h"

#include <fmt/format.h>

#include <optional>

#include "godel/base/json.h"
#include "godel/formats/named_tensors.h"

namespace godel {
namespace {

// Receives nlohmann's parse events; each returns false to stop, after Stop() has kept the reason.
class HeaderReader : public nlohmann::json_sax<Json> {
 public:
  explicit HeaderReader(const CheckpointLimits& limits) : limits_(limits) {}

  Result<std::map<std::string, SafetensorsEntry>> Take() {
    if (error_) return tl::unexpected<Error>(*error_);
    return std::move(entries_);
  }

  bool null() override { return Scalar("null"); }
  bool boolean(bool) override { return Scalar("true or false"); }
  bool number_integer(int64_t) override { return Scalar("a negative number"); }
  bool number_float(double, const std::string&) override { return Scalar("a fraction or a number beyond 64 bits"); }
  bool binary(binary_t&) override { return Scalar("bytes"); }

  bool number_unsigned(uint64_t value) override {
    if (skipping_ || field_ == Field::kOther) return true;
    if (!in_array_) return Unexpected("a number");
    if (field_ == Field::kShape) {
      if (entry_.shape.size() == limits_.max_dimensions)
        return Stop(ErrorCode::kResourceExhausted,
                    fmt::format("{}: more than {} dimensions", Where(), limits_.max_dimensions));
      entry_.shape.push_back(value);
      return true;
    }
    if (num_offsets_ == 2) return Unexpected("a third number");
    entry_.data_offsets[num_offsets_++] = value;
    return true;
  }

  bool string(std::string& value) override {
    if (skipping_ || field_ == Field::kOther) return true;
    if (depth_ != 2 || in_array_ || field_ != Field::kDtype) return Unexpected("a string");
    entry_.dtype = value;
    return true;
  }

  bool start_object(std::size_t) override {
    if (skipping_) return ++depth_, true;
    if (!in_array_ && field_ == Field::kOther) return StartSkipping();
    if (depth_ >= 2 || in_array_) return Unexpected("an object");
    ++depth_;
    return true;
  }

  bool end_object() override {
    --depth_;
    if (skipping_) return EndSkipping();
    return depth_ == 1 ? FinishEntry() : true;
  }

  bool start_array(std::size_t) override {
    if (skipping_) return ++depth_, true;
    if (!in_array_ && field_ == Field::kOther) return StartSkipping();
    if (depth_ != 2 || in_array_ || (field_ != Field::kShape && field_ != Field::kOffsets))
      return Unexpected("an array");
    in_array_ = true;
    return true;
  }

  bool end_array() override {
    if (skipping_) return --depth_, EndSkipping();
    in_array_ = false;
    if (field_ == Field::kOffsets && num_offsets_ != 2) return Unexpected("fewer than two numbers");
    return true;
  }

  bool key(std::string& name) override {
    if (skipping_) return true;
    return depth_ == 1 ? StartEntry(name) : StartField(name);
  }

  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception& error) override {
    std::string_view what = error.what();
    if (const size_t end = what.find("] "); end != std::string_view::npos) what.remove_prefix(end + 2);
    // What nlohmann read last is part of its message and may be as long as the header.
    return Stop(ErrorCode::kBadData, fmt::format("its header is not valid JSON: {}; the file is damaged, download it "
                                                 "again",
                                                 Printable(what)));
  }

 private:
  enum class Field { kNone, kDtype, kShape, kOffsets, kOther };

  std::string Where() const {
    if (depth_ == 0) return "header";
    const std::string tensor = "tensor " + Printable(name_);
    switch (field_) {
      case Field::kDtype:
        return tensor + ": dtype";
      case Field::kShape:
        return tensor + ": shape";
      case Field::kOffsets:
        return tensor + ": data_offsets";
      default:
        return tensor;
    }
  }

  std::string Expected() const {
    if (depth_ < 2) return "an object";
    switch (field_) {
      case Field::kDtype:
        return "a type's name";
      case Field::kShape:
        return "an array of whole numbers, 0 or above";
      case Field::kOffsets:
        return "an array of two whole numbers, 0 or above";
      default:
        return "an object of dtype, shape and data_offsets";
    }
  }

  bool Stop(ErrorCode code, std::string message) {
    if (!error_) error_ = Error{code, std::move(message)};
    return false;
  }
  bool Unexpected(const char* found) {
    return Stop(ErrorCode::kBadData, fmt::format("{}: expected {}, found {}", Where(), Expected(), found));
  }
  bool Scalar(const char* found) { return skipping_ || field_ == Field::kOther ? true : Unexpected(found); }

  bool StartSkipping() {
    skip_until_ = depth_++;
    skipping_ = true;
    return true;
  }
  bool EndSkipping() {
    skipping_ = depth_ != skip_until_;
    return true;
  }

  bool StartEntry(const std::string& name) {
    entry_ = {};
    seen_ = {};
    num_offsets_ = 0;
    field_ = Field::kNone;
    name_ = name;
    if (name == "__metadata__") {
      // Everything up to the next name: remember the depth, and the value (whatever it is) is skipped.
      field_ = Field::kOther;
      return metadata_seen_ ? Stop(ErrorCode::kBadData, "__metadata__ is there twice") : (metadata_seen_ = true);
    }
    if (name.size() > limits_.max_name_bytes)
      return Stop(ErrorCode::kResourceExhausted,
                  fmt::format("a tensor name of {} bytes; at most {} are read", name.size(), limits_.max_name_bytes));
    if (entries_.size() == limits_.max_tensors)
      return Stop(ErrorCode::kResourceExhausted, fmt::format("more than {} tensors", limits_.max_tensors));
    if (entries_.contains(name))
      return Stop(ErrorCode::kBadData, fmt::format("tensor {} is there twice", Printable(name)));
    return true;
  }

  bool StartField(const std::string& name) {
    field_ = name == "dtype"          ? Field::kDtype
             : name == "shape"        ? Field::kShape
             : name == "data_offsets" ? Field::kOffsets
                                      : Field::kOther;
    if (field_ == Field::kOther) return true;
    bool& seen = seen_[static_cast<size_t>(field_)];
    if (seen) return Stop(ErrorCode::kBadData, fmt::format("{} is there twice", Where()));
    return seen = true;
  }

  bool FinishEntry() {
    field_ = Field::kNone;
    for (const Field field : {Field::kDtype, Field::kShape, Field::kOffsets}) {
      if (seen_[static_cast<size_t>(field)]) continue;
      field_ = field;
      return Stop(ErrorCode::kBadData, fmt::format("{} is missing", Where()));
    }
    entries_.emplace(name_, std::move(entry_));
    return true;
  }

  const CheckpointLimits& limits_;
  std::optional<Error> error_;
  std::map<std::string, SafetensorsEntry> entries_;
  size_t depth_ = 0;  // open objects; while skipping also arrays
  bool in_array_ = false;
  bool skipping_ = false;
  size_t skip_until_ = 0;  // the depth at which skipping ends
  bool metadata_seen_ = false;
  std::string name_;
  SafetensorsEntry entry_;
  size_t num_offsets_ = 0;
  Field field_ = Field::kNone;
  std::array<bool, 5> seen_ = {};  // by Field
};

}  // namespace

Result<std::map<std::string, SafetensorsEntry>> ParseSafetensorsHeader(std::string_view json,
                                                                       const CheckpointLimits& limits) {
  HeaderReader reader(limits);
  Json::sax_parse(json.begin(), json.end(), &reader);
  return reader.Take();
}

}  // namespace godel
