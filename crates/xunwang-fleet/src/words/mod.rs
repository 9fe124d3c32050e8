//! The words of the fictional province: places, bodies, channels and sentences.

mod channel;
mod place;
mod sentence;

pub(crate) use channel::{ChannelWord, channel_words};
pub(crate) use place::{bureaus, cities, counties, province};
pub(crate) use sentence::{paragraph, title};
