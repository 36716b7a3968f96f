//! A simulated crowd: devices that share models as real ones do, and how they change from visit to visit.
//!
//! No data set of full device readings with ground truth is public, so every distribution here is an assumption, of the order
//! that is published (shares of systems: StatCounter; heavy sharing on phones and diversity on desktops: Gómez-Boix et al., WWW
//! 2018; lives of values: Vastel et al., IEEE S&P 2018; Andriamilanto et al., 2020). All of them are drawn anew for each world, so that nothing
//! can be tuned to one.

mod network;
pub(crate) mod trial;

use models::observation::{Conduct, Observation, Reading, Signal, SignalAbsence, Timestamp};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

const DAY_US: i64 = 24 * 3_600 * 1_000_000;
/// 2026-01-01.
const BEGIN_US: i64 = 1_767_225_600_000_000;

/// What a device is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Class {
    IPhone,
    Android,
    Windows,
    Mac,
    Linux,
}

pub(crate) const CLASSES: [Class; 5] =
    [Class::IPhone, Class::Android, Class::Windows, Class::Mac, Class::Linux];

/// How a crowd is made up and behaves.
pub(crate) struct World {
    classes: [f64; 5],
    /// Exponent of the popularity of models, languages and countries.
    zipf: f64,
    models: [u64; 5],
    countries: u64,
    /// Share of browsers that answer canvas, audio and graphics with noise.
    noisy: f64,
    update_days: f64,
    /// Share of devices that live with another one, and how often such two are of one model.
    household: f64,
    same_model: f64,
    /// Share of desktops that belong to a fleet of machines set up alike of which the site knows others.
    office: f64,
    fleets: u64,
    /// Share of visits of phones over a carrier, of visits from elsewhere, in a private window, with another screen.
    carrier: f64,
    elsewhere: f64,
    private: f64,
    docked: f64,
    /// Address prefixes of homes in a country: of a town's, or of a nation's. In blocks, of a provider in a region each.
    prefixes: u64,
    blocks: u64,
    /// Share of changed addresses, and of a phone's on the road, that are of another block than before.
    moves_block: f64,
    /// Share of visits through something that hides the kernel or the browser's way of writing: a company's proxy, a scanner.
    filtered: f64,
    /// Share of desktops with fonts of their own, of devices with voices of their own.
    own_fonts: f64,
    own_voices: f64,
}

#[derive(Clone, Copy)]
pub(crate) struct Device {
    pub(crate) class: Class,
    pub(crate) noisy: bool,
    seed: u64,
    country: u64,
    language: u64,
    model: u64,
    home: u64,
    lease_days: u64,
    fleet: Option<u64>,
    browser: u64,
    lag_days: f64,
}

/// An even spread of what is put in.
fn mix(parts: &[u64]) -> u64 {
    parts.iter().fold(0x9e37_79b9_7f4a_7c15, |state, part| {
        let mut mixed = state ^ part.wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    })
}

fn chance(share: f64, parts: &[u64]) -> bool {
    ((mix(parts) >> 11) as f64) < share * (1_u64 << 53) as f64
}

impl World {
    /// A world of its own for each seed, for about as many devices.
    pub(crate) fn draw(seed: u64, devices: usize) -> Self {
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let classes = [(15.0, 30.0), (25.0, 40.0), (25.0, 40.0), (8.0, 15.0), (1.0, 3.0)];
        let classes = classes.map(|(low, high)| random.random_range(low..high));
        let sum: f64 = classes.iter().sum();
        let countries = random.random_range(4..10);
        let office = random.random_range(0.005..0.02);
        let models = [
            random.random_range(12..20),
            random.random_range(150..500),
            random.random_range(80..250),
            random.random_range(10..20),
            random.random_range(30..80),
        ];
        Self {
            classes: classes.map(|share| share / sum),
            zipf: random.random_range(0.8..1.2),
            models,
            countries,
            noisy: random.random_range(0.02..0.06),
            update_days: random.random_range(21.0..35.0),
            household: random.random_range(0.02..0.08),
            same_model: random.random_range(0.05..0.2),
            office,
            fleets: ((devices as f64 * 0.45 * office / 3.0) as u64).max(1),
            carrier: random.random_range(0.2..0.4),
            elsewhere: random.random_range(0.03..0.1),
            private: random.random_range(0.02..0.06),
            docked: random.random_range(0.05..0.15),
            prefixes: random.random_range(2_000_f64.ln()..100_000_f64.ln()).exp() as u64,
            blocks: random.random_range(10..60),
            moves_block: random.random_range(0.1..0.4),
            filtered: random.random_range(0.02..0.08),
            own_fonts: random.random_range(0.15..0.35),
            own_voices: random.random_range(0.05..0.15),
        }
    }

