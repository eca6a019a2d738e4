// SPDX-License-Identifier: MIT
// Words that say nothing about where a reply came from.

// Alone or in a row these are no sign that a text was used.
const kStopWords = `
a about above after again against all also am an and any are aren't as at be because been before being below between both
but by can can't cannot could couldn't did didn't do does doesn't doing don't down during each few for from further had
hadn't has hasn't have haven't having he he's her here hers herself him himself his how i i'd i'll i'm i've if in into is
isn't it it's its itself just let's may me might more most must my myself no nor not now of off on once only or other our
ours ourselves out over own same shall she she's should shouldn't so some such than that that's the their theirs them
themselves then there there's these they they're they've this those through to too under until up upon us very was wasn't
we we'd we'll we're we've were weren't what what's when where which while who who's whom whose why will with won't would
wouldn't yes you you'd you'll you're you've your yours yourself yourselves`;

// Words that anybody says: one of them alone is no sign either, though a row with one of them is.
const kCommonWords = `
able actually afraid ago agree almost alone already always amazing another answer anybody anyone anything anyway area around
ask asked away awesome baby back bad beautiful become bed began begin best better big bit black blue body book books boy
bring brother brought business busy buy call called came car care case cat change check child children city close cold come
comes coming cool course cut dad daughter day days dear deal different dinner dog done door drive early easy eat else end
enjoy enough even evening ever every everybody everyone everything exactly example eyes face fact family far fast father
favorite favourite feel feeling felt fine find first five food forget forward found four free friend friends full fun funny
game games gave get gets getting girl give given glad go god goes going gone good got great group grow guess guy guys half
hand hands happen happened happy hard hate head hear heard heart hello help hey hi high hold home hope hot hour hours house
however huge husband idea important information interested interesting job keep kept kid kids kind knew know known large
last late later learn least leave left less let life light like liked likes line list listen little live lived lives long
longer look looked looking looks lost lot lots love loved low made make makes making man many matter maybe mean means meet
men mind mine minute minutes miss mom moment money month months morning mother move movie movies much music name need needs
never new next nice night nobody nothing number of often oh ok okay old one ones open others part party past pay people
perfect person pet phone place plan play played playing please point pretty probably problem put question questions quite
read ready real really reason red remember rest right room run sad safe said saw say saying says school second see seem seems
seen send sent set several show sick side since sister sit sleep small someone something sometimes son song soon sorry sort
sound sounds speak start started stay still stop story straight strong stuff summer super sure take taken takes taking talk
tell ten terrible thank thanks thing things think thinking third though thought thousand three time times tired today
together told tomorrow tonight took top town travel tried true truth try trying turn turned two type understand use used
usually wait walk want wanted wants watch watching water way week weekend weeks welcome well went white whole wife wish
without woman women wonder wonderful wondering word words work worked working works world worry worth wow write wrong yeah
year years yesterday yet young`;

const asSet = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));
const stop_words = asSet(kStopWords);
const common_words = asSet(kCommonWords);

export function isStopWord(word: string): boolean {
  return stop_words.has(word);
}

// A word or number that tells where it comes from even when it stands alone.
export function isRare(word: string): boolean {
  if (/\p{N}/u.test(word)) return true;
  return word.length >= 3 && !stop_words.has(word) && !common_words.has(word);
}
