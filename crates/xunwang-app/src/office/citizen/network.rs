//! From which network a request comes (来源网段): what is limited together.

use std::net::IpAddr;

/// A network (网段): /24 of IPv4, /56 of IPv6, which is what one household or one office gets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network(u64);

impl Network {
    /// The network of an address; all that have none are one.
    pub fn of(address: &str) -> Self {
        match address.parse::<IpAddr>().map(|address| address.to_canonical()) {
            Ok(IpAddr::V4(address)) => Self(4 << 56 | u64::from(address.to_bits() >> 8)),
            Ok(IpAddr::V6(address)) => Self(6 << 56 | (address.to_bits() >> 72) as u64),
            Err(_) => Self(1 << 56),
        }
    }

    /// Its number; never 0.
    pub(super) fn number(self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::Network;

    #[test]
    fn neighbours_are_one_network_and_others_are_not() {
        for (one, other, is_same) in [
            ("203.0.113.7", "203.0.113.250", true),
            ("203.0.113.7", "203.0.114.7", false),
            ("::ffff:203.0.113.7", "203.0.113.9", true),
            ("2001:db8:1:200::1", "2001:db8:1:2ff:ffff::9", true),
            ("2001:db8:1:200::1", "2001:db8:1:300::1", false),
            ("", "x", true),
            ("", "0.0.0.1", false),
        ] {
            assert_eq!(Network::of(one) == Network::of(other), is_same, "{one} {other}");
        }
    }
}
