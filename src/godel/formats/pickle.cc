// SPDX-License-Identifier: MIT
// Opcodes as in CPython's Lib/pickletools.py.
#include "godel/formats/pickle.h"

#include <fmt/format.h>

#include <optional>
#include <unordered_map>

#include "godel/formats/little_endian.h"
#include "godel/formats/named_tensors.h"
#include "godel/formats/pickle_calls.h"

namespace godel {
namespace {

using Kind = PickleValue::Kind;

class Machine {
 public:
  Machine(std::span<const std::byte> bytes, const PickleLimits& limits) : bytes_(bytes), limits_(limits) {}

  Result<Pickle> Run() {
    while (!done_) {
      const size_t at = next_;
      auto status = Step();
      if (!status) return Within(fmt::format("pickle byte {}", at), status.error());
    }
    return std::move(pickle_);
  }

 private:
  // --- reading the bytes
  Result<std::span<const std::byte>> Take(uint64_t count) {
    if (count > bytes_.size() - next_)
      return Fail(ErrorCode::kBadData, "the pickle is cut off; the file is damaged, download it again");
    const auto part = bytes_.subspan(next_, count);
    next_ += count;
    return part;
  }
  Result<uint64_t> TakeNumber(size_t width) {
    GODEL_TRY(const auto bytes, Take(width));
    return LoadLittleEndian(bytes, 0, width);
  }
  Result<std::string_view> TakeText(size_t length_width) {
    GODEL_TRY(const uint64_t length, TakeNumber(length_width));
    GODEL_TRY(const auto bytes, Take(length));
    return AsText(bytes);
  }
  Result<std::string_view> TakeLine() {
    const std::string_view rest = AsText(bytes_.subspan(next_));
    const size_t end = rest.find('\n');
    if (end == std::string_view::npos) return Fail(ErrorCode::kBadData, "a name without its end");
    next_ += end + 1;
    return rest.substr(0, end);
  }

  // --- values, the stack and its marks
  Status Charge(size_t cells) {
    cells_ += cells;
    if (cells_ > limits_.max_cells || stack_.size() >= limits_.max_stack)
      return Fail(ErrorCode::kResourceExhausted,
                  fmt::format("more than {} values, or {} at once; no checkpoint has that many", limits_.max_cells,
                              limits_.max_stack));
    return {};
  }
  Status PushRef(PickleRef ref) {
    GODEL_TRY_STATUS(Charge(1));
    stack_.push_back(ref);
    return {};
  }
  Status Push(PickleValue value) {
    GODEL_TRY_STATUS(Charge(1));
    pickle_.values.push_back(std::move(value));
    return PushRef(static_cast<PickleRef>(pickle_.values.size() - 1));
  }
  Status PushInt(int64_t value) { return Push({.kind = Kind::kInt, .integer = value}); }
  Status PushBool(bool value) { return Push({.kind = Kind::kBool, .integer = value}); }
  Status PushText(size_t length_width) {
    GODEL_TRY(const std::string_view text, TakeText(length_width));
    return Push({.kind = Kind::kText, .text = text});
  }
  Status PushSkipping(Kind kind, size_t count) {
    GODEL_TRY_STATUS(Take(count));
    return Push({.kind = kind});
  }

  // How many entries lie above the innermost mark (or the bottom).
  size_t Available() const { return stack_.size() - (marks_.empty() ? 0 : marks_.back()); }
  Status Need(size_t count) const {
    if (Available() >= count) return {};
    return Fail(ErrorCode::kBadData, "the stack is too short for this opcode; the file is damaged");
  }
  Result<PickleRef> Pop() {
    GODEL_TRY_STATUS(Need(1));
    const PickleRef top = stack_.back();
    stack_.pop_back();
    return top;
  }
  Result<std::vector<PickleRef>> PopToMark() {
    if (marks_.empty()) return Fail(ErrorCode::kBadData, "no mark on the stack; the file is damaged");
    const auto begin = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
    std::vector<PickleRef> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    marks_.pop_back();
    return items;
  }
  Result<std::vector<PickleRef>> PopSome(size_t count) {
    GODEL_TRY_STATUS(Need(count));
    const auto begin = stack_.end() - static_cast<std::ptrdiff_t>(count);
    std::vector<PickleRef> items(begin, stack_.end());
    stack_.erase(begin, stack_.end());
    return items;
  }
  PickleValue& At(PickleRef ref) { return pickle_.values[static_cast<size_t>(ref)]; }

