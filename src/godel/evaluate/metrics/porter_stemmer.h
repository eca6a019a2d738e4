// SPDX-License-Identifier: MIT
// Words without their English endings: the algorithm of M. F. Porter, "An algorithm for suffix stripping" (1980), with
// the changes that NLTK's PorterStemmer makes by default, which rouge-score and NLTK's METEOR use:
// - words of one or two letters stay, and a short list of irregular words has its stems by hand;
// - -ies and -ied become -ie in words of four letters and -i in longer ones (dies: die, flies: fli);
// - y becomes i only behind a consonant that is not the first letter (enjoy stays);
// - -alli becomes -al before the other rules of step 2 are tried on the result; -bli replaces -abli; -fulli becomes
//   -ful and -logi -log (archaeologi: archaeolog);
// - a word of a vowel and a consonant counts as ending consonant-vowel-consonant (us-ing: use).
#pragma once
#include <string>
#include <string_view>

namespace godel {

// `lower` is UTF-8 in lower case; letters beyond a to z count as consonants. Not empty unless `lower` is.
std::string PorterStem(std::string_view lower);

}  // namespace godel
