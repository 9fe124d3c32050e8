//! Which network addresses may be visited (地址防护): a link must not lead the inspector into its own house.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use ipnet::IpNet;

/// May this address be visited: is it public, or in a network that the office has allowed?
pub(crate) fn allows(allowed: &[IpNet], address: IpAddr) -> bool {
    let address = address.to_canonical();
    is_public(address) || allowed.iter().any(|network| network.contains(&address))
}

/// Is this address in the office's own network: this machine, private (RFC 1918, RFC 4193) or of the same link?
pub(crate) fn is_of_own_network(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => address.is_loopback() || address.is_private() || address.is_link_local(),
        IpAddr::V6(address) => {
            address.is_loopback() || address.is_unique_local() || address.is_unicast_link_local()
        }
    }
}

/// Is this address one of the public internet (IANA special-purpose registries)?
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => is_public_v6(address),
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !matches!(
        (a, b, c),
        (0 | 10 | 127, _, _)            // this network, private, loopback
            | (100, 64..=127, _)        // carrier-grade NAT
            | (169, 254, _)             // link-local, the metadata service among them
            | (172, 16..=31, _)         // private
            | (192, 0, 0 | 2)           // protocol assignments, documentation
            | (192, 88, 99)             // 6to4 relays
            | (192, 168, _)             // private
            | (198, 18 | 19, _)         // benchmarks
            | (198, 51, 100)            // documentation
            | (203, 0, 113)             // documentation
            | (224..=255, _, _) // multicast, reserved, broadcast
    )
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    let segments = address.segments();
    let embedded = |high: u16, low: u16| {
        let [a, b] = high.to_be_bytes();
        let [c, d] = low.to_be_bytes();
        is_public_v4(Ipv4Addr::new(a, b, c, d))
    };
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] => embedded(high, low),
        // NAT64: the real target is the IPv4 address inside.
        [0x64, 0xff9b, 0, 0, 0, 0, high, low] => embedded(high, low),
        // 6to4 likewise.
        [0x2002, high, low, ..] => embedded(high, low),
        // Protocol assignments (Teredo among them), documentation.
        [0x2001, 0..=0x1ff, ..] | [0x2001, 0xdb8, ..] | [0x3fff, 0..=0xfff, ..] => false,
        // Global unicast is 2000::/3; loopback, unique-local, link-local and multicast lie outside it.
        [first, ..] => first & 0xe000 == 0x2000,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_pass() {
        let forbidden = "0.0.0.0 0.1.2.3 10.0.0.1 10.255.255.255 100.64.0.1 100.127.255.255 127.0.0.1 127.8.9.1 \
            169.254.169.254 172.16.0.1 172.31.255.255 192.0.0.8 192.0.2.1 192.88.99.1 192.168.1.1 198.18.0.1 \
            198.19.255.1 198.51.100.7 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 \
            :: ::1 ::127.0.0.1 ::ffff:127.0.0.1 ::ffff:10.1.2.3 ::ffff:169.254.169.254 64:ff9b::10.0.0.1 \
            64:ff9b::a9fe:a9fe 64:ff9b:1::1 100::1 2001::1 2001:db8::1 2002:7f00:1::1 2002:c0a8:101::1 3fff::1 \
            5f00::1 fc00::1 fd12:3456::1 fe80::1 febf::1 fec0::1 ff02::1";
        for text in forbidden.split_whitespace() {
            assert!(!allows(&[], text.parse().expect(text)), "{text} must be refused");
        }
        let public = "1.1.1.1 9.255.255.255 11.0.0.1 100.63.255.255 100.128.0.1 126.1.1.1 128.0.0.1 169.253.1.1 \
            172.15.1.1 172.32.0.1 192.0.1.1 192.167.1.1 198.17.1.1 198.20.0.1 203.0.114.1 223.255.255.1 \
            2001:4860:4860::8888 2400:3200::1 2408:8000::1 ::ffff:1.1.1.1 64:ff9b::101:101 2002:101:101::1 3ffe::1";
        for text in public.split_whitespace() {
            assert!(allows(&[], text.parse().expect(text)), "{text} is public");
        }
    }

    #[test]
    fn the_office_s_own_network_is_told_from_all_others() {
        let own = "127.0.0.1 127.9.9.9 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 169.254.1.1 ::1 fc00::1 \
            fdff::1 fe80::1 ::ffff:10.1.2.3";
        for text in own.split_whitespace() {
            assert!(is_of_own_network(text.parse().expect(text)), "{text}");
        }
        let others = "0.0.0.0 1.1.1.1 8.8.8.8 11.0.0.1 100.64.0.1 172.15.0.1 172.32.0.1 192.167.1.1 192.169.1.1 \
            198.18.0.1 203.0.113.9 224.0.0.1 255.255.255.255 :: 2400:3200::1 fec0::1 ff02::1 ::ffff:1.1.1.1 \
            64:ff9b::10.0.0.1 2002:a00:1::1";
        for text in others.split_whitespace() {
            assert!(!is_of_own_network(text.parse().expect(text)), "{text}");
        }
    }

    #[test]
    fn a_network_of_the_configuration_passes_and_no_other() {
        let allowed = ["10.20.0.0/16".parse().unwrap(), "fd00:1::/32".parse().unwrap()];
        assert!(allows(&allowed, "10.20.3.4".parse().unwrap()));
        assert!(allows(&allowed, "::ffff:10.20.3.4".parse().unwrap()));
        assert!(allows(&allowed, "fd00:1::5".parse().unwrap()));
        assert!(!allows(&allowed, "10.21.3.4".parse().unwrap()));
        assert!(!allows(&allowed, "127.0.0.1".parse().unwrap()));
    }
}
