//! Texts, reduced at the door to what nobody can read again: how long it was, keyed hashes of its most telling words, and how it sounds. The
//! text itself goes no further.

use engine::ids::SiteId;
use engine::secrets::Secrets;
use models::interaction::{KEYWORDS, Opinion, TextFeatures};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use vader_sentimental::SentimentIntensityAnalyzer;

/// The longest text, in characters.
pub const CHARS: usize = 10_000;

/// Letters and digits of a keyword, at least: shorter words are everybody's.
const KEYWORD_CHARS: usize = 5;
/// Words of one sentence that are weighed at once: the lexicon's rules look at each beside all others.
const SENTENCE_WORDS: usize = 64;

/// The lexicon and rules of VADER (Hutto & Gilbert 2014), which know English. Reading it takes milliseconds, once.
static LEXICON: LazyLock<SentimentIntensityAnalyzer<'static>> =
    LazyLock::new(SentimentIntensityAnalyzer::new);

/// What is kept of a text.
pub fn features(secrets: &Secrets, site: SiteId, text: &str) -> TextFeatures {
    let mut keywords: Vec<u32> = telling(text).into_iter().map(|word| secrets.keyword(site, &word)).collect();
    keywords.sort_unstable();
    keywords.dedup();
    let length_chars = u32::try_from(text.chars().count()).unwrap_or(u32::MAX);
    TextFeatures { length_chars, keywords, sentiment: sentiment(text) }
}

/// The words that tell texts apart: first those with digits in them, which are numbers, accounts and addresses, then the longest, which are
/// the rarest in any language (Zipf's law of abbreviation).
fn telling(text: &str) -> Vec<String> {
    let words =
        text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '!' | '?' | '"' | '(' | ')'));
    let words = words.map(|word| word.trim_matches(|c: char| !c.is_alphanumeric()).to_lowercase());
    let long_enough = |word: &String| word.chars().filter(|c| c.is_alphanumeric()).count() >= KEYWORD_CHARS;
    let mut words: Vec<String> = words.filter(long_enough).collect::<BTreeSet<_>>().into_iter().collect();
    let rank = |word: &String| (word.chars().any(char::is_numeric), word.chars().count());
    words.sort_by_key(|word| std::cmp::Reverse(rank(word)));
    words.truncate(KEYWORDS);
    words
}

/// The mean of its sentences; `None` where no word of it is known to sound like anything.
fn sentiment(text: &str) -> Option<Opinion> {
    let words: Vec<&str> = text.split_inclusive(['.', '!', '?', '\n']).flat_map(pieces).collect();
    let heard = words.into_iter().map(|sentence| LEXICON.polarity_scores(sentence));
    let known = heard.filter(|heard| heard.pos > 0.0 || heard.neg > 0.0).map(|heard| heard.compound);
    let (sum, count) = known.fold((0.0, 0.0), |(sum, count), one| (sum + one, count + 1.0));
    (count > 0.0).then(|| Opinion::new((sum / count) as f32)).flatten()
}

/// A sentence in pieces of so many words at most.
fn pieces(sentence: &str) -> Vec<&str> {
    let (mut pieces, mut begin, mut words, mut in_word) = (Vec::new(), 0, 0, false);
    for (at, c) in sentence.char_indices() {
        if !c.is_whitespace() && !in_word {
            words += 1;
            if words > SENTENCE_WORDS {
                pieces.extend(sentence.get(begin..at));
                (begin, words) = (at, 1);
            }
        }
        in_word = !c.is_whitespace();
    }
    pieces.extend(sentence.get(begin..));
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: SiteId = SiteId([1; 16]);

    fn of(text: &str) -> TextFeatures {
        features(&Secrets::new([7; 32]), SITE, text)
    }

    fn sounds(text: &str) -> Option<f32> {
        of(text).sentiment.map(Opinion::get)
    }

    #[test]
    fn a_kind_word_sounds_good_a_harsh_one_bad_and_one_that_is_not_known_like_nothing() {
        assert!(sounds("Wonderful seller, I am very happy with it!").unwrap() > 0.5);
        assert!(sounds("A horrible liar. Never again, this was theft.").unwrap() < -0.3);
        assert!(sounds("not good").unwrap() < 0.0);
        for neither in ["", "Das Paket liegt beim Nachbarn", "4711", "…"] {
            assert_eq!(sounds(neither), None, "{neither}");
        }
    }

    #[test]
    fn who_shares_a_number_or_a_rare_word_shares_its_hash_and_another_site_does_not() {
        let (one, other) = (of("Write to wa.me/4915112345 for a bargain"), of("ask at WA.ME/4915112345!"));
        assert!(one.keywords.iter().any(|keyword| other.keywords.contains(keyword)), "{one:?} {other:?}");
        let elsewhere = features(&Secrets::new([7; 32]), SiteId([2; 16]), "wa.me/4915112345");
        assert!(!elsewhere.keywords.iter().any(|keyword| one.keywords.contains(keyword)));
    }

    #[test]
    fn however_much_is_written_little_is_kept_and_it_does_not_take_long() {
        let long = "good bad terrible, kind of so very sort of ".repeat(300);
        let began = std::time::Instant::now();
        let kept = of(&long);
        assert!(began.elapsed().as_millis() < 2_000, "{:?}", began.elapsed());
        assert_eq!(kept.length_chars as usize, long.len());
        assert!(of(&(0..99).map(|n| format!("word{n:05} ")).collect::<String>()).keywords.len() == KEYWORDS);
    }
}
