//! Whose request it is, as far as the network says.

use crate::app::App;
use crate::connection;
use crate::problem::{Code, Problem};
use actix_web::HttpRequest;
use std::net::{IpAddr, Ipv6Addr};

/// The address of the client, as far as the proxies that are trusted tell.
pub fn client_address(app: &App, request: &HttpRequest) -> Result<IpAddr, Problem> {
    let address = connection::client(request, &app.config.listen.trusted_proxies);
    address.ok_or_else(|| Problem::new(Code::Internal, "the connection has no address"))
}

/// What limits count as one address: a whole one of IPv4, a /64 of IPv6, which is the least that a household is given (RFC 6177).
pub fn counted_as(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & (u128::MAX << 64)).into(),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_of_ipv6_counts_as_one_address_and_a_mapped_address_as_itself() {
        let counted = |text: &str| counted_as(text.parse().unwrap()).to_string();
        assert_eq!(counted("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
        assert_ne!(counted("2001:db8:1:2::1"), counted("2001:db8:1:3::1"));
        assert_eq!(counted("::ffff:192.0.2.7"), "192.0.2.7");
        assert_ne!(counted("192.0.2.7"), counted("192.0.2.8"));
    }
}
