//! The ticket of a form (表单票据): when and to which network it was given, and that we gave it. Nothing is kept of it until it is
//! used. It is also what the proof of work is made over.

use chrono::{DateTime, TimeDelta, Utc};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::{Digest as _, Sha256};

use super::network::Network;

/// Longest ticket that is looked at.
const LONGEST: usize = 80;

/// A ticket that is ours and holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Held {
    /// Its number.
    pub(super) number: u64,
    /// How long ago it was given.
    pub(super) age: TimeDelta,
}

/// `seconds-number-mark`, in hexadecimal digits.
pub(super) fn write(secret: &[u8], number: u64, network: Network, now: DateTime<Utc>) -> String {
    let given = now.timestamp();
    format!("{given:x}-{number:016x}-{}", mark(secret, given, number, network))
}

/// The ticket, where it is ours, given to this network, and not older than `lasts`.
pub(super) fn read(
    secret: &[u8],
    text: &str,
    network: Network,
    lasts: TimeDelta,
    now: DateTime<Utc>,
) -> Option<Held> {
    if text.len() > LONGEST {
        return None;
    }
    let mut parts = text.split('-');
    let given = i64::from_str_radix(parts.next()?, 16).ok()?;
    let number = u64::from_str_radix(parts.next()?, 16).ok()?;
    let brought = parts.next()?;
    let expected = mark(secret, given, number, network);
    let is_ours = brought.len() == expected.len()
        && brought
            .bytes()
            .zip(expected.bytes())
            .fold(0, |all, (a, b)| all | (a ^ b))
            == 0;
    let age = now - DateTime::from_timestamp(given, 0)?;
    let holds = parts.next().is_none() && is_ours && age >= TimeDelta::zero() && age <= lasts;
    holds.then_some(Held { number, age })
}

fn mark(secret: &[u8], given: i64, number: u64, network: Network) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret).expect("any length will do");
    mac.update(&given.to_be_bytes());
    mac.update(&number.to_be_bytes());
    mac.update(&network.number().to_be_bytes());
    let bytes = mac.finalize().into_bytes();
    bytes.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// Was work done over the ticket (工作量证明)? The digest of `ticket:work` begins with so many zero bits.
pub(super) fn is_worked(ticket: &str, work: &str, bits: u32) -> bool {
    if work.is_empty() || work.len() > 20 || !work.bytes().all(|byte| byte.is_ascii_digit()) {
        return false;
    }
    let digest = Sha256::new_with_prefix(ticket)
        .chain_update(":")
        .chain_update(work);
    let digest: [u8; 32] = digest.finalize().into();
    let head = digest
        .first_chunk::<8>()
        .map_or(u64::MAX, |head| u64::from_be_bytes(*head));
    head.leading_zeros() >= bits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ticket_holds_for_its_network_and_its_time_only() {
        let (secret, now) = ([7; 32], DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_000));
        let (here, there) = (Network::of("203.0.113.7"), Network::of("203.0.114.7"));
        let hour = TimeDelta::hours(1);
        let ticket = write(&secret, 42, here, now);
        let held = |text: &str, network, minutes| {
            read(&secret, text, network, hour, now + TimeDelta::minutes(minutes)).map(|held| held.number)
        };
        assert_eq!(held(&ticket, here, 0), Some(42));
        assert_eq!(held(&ticket, here, 60), Some(42));
        assert_eq!(held(&ticket, here, 61), None, "too old");
        assert_eq!(held(&ticket, here, -1), None, "of the future");
        assert_eq!(held(&ticket, there, 0), None, "of another network");
        assert_eq!(read(&[8; 32], &ticket, here, hour, now), None, "not ours");
        for wrong in [
            "",
            "-",
            "--",
            "x-x-x",
            &ticket[1..],
            &format!("{ticket}-"),
            &"9".repeat(99),
        ] {
            assert_eq!(held(wrong, here, 0), None, "{wrong}");
        }
        let other = ticket.replace("000000000000002a", "000000000000002b");
        assert_eq!(held(&other, here, 0), None, "another number");
    }

    #[test]
    fn work_is_counted_in_zero_bits() {
        let work = (0..).find(|work| is_worked("票", &work.to_string(), 9)).unwrap();
        assert!(is_worked("票", &work.to_string(), 8));
        assert!(!is_worked("票据", &work.to_string(), 9));
        for wrong in ["", "-1", "１", &"0".repeat(21)] {
            assert!(!is_worked("票", wrong, 0), "{wrong}");
        }
    }
}
