// SPDX-License-Identifier: MIT
// A second device for libtorch, for tests of what must run on any: it computes on the CPU, one operator at a time, but
// its tensors' addresses cannot be read, and an operator between its tensors and the CPU's is refused, as with a GPU.
// It registers itself as libtorch's PrivateUse1 where it is included, which may be once in a program.
#pragma once
#include <ATen/EmptyTensor.h>
#include <ATen/native/CPUFallback.h>
#include <ATen/ops/_reshape_alias_native.h>
#include <ATen/ops/as_strided_native.h>
#include <ATen/ops/view_native.h>
#include <c10/core/Allocator.h>
#include <c10/core/impl/DeviceGuardImplInterface.h>
#include <torch/library.h>

#include <cstdlib>
#include <cstring>

#include "godel/train/torch.h"

namespace godel::testing::second_device {

inline const at::Device kSecondDevice(at::kPrivateUse1, 0);

// An address of the device is that of the memory with a bit set that no address of a process has.
constexpr uintptr_t kElsewhere = uintptr_t{1} << 62;

inline void* There(void* here) {
  return reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(here) | kElsewhere);
}
inline void* Here(void* there) {
  return reinterpret_cast<void*>(reinterpret_cast<uintptr_t>(there) & ~kElsewhere);
}

// Newer versions of libtorch call the first without const, and want the second.
struct Memory final : c10::Allocator {
  static c10::DataPtr Allocate(size_t bytes) {
    void* const here = std::malloc(std::max<size_t>(bytes, 1));
    return {There(here), here, std::free, kSecondDevice};
  }
  c10::DataPtr allocate(size_t bytes) const { return Allocate(bytes); }  // NOLINT
  c10::DataPtr allocate(size_t bytes) { return Allocate(bytes); }        // NOLINT
  void copy_data(void* to, const void* from, size_t bytes) const {       // NOLINT
    std::memcpy(Here(to), Here(const_cast<void*>(from)), bytes);
  }
};

inline Memory& TheMemory() {
  static Memory memory;
  return memory;
}

// The tensor's numbers as a tensor of the CPU, not a copy.
inline at::Tensor OnCpu(const at::Tensor& tensor) {
  if (tensor.is_cpu()) return tensor;
  return at::from_blob(Here(tensor.data_ptr()), tensor.sizes(), tensor.strides(), tensor.options().device(at::kCPU));
}

constexpr c10::DispatchKeySet kKeys(c10::DispatchKey::PrivateUse1);

inline at::Tensor Empty(at::IntArrayRef sizes, c10::optional<at::ScalarType> type, c10::optional<at::Layout>,
                        c10::optional<at::Device>, c10::optional<bool>, c10::optional<at::MemoryFormat> format) {
  return at::detail::empty_generic(sizes, &TheMemory(), kKeys, c10::dtype_or_default(type), format);
}
inline at::Tensor EmptyStrided(at::IntArrayRef sizes, at::IntArrayRef strides, c10::optional<at::ScalarType> type,
                               c10::optional<at::Layout>, c10::optional<at::Device>, c10::optional<bool>) {
  return at::detail::empty_strided_generic(sizes, strides, &TheMemory(), kKeys, c10::dtype_or_default(type));
}
inline at::Tensor CopyFrom(const at::Tensor& from, const at::Tensor& to, bool) {
  OnCpu(to).copy_(OnCpu(from));
  return to;
}
inline at::Tensor CopyFromAndResize(const at::Tensor& from, const at::Tensor& to) {
  if (from.sizes() != to.sizes())
    to.unsafeGetTensorImpl()->shallow_copy_from(at::empty(from.sizes(), to.options()).getIntrusivePtr());
  return CopyFrom(from, to, false);
}

inline void RefuseTheCpus(const at::Tensor& tensor, const c10::OperatorHandle& op) {
  // A number that an operator gets as a tensor of no dimensions is taken by every device.
  TORCH_CHECK(!tensor.defined() || !tensor.is_cpu() || tensor.dim() == 0, "a tensor of the CPU in ",
              op.schema().operator_name());
}

inline void OneOperator(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  const size_t arguments = op.schema().arguments().size();
  for (size_t i = stack->size() - arguments; i < stack->size(); ++i) {
    const c10::IValue& value = (*stack)[i];
    if (value.isTensor()) RefuseTheCpus(value.toTensor(), op);
    if (value.isTensorList())
      for (const at::Tensor& tensor : value.toTensorVector()) RefuseTheCpus(tensor, op);
    if (value.isOptionalTensorList())
      for (const c10::optional<at::Tensor>& tensor : value.toOptionalTensorList())
        if (tensor) RefuseTheCpus(*tensor, op);
  }
  at::native::cpu_fallback(op, stack);
}

C10_REGISTER_GUARD_IMPL(PrivateUse1, c10::impl::NoOpDeviceGuardImpl<at::kPrivateUse1>);

// Not by TORCH_FN, which wants addresses that UBSan does not let be constants.
TORCH_LIBRARY_IMPL(aten, PrivateUse1, m) {
  m.impl("empty.memory_format", &Empty);
  m.impl("empty_strided", &EmptyStrided);
  m.impl("_copy_from", &CopyFrom);
  m.impl("_copy_from_and_resize", &CopyFromAndResize);
  m.impl("as_strided", &at::native::as_strided_tensorimpl);
  m.impl("view", &at::native::view);
  m.impl("_reshape_alias", &at::native::_reshape_alias);
}
TORCH_LIBRARY_IMPL(_, PrivateUse1, m) {
  m.fallback(torch::CppFunction::makeFromBoxedFunction<&OneOperator>());
}

}  // namespace godel::testing::second_device
