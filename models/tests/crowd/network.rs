//! Where a visit comes from, and what the server sees of its connection.

use super::{Class, Device, World, chance, mix};
use models::connection::{Claimed, Connection, Header, HttpVersion, RequestHead, Seen, Syn};
use models::observation::Path;
use rand::RngExt;
use rand_chacha::ChaCha8Rng;

impl World {
    pub(super) fn path(&self, device: &Device, day: f64, random: &mut ChaCha8Rng) -> Path {
        let prefix = |kind: u64, country: u64, block: u64, number: u64| {
            let [.., a, b, c] = mix(&[kind, country, block]).to_be_bytes();
            let [.., d, e] = mix(&[kind, country, block, number]).to_be_bytes();
            Path::V6([a, b, c, kind as u8, d, e])
        };
        let home = |number: u64| prefix(2, device.country, mix(&[number / 64]) % self.blocks, number);
        let phone = matches!(device.class, Class::IPhone | Class::Android);
        if phone && random.random_bool(self.carrier) {
            // One of three carriers, each with some dozen prefixes in a region.
            let region = match random.random_bool(self.moves_block) {
                true => random.random_range(0..self.blocks),
                false => device.home / 64,
            };
            let block = mix(&[device.seed, 5]) % 3 * self.blocks + mix(&[region]) % self.blocks / 3;
            return prefix(1, device.country, block, random.random_range(0..40));
        }
        if random.random_bool(self.elsewhere) {
            return home(random.random_range(0..self.prefixes));
        }
        if let Some(fleet) = device.fleet
            && random.random_bool(0.6)
        {
            return prefix(3, 0, fleet, 0);
        }
        // A household's prefix lasts as long as its lease.
        let lease = day as u64 / device.lease_days;
        let near = |number: u64| device.home / 64 * 64 + number % 64;
        match device.lease_days {
            1 => home(near(mix(&[device.home, lease]))),
            _ if lease == 0 => home(device.home),
            _ if chance(self.moves_block, &[device.home, lease, 1]) => {
                home(mix(&[device.home, lease]) % self.prefixes)
            }
            _ => home(near(mix(&[device.home, lease]))),
        }
    }

    /// What the server sees of it by itself: the system's way with TCP, the browser's with TLS and HTTP.
    pub(super) fn connection(&self, device: &Device, day: f64, random: &mut ChaCha8Rng) -> Connection {
        let Device { class, model, .. } = *device;
        let (browser, version) = (self.engine(device), self.version(device, day));
        let filtered = random.random_bool(self.filtered);
        let kind = if filtered { 9 } else { class as u64 };
        let syn = Syn {
            ttl: if class == Class::Windows { 128 } else { 64 } - random.random_range(5..20),
            ip_version: 6,
            window: u16::MAX,
            mss: Some(1_440 - 20 * random.random_range(0..3)),
            window_scale: Some(6 + (mix(&[kind, model % 4, 34]) % 3) as u8),
            options: vec![2, 4, 8, 1, 3, (kind % 3) as u8],
            dont_fragment: true,
            ecn: false,
        };
        let ja4 = format!("t13d{:012x}", mix(&[u64::from(filtered), browser, version / 6, 35]) >> 16);
        let request = RequestHead {
            version: HttpVersion::Http11,
            headers: match browser {
                0 => vec![Header::Host, Header::Connection, Header::UserAgent, Header::Accept],
                1 => vec![Header::Host, Header::Accept, Header::UserAgent, Header::Connection],
                _ => vec![Header::Host, Header::UserAgent, Header::Accept, Header::Te],
            },
        };
        Connection {
            syn: Seen::Known(syn),
            ja4: Seen::Known(ja4),
            request: Seen::Known(request),
            claimed: Claimed::default(),
        }
    }
}