  // --- opcodes
  Status PushTuple(Result<std::vector<PickleRef>> items) {
    GODEL_TRY(auto refs, std::move(items));
    return Push({.kind = Kind::kTuple, .items = std::move(refs)});
  }
  // Appends to the list or dict under the items.
  Status Extend(Kind kind, Result<std::vector<PickleRef>> items) {
    GODEL_TRY(const auto refs, std::move(items));
    GODEL_TRY_STATUS(Need(1));
    PickleValue& target = At(stack_.back());
    if (target.kind != kind || (kind == Kind::kDict && refs.size() % 2 != 0))
      return Fail(ErrorCode::kBadData, "items for something that is neither a list nor a dict; the file is damaged");
    target.items.insert(target.items.end(), refs.begin(), refs.end());
    return {};
  }
  Status PushLong(size_t length_width) {
    GODEL_TRY(const uint64_t length, TakeNumber(length_width));
    GODEL_TRY(const auto bytes, Take(length));
    // Longer ones occur (seeds); no size or offset needs them, so they become a value that is not an integer.
    if (length > 8) return Push({.kind = Kind::kFloat});
    uint64_t value = LoadLittleEndian(bytes, 0, length);
    if (length > 0 && length < 8 && (value >> (8 * length - 1) & 1) != 0) value |= ~uint64_t{0} << (8 * length);
    return PushInt(static_cast<int64_t>(value));
  }
  Status PushGlobal(std::string_view module, std::string_view name) {
    const PickleGlobal* global = FindPickleGlobal(module, name);
    if (global == nullptr)
      return Fail(
          ErrorCode::kUnsupported,
          fmt::format("the file asks for {}.{}, which is never run: only plain tensors in a dict are read; save "
                      "model.state_dict() by torch.save, or convert the model to safetensors",
                      Printable(module), Printable(name)));
    return Push({.kind = Kind::kGlobal, .text = global->both});
  }
  Status GlobalFromLines() {
    GODEL_TRY(const std::string_view module, TakeLine());
    GODEL_TRY(const std::string_view name, TakeLine());
    return PushGlobal(module, name);
  }
  Status GlobalFromStack() {
    GODEL_TRY(const auto names, PopSome(2));
    if (At(names[0]).kind != Kind::kText || At(names[1]).kind != Kind::kText)
      return Fail(ErrorCode::kBadData, "a function's name is not text; the file is damaged");
    return PushGlobal(At(names[0]).text, At(names[1]).text);
  }

  // OrderedDict(), or OrderedDict([(key, value), ...]) as Python 2 wrote it.
  Status PushOrderedDict(const std::vector<PickleRef>& arguments) {
    PickleValue dict{.kind = Kind::kDict};
    if (!arguments.empty()) {
      const PickleValue& pairs = At(arguments[0]);
      if (pairs.kind != Kind::kList) return Fail(ErrorCode::kBadData, "OrderedDict: expected a list of pairs");
      // The list may be named again and again: each copy costs.
      GODEL_TRY_STATUS(Charge(2 * pairs.items.size()));
      for (const PickleRef ref : pairs.items) {
        const PickleValue& pair = At(ref);
        if ((pair.kind != Kind::kTuple && pair.kind != Kind::kList) || pair.items.size() != 2)
          return Fail(ErrorCode::kBadData, "OrderedDict: expected a list of pairs");
        dict.items.insert(dict.items.end(), pair.items.begin(), pair.items.end());
      }
    }
    return Push(std::move(dict));
  }
  Status Reduce() {
    GODEL_TRY(const auto call, PopSome(2));
    const PickleValue& function = At(call[0]);
    const PickleValue& arguments = At(call[1]);
    if (function.kind != Kind::kGlobal || arguments.kind != Kind::kTuple)
      return Fail(ErrorCode::kBadData, "a call of something that is no function; the file is damaged");
    const PickleGlobal* global = FindPickleGlobal(function.text);
    if (global != nullptr && global->call == PickleCall::kOrderedDict) return PushOrderedDict(arguments.items);
    if (global != nullptr && global->call == PickleCall::kRebuildTensor) {
      GODEL_TRY(PickleValue tensor, MakeTensor(pickle_, arguments));
      return Push(std::move(tensor));
    }
    if (global != nullptr && global->call == PickleCall::kRebuildParameter && !arguments.items.empty() &&
        At(arguments.items[0]).kind == Kind::kTensor)
      return PushRef(arguments.items[0]);
    return Fail(ErrorCode::kBadData, fmt::format("a call of {} with arguments it does not take", function.text));
  }
  // Attributes of a value; state dicts carry _metadata this way. Only ever information beside the tensors.
  Status Build() {
    GODEL_TRY_STATUS(Pop());
    GODEL_TRY_STATUS(Need(1));
    if (At(stack_.back()).kind == Kind::kDict) return {};
    return Fail(ErrorCode::kUnsupported, "the file sets attributes of something other than a dict");
  }
  Status PushStorage() {
    GODEL_TRY(const PickleRef id, Pop());
    GODEL_TRY(PickleValue storage, MakeStorage(pickle_, id));
    return Push(std::move(storage));
  }