    /// Somebody's device, living with one of these now and then.
    pub(crate) fn device(&self, known: &[Device], random: &mut ChaCha8Rng) -> Device {
        let mut roll: f64 = random.random();
        let class = self.classes.iter().zip(CLASSES).find(|(share, _)| {
            roll -= *share;
            roll < 0.0
        });
        let class = class.map_or(Class::Windows, |(_, class)| class);
        let country = self.popular(self.countries, random);
        let desktop = matches!(class, Class::Windows | Class::Mac | Class::Linux);
        let fleet = (desktop && random.random_bool(self.office)).then(|| random.random_range(0..self.fleets));
        let seed = random.random();
        let language = self.popular(12, random);
        let lease_days = match random.random_range(0..10) {
            0..6 => 3_000,
            6..9 => random.random_range(60..240),
            _ => 1,
        };
        let mut device = Device {
            class,
            noisy: random.random_bool(self.noisy),
            seed,
            country,
            language,
            model: self.popular(self.models[class as usize], random),
            home: random.random_range(0..self.prefixes),
            lease_days,
            fleet,
            browser: self.popular(3, random),
            lag_days: -random.random_range(0.01_f64..1.0).ln() * 5.0,
        };
        if let Some(fleet) = fleet {
            // One image on all of them.
            device.class = match mix(&[fleet, 0]) % 20 {
                0..15 => Class::Windows,
                15..19 => Class::Mac,
                _ => Class::Linux,
            };
            device.model = mix(&[fleet, 1]) % self.models[device.class as usize];
            (device.country, device.language) = (mix(&[fleet, 2]) % self.countries, 0);
            (device.browser, device.lag_days) = (mix(&[fleet, 3]) % 2, (mix(&[fleet, 4]) % 30) as f64);
        }
        if !known.is_empty() && random.random_bool(self.household) {
            let other = known[random.random_range(0..known.len())];
            (device.country, device.home, device.lease_days) = (other.country, other.home, other.lease_days);
            if random.random_bool(0.9) {
                device.language = other.language;
            }
            if random.random_bool(self.same_model) {
                (device.class, device.model, device.fleet) = (other.class, other.model, None);
            }
        }
        device
    }

    /// The popular ones more often: Zipf's law, by inversion of its continuous likeness.
    fn popular(&self, of: u64, random: &mut ChaCha8Rng) -> u64 {
        let power = 1.0 - self.zipf;
        let most = (of + 1) as f64;
        let roll: f64 = random.random();
        let rank = if power.abs() < 1e-3 {
            most.powf(roll)
        } else {
            (1.0 + roll * (most.powf(power) - 1.0)).powf(1.0 / power)
        };
        (rank as u64).clamp(1, of) - 1
    }

    /// A visit of a device on a day.
    pub(crate) fn visit(&self, device: &Device, day: f64, random: &mut ChaCha8Rng) -> Observation {
        let at = Timestamp(BEGIN_US + (day * DAY_US as f64) as i64);
        Observation {
            opened_at: at,
            sealed_at: at,
            path: self.path(device, day, random),
            device: [0; 16],
            exchanges: Vec::new(),
            signals: self.signals(device, day, random),
            events: Vec::new(),
            connection: self.connection(device, day, random),
            conduct: Conduct::default(),
        }
    }

    /// 0 for Chromium, 1 for Safari, 2 for Firefox.
    fn engine(&self, device: &Device) -> u64 {
        let safari = device.class == Class::IPhone || (device.class == Class::Mac && device.browser == 0);
        if safari { 1 } else { device.browser / 2 * 2 }
    }

