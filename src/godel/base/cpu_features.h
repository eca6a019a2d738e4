// SPDX-License-Identifier: MIT
// Which instruction sets kernels may use on this machine.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "godel/base/result.h"

namespace godel {

// From least to most capable. The names are the suffixes of the kernel files.
// A CPU with one has all before it: there is none with bf16 products and without VNNI, or with tiles and without both.
enum class Isa { scalar, avx2, avx512, avx512vnni, avx512bf16, amx };

std::span<const Isa> AllIsas();  // in that order

std::string_view IsaName(Isa isa);
Result<Isa> ParseIsa(std::string_view name);  // error: kInvalidArgument, listing the names

// Whether this CPU and its operating system (XGETBV) run every flag that cmake/KernelIsas.cmake gives the ISA's files.
// For amx this asks Linux for the tile registers, which it keeps for the life of the process.
bool CpuSupports(Isa isa);

// The most capable ISA that this CPU runs, lowered by the environment variable GODEL_MAX_ISA, which names one. Error:
// it holds another word.
Result<Isa> MaxIsa();

// The CPU's own name and the flags that matter here, e.g. "AMD EPYC (avx2 fma f16c)". For reports.
std::string CpuDescription();

}  // namespace godel