  Status Memoize(uint64_t key) {
    GODEL_TRY_STATUS(Need(1));
    GODEL_TRY_STATUS(Charge(1));
    memo_[key] = stack_.back();
    return {};
  }
  Status MemoizeAt(size_t width) {
    GODEL_TRY(const uint64_t key, TakeNumber(width));
    return Memoize(key);
  }
  Status Recall(size_t width) {
    GODEL_TRY(const uint64_t key, TakeNumber(width));
    const auto found = memo_.find(key);
    if (found == memo_.end()) return Fail(ErrorCode::kBadData, "a value that was never memoized; the file is damaged");
    return PushRef(found->second);
  }
  Status Mark() {
    GODEL_TRY_STATUS(Charge(1));
    marks_.push_back(stack_.size());
    return {};
  }
  Status Stop() {
    if (stack_.size() != 1 || !marks_.empty())
      return Fail(ErrorCode::kBadData, "the pickle ends with something left over; the file is damaged");
    pickle_.root = stack_.back();
    done_ = true;
    return {};
  }
  Status CheckProtocol() {
    GODEL_TRY(const uint64_t protocol, TakeNumber(1));
    if (protocol >= 2 && protocol <= 5) return {};
    return Fail(ErrorCode::kUnsupported, fmt::format("pickle protocol {}; expected 2 to 5", protocol));
  }

  Status Step() {
    GODEL_TRY(const uint64_t opcode, TakeNumber(1));
    switch (opcode) {
      case 0x80:
        return CheckProtocol();
      case 0x95:
        return TakeNumber(8).map([](uint64_t) {});  // FRAME: a hint for readers that buffer
      case '.':
        return Stop();
      case '(':
        return Mark();
      case '0':
        return Pop().map([](PickleRef) {});
      case 'N':
        return Push({});
      case 0x88:
        return PushBool(true);
      case 0x89:
        return PushBool(false);
      case 'J':
        return TakeNumber(4).and_then([this](uint64_t n) { return PushInt(static_cast<int32_t>(n)); });
      case 'K':
        return TakeNumber(1).and_then([this](uint64_t n) { return PushInt(static_cast<int64_t>(n)); });
      case 'M':
        return TakeNumber(2).and_then([this](uint64_t n) { return PushInt(static_cast<int64_t>(n)); });
      case 0x8a:
        return PushLong(1);
      case 0x8b:
        return PushLong(4);
      case 'G':
        return PushSkipping(Kind::kFloat, 8);
      case 'X':
        return PushText(4);
      case 0x8c:
        return PushText(1);
      case 0x8d:
        return PushText(8);
      case 'T':
        return PushText(4);  // BINSTRING
      case 'U':
        return PushText(1);  // SHORT_BINSTRING
      case 'B':
        return PushText(4);  // BINBYTES
      case 'C':
        return PushText(1);  // SHORT_BINBYTES
      case 0x8e:
        return PushText(8);  // BINBYTES8
      case ')':
        return Push({.kind = Kind::kTuple});
      case 't':
        return PushTuple(PopToMark());
      case 0x85:
        return PushTuple(PopSome(1));
      case 0x86:
        return PushTuple(PopSome(2));
      case 0x87:
        return PushTuple(PopSome(3));
      case 0x8f:  // EMPTY_SET
      case ']':
        return Push({.kind = Kind::kList});
      case 'a':
        return Extend(Kind::kList, PopSome(1));
      case 0x90:  // ADDITEMS
      case 'e':
        return Extend(Kind::kList, PopToMark());
      case '}':
        return Push({.kind = Kind::kDict});
      case 's':
        return Extend(Kind::kDict, PopSome(2));
      case 'u':
        return Extend(Kind::kDict, PopToMark());
      case 'q':
        return MemoizeAt(1);
      case 'r':
        return MemoizeAt(4);
      case 0x94:
        return Memoize(memo_.size());
      case 'h':
        return Recall(1);
      case 'j':
        return Recall(4);
      case 'c':
        return GlobalFromLines();
      case 0x93:
        return GlobalFromStack();
      case 'R':
        return Reduce();
      case 'b':
        return Build();
      case 'Q':
        return PushStorage();
      default:
        return Fail(
            ErrorCode::kUnsupported,
            fmt::format("opcode {:#04x} is not one that a state dict needs, and is never run; convert the model "
                        "to safetensors",
                        opcode));
    }
  }

  std::span<const std::byte> bytes_;
  PickleLimits limits_;
  size_t next_ = 0;
  size_t cells_ = 0;
  bool done_ = false;
  Pickle pickle_;
  std::vector<PickleRef> stack_;
  std::vector<size_t> marks_;  // sizes of stack_
  std::unordered_map<uint64_t, PickleRef> memo_;
};

}  // namespace

Result<Pickle> ReadPickle(std::span<const std::byte> bytes, const PickleLimits& limits) {
  if (bytes.size() > limits.max_bytes)
    return Fail(ErrorCode::kResourceExhausted,
                fmt::format("a pickle of {} bytes; at most {} are read", bytes.size(), limits.max_bytes));
  return Machine(bytes, limits).Run();
}

}  // namespace godel
