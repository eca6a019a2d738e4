// SPDX-License-Identifier: MIT
#include "godel/base/cpu_features.h"

#include <cpuid.h>
#include <fmt/format.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <cstring>

namespace godel {
namespace {

constexpr std::array kIsas = {Isa::scalar, Isa::avx2, Isa::avx512, Isa::avx512vnni, Isa::avx512bf16, Isa::amx};

// __builtin_cpu_supports knows no f16c in GCC 12: CPUID leaf 1, ECX bit 29. The operating-system state it needs is
// that of AVX, which the caller has asked for already.
bool HasF16c() {
  unsigned a, b, c, d;
  return __get_cpuid(1, &a, &b, &c, &d) && (c >> 29 & 1) != 0;
}

// CPUID leaf 7, EDX: AMX-BF16, AMX-TILE, AMX-INT8. The tile registers are 8 KiB that Linux saves only for processes
// that have asked for them (Documentation/arch/x86/xstate.rst); asking again is harmless, and it holds for all threads.
bool MayUseAmx() {
  constexpr unsigned kFlags = 1u << 22 | 1u << 24 | 1u << 25;
  constexpr long kRequestPermission = 0x1023;  // ARCH_REQ_XCOMP_PERM
  constexpr long kTileData = 18;               // XFEATURE_XTILEDATA
  unsigned a, b, c, d;
  if (!__get_cpuid_count(7, 0, &a, &b, &c, &d) || (d & kFlags) != kFlags) return false;
  return syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
}

}  // namespace

std::span<const Isa> AllIsas() {
  return kIsas;
}

std::string_view IsaName(Isa isa) {
  switch (isa) {
    case Isa::scalar:
      return "scalar";
    case Isa::avx2:
      return "avx2";
    case Isa::avx512:
      return "avx512";
    case Isa::avx512vnni:
      return "avx512vnni";
    case Isa::avx512bf16:
      return "avx512bf16";
    case Isa::amx:
      return "amx";
  }
  return "unknown";
}

Result<Isa> ParseIsa(std::string_view name) {
  for (Isa isa : kIsas)
    if (name == IsaName(isa)) return isa;
  std::string names;
  for (Isa isa : kIsas) names += (names.empty() ? "" : ", ") + std::string(IsaName(isa));
  return Fail(ErrorCode::kInvalidArgument, fmt::format("no instruction set '{}'; use one of {}", name, names));
}

bool CpuSupports(Isa isa) {
  switch (isa) {
    case Isa::scalar:
      return true;
    case Isa::avx2:
      return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma") && HasF16c();
    case Isa::avx512:
      return CpuSupports(Isa::avx2) && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
             __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq");
    case Isa::avx512vnni:
      return CpuSupports(Isa::avx512) && __builtin_cpu_supports("avx512vnni");
    case Isa::avx512bf16:
      return CpuSupports(Isa::avx512vnni) && __builtin_cpu_supports("avx512bf16");
    case Isa::amx:
      return CpuSupports(Isa::avx512bf16) && MayUseAmx();
  }
  return false;
}

Result<Isa> MaxIsa() {
  Isa limit = kIsas.back();
  if (const char* forced = std::getenv("GODEL_MAX_ISA"); forced != nullptr && *forced != '\0') {
    auto parsed = ParseIsa(forced);
    if (!parsed) return Within("GODEL_MAX_ISA", parsed.error());
    limit = *parsed;
  }
  Isa best = Isa::scalar;
  for (Isa isa : kIsas)
    if (isa <= limit && CpuSupports(isa)) best = isa;
  return best;
}

std::string CpuDescription() {
  unsigned a, b, c, d;
  std::string name = "unknown CPU";
  if (__get_cpuid(0x80000004, &a, &b, &c, &d)) {
    char brand[49] = {};
    for (unsigned leaf = 0; leaf < 3; ++leaf) {
      __get_cpuid(0x80000002 + leaf, &a, &b, &c, &d);
      const unsigned words[4] = {a, b, c, d};
      std::memcpy(brand + leaf * 16, words, 16);
    }
    name = brand;
    name.erase(0, name.find_first_not_of(' '));
    name.erase(name.find_last_not_of(' ') + 1);
  }
  std::string flags;
  for (Isa isa : kIsas)
    if (CpuSupports(isa)) flags += (flags.empty() ? "" : " ") + std::string(IsaName(isa));
  return fmt::format("{} ({})", name, flags);
}

}  // namespace godel
