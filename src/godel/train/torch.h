// SPDX-License-Identifier: MIT
// What this module takes from libtorch: tensors, threads and the graph of autograd. The narrow headers, because the
// whole of torch/torch.h takes three times as long to compile. Works with 1.13 (Debian 12) and later.
#pragma once
#include <ATen/core/ivalue.h>
//
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/engine.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/grad_mode.h>
