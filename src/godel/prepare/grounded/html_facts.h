// SPDX-License-Identifier: MIT
// The facts of a page: its text cut into paragraphs, as DSTC7's grounded corpus has them.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "godel/base/result.h"
#include "godel/prepare/grounded/html_tree.h"

namespace godel {

enum class FactLines {
  kBlocks,  // a line ends where a browser would end it: at paragraphs, headings, list items, table cells, <br> ...
  kSource,  // as DSTC7's script: behind each </p>, and where the page's source has a line's end
};

struct HtmlFactOptions {
  std::string anchor = {};  // of the URL: "Etymology" of "...#Etymology"; may be percent-encoded
  FactLines lines = FactLines::kBlocks;
  HtmlLimits limits = {};
};

// Lines that have more than tags in them, with single spaces, in the order of the page. Scripts and styles are left
// out; title, h1 to h6, hr and p stay as "<p>" and "</p>" in the text; the element whose id (or name, of an <a>) is the
// anchor stands between "<anchor>" and "</anchor>". `html` is read as UTF-8, invalid bytes replaced. Never recursive;
// time is linear in the tree. Error: as HtmlTree::Parse.
Result<std::vector<std::string>> HtmlFacts(std::string_view html, const HtmlFactOptions& options = {});

// What stands behind the first "#", percent-decoded; empty without one.
std::string AnchorOf(std::string_view url);

struct FactSource {
  std::string subreddit = {}, conversation = {}, domain = {};
};

// hash <tab> subreddit <tab> conversation <tab> domain <tab> fact, the hash being SHA-224 of the rest.
std::string FactRow(const FactSource& source, std::string_view fact);

}  // namespace godel