    fn version(&self, device: &Device, day: f64) -> u64 {
        120 + ((day - device.lag_days + 600.0) / self.update_days) as u64
    }

    fn signals(&self, device: &Device, day: f64, random: &mut ChaCha8Rng) -> Vec<Signal> {
        use Class::{Android, IPhone, Linux, Mac, Windows};
        let Device { class, seed, model, country, language, browser, fleet, .. } = *device;
        let kind = class as u64;
        // What a machine of a fleet shares with all others of it, another one with nobody.
        let own = fleet.map_or(seed, |fleet| mix(&[fleet, 7]));
        let engine = self.engine(device);
        let (chromium, safari, firefox) = (engine == 0, engine == 1, engine == 2);
        let version = self.version(device, day);
        let system = (day - 2.0 * device.lag_days + (mix(&[kind, model]) % 90) as f64 + 400.0) as u64 / 45;
        let gpu = match class {
            IPhone => 0,
            Android => mix(&[kind, model]) % 40,
            Mac => model % 6,
            Windows | Linux => model,
        };
        let memory = if class == Android { 2 << (mix(&[kind, model, 1]) % 3) } else { 8 };
        let cores = match class {
            IPhone => 4 + 2 * (model % 2),
            Android => 8,
            Mac => 8 + 2 * (model % 3),
            Windows | Linux => 4 << (mix(&[own, kind, 2]) % 3),
        };
        let docked = if fleet.is_some() { 3.0 * self.docked } else { self.docked };
        let docked = matches!(class, Windows | Mac | Linux) && random.random_bool(docked);
        let screen = match class {
            IPhone => mix(&[kind, model % 8]),
            Android => mix(&[kind, model % 40]),
            _ if docked => mix(&[seed, 99]) % 6,
            Mac => mix(&[kind, model % 7, u64::from(chance(0.2, &[own, 3]))]),
            Windows | Linux => mix(&[kind, mix(&[own, 4]) % 7, mix(&[own, 5]) % 3]),
        };
        let desktop = !matches!(class, IPhone | Android);
        // What people add to their fonts changes as they live.
        let period_days = 300.0 + (mix(&[own, 6]) % 1_500) as f64;
        let era = ((day + (mix(&[own, 8]) % 2_000) as f64) / period_days) as u64;
        let mut fonts = vec![kind, if class == Android { model % 25 } else { 0 }, system / 8];
        if desktop {
            let packages =
                (0..8).filter(|package| chance(0.08 + 0.05 * *package as f64, &[own, 9, *package]));
            fonts.extend(packages);
            if chance(self.own_fonts, &[own, 10]) {
                fonts.extend([own, era]);
            }
        }
        let driver = if desktop { ((day + (mix(&[own, 11]) % 900) as f64) / 400.0) as u64 % 12 } else { 0 };
        let mut voices = vec![kind, language, country];
        if chance(self.own_voices, &[own, 12]) {
            voices.push(own % 50);
        }
        let disk_gb = match class {
            IPhone => 64 << (mix(&[seed, 13]) % 4),
            Android => 64 << (mix(&[seed, 13]) % 3),
            _ if chance(0.3, &[own, 14]) => 100 + mix(&[own, 15]) % 1_900,
            _ => 128 << (mix(&[own, 15]) % 4),
        };
        let private = random.random_bool(self.private);
        let quota = if private { 1 << 30 } else { (disk_gb << 30) / 10 * 6 };
        let dark = match mix(&[seed, 16]) % 10 {
            0..3 => 1,
            3..5 => random.random_range(0..2),
            _ => 0,
        };
        let wish = |share: f64, salt: u64| 1 + i64::from(chance(share, &[seed, salt]));
        let finger = if desktop { 1 } else { 2 };
        let gamut = if matches!(class, IPhone | Mac) { 2 } else { 3 };
        let media = vec![finger, finger, finger, gamut, 2, 1 + dark, wish(0.04, 17), wish(0.05, 18), 1];
        // A machine on a desk may lack a microphone and a camera; headsets come and go.
        let mut plugged = [1, 1, i64::from(!firefox)];
        if desktop && chance(0.35, &[own, 36]) {
            plugged = [
                i64::from(chance(0.4, &[own, 37])),
                i64::from(chance(0.2, &[own, 38])),
                i64::from(chance(0.9, &[own, 39])),
            ];
        }
        if desktop && random.random_bool(0.06) {
            plugged[0] = 1;
        }
        let travels = random.random_bool(0.02);
        let zone = if travels { random.random_range(0..30) } else { country };
        let noise = if device.noisy { random.random() } else { 0_u64 };
        let text = |parts: &[u64]| format!("{:016x}", mix(parts) ^ noise);
        let drawn = |parts: &[u64]| Reading::Text(text(parts));
        let plain = |parts: &[u64]| Reading::Text(format!("{:016x}", mix(parts)));
        let number = |value: u64| Reading::Integer(value as i64);
        let absent = || Reading::Absent(SignalAbsence::Unsupported);
        let when = |there: bool, reading: Reading| if there { reading } else { absent() };
        let edge = [screen >> 20, screen >> 32, screen >> 40].map(|value| value as i64 % 4_000);
        let [width, height, ratio] = edge;
        let taskbar = (mix(&[own, 19]) % 3) as i64 * 8;
        let window = random.random_range(400..1_200);
        let os = ["iOS", "Android", "Windows", "macOS", "Linux"][class as usize];
        let form = if desktop { "desktop" } else { "mobile" };
        let brand = ["Google Chrome", "Microsoft Edge", "Firefox"][browser as usize];
        let hints = Reading::Texts(vec![
            os.into(),
            form.into(),
            format!("{brand} {version}"),
            format!("Chromium {version}"),
        ]);
        let name = if class == Android { format!("Model {model}") } else { String::new() };
        let details =
            ["arm".into(), "64".into(), name, format!("{system}.0.0"), format!("{brand} {version}.0.0")];
        let agent = [format!("Mozilla {os} {}/{version}", if safari { "Safari" } else { brand }), os.into()];
        let renderer = if safari { 0 } else { gpu };
        // Work of a model's processor, give or take a tenth.
        let pace = (mix(&[kind, model, cores, 33]) % 9_000 + 1_000) as f64 * random.random_range(0.9..1.1);
        let list = [
            ("compute_speed", number(pace as u64)),
            (
                "screen",
                Reading::Integers(vec![width, height, width, height - taskbar, window, window, 24, ratio]),
            ),
            ("time_zone", plain(&[zone, 20])),
            ("languages", plain(&[country, language, 21])),
            ("intl", plain(&[country, language, engine, 22])),
            ("cores", number(cores)),
            ("memory", when(chromium, number(memory))),
            ("ua_hints", when(chromium, hints)),
            ("ua_details", when(chromium, Reading::Texts(details.into()))),
            ("user_agent", Reading::Texts(agent.into())),
            ("webgl", Reading::Texts(vec!["Vendor".into(), text(&[kind, engine, renderer, 24])])),
            ("canvas", drawn(&[kind, engine, renderer, driver, version / 13, system / 8, 25])),
            ("audio", drawn(&[kind, engine, gpu % 4, version / 20, 26])),
            ("maths", plain(&[kind, engine, 27])),
            ("touch", plain(&[u64::from(desktop), 28])),
            ("fonts", plain(&fonts)),
            ("speech_voices", plain(&voices)),
            ("storage_quota", when(!firefox, number((4.0 * (quota as f64).log2()).round() as u64))),
            ("media_queries", Reading::Integers(media)),
            ("media_devices", Reading::Integers(plugged.into())),
            ("plugins", plain(&[engine, u64::from(desktop), 29])),
            ("permissions", plain(&[engine, mix(&[seed, 30]) % 8 / 7])),
            ("automation", plain(&[31])),
            ("clock_resolution", number([100, 1_000, 5][engine as usize % 3])),
        ];
        list.map(|(name, reading)| Signal { name: name.into(), reading }).into()
    }
}
