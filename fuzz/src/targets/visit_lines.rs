//! A file of visits, as `eval device` reads it: visits, or an error that names the file and the line.

use super::Target;
use eval::data::visits::visits_of;
use std::io::Cursor;
use std::path::Path;

pub(crate) const TARGET: Target = Target { name: "visit_lines", seeds, check };

const VISIT: &str = r#"{"device":"d1","day":3,"path":"home","label":"genuine","distance":null,"condition":"usual","visit":{"opened_at":1,"sealed_at":2,"path":{"V4":[10,1,2]},"device":[0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15],"exchanges":[{"kind":"Plain","server_us":13,"held_us":0,"arrival_spread_us":null,"answer_bytes":63,"return_gap_us":17288,"client":{"started_us":54300,"total_us":15400,"turnaround_us":1100,"resource":{"connect_us":0,"reused":true,"ttfb_us":13700,"transfer_us":0}},"arrived_us":14321,"tcp":{"Ok":{"rtt_us":13485,"rttvar_us":5212,"min_rtt_us":13030,"retransmits":0,"delivery_bytes_per_s":111128,"connection":0}}}],"signals":[{"name":"compute_speed","reading":{"Integer":4200}}],"events":[],"connection":{"syn":{"Absent":"Unsupported"},"ja4":{"Absent":"Unencrypted"},"request":{"Absent":"Unrecorded"},"claimed":{"os":"Linux","browser":"Chromium","version":141}},"conduct":{"refused":0,"lost_reports":0,"events_cut":0,"forged_work":false}}}"#;

fn seeds() -> Vec<Vec<u8>> {
    vec![format!("{VISIT}\n\n{VISIT}\n").into_bytes(), b"\x1f\x8b".to_vec(), b"{\"device\":1e400}".to_vec()]
}

fn check(bytes: &[u8]) {
    match visits_of(Path::new("FILE"), Cursor::new(bytes.to_vec())) {
        Ok(visits) => {
            let lines = bytes.split(|byte| *byte == b'\n').count();
            assert!(bytes.starts_with(b"\x1f\x8b") || visits.len() <= lines);
        }
        Err(error) => assert!(error.to_string().starts_with("FILE"), "{error}"),
    }
}
