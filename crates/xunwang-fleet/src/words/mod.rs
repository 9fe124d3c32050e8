//! The words of the fictional province: places, bodies, channels and sentences.

mod channel;
mod document;
mod english;
mod place;
mod sentence;
mod slips;

pub(crate) use channel::{ChannelWord, channel_words, english_channel};
pub(crate) use document::{DOCUMENTS, Document, chinese, document};
pub(crate) use english::{english_paragraph, english_title};
pub(crate) use place::{bureaus, cities, counties, province};
pub(crate) use sentence::{paragraph, sentence, title};
pub(crate) use slips::{SLIPS, TEMPTING};
