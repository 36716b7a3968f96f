//! One file that browsers load: its hashed name, its integrity value, its brotli twin.

use anyhow::{Context as _, Result};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use sha2::{Digest as _, Sha256, Sha384};
use std::fs;
use std::path::Path;

/// A hashed file as the loader must know it.
pub(crate) struct Asset {
    /// `stem.hash.extension`.
    pub(crate) file: String,
    /// Subresource Integrity value.
    integrity: String,
}

impl Asset {
    /// Writes `bytes` and their brotli twin into `dir` under a name that changes with them.
    pub(crate) fn write(dir: &Path, stem: &str, extension: &str, bytes: &[u8]) -> Result<Self> {
        let hash: String = Sha256::digest(bytes).iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        let file = format!("{stem}.{hash}.{extension}");
        write_with_twin(&dir.join(&file), bytes)?;
        Ok(Self { file, integrity: format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes))) })
    }

    /// As a JavaScript object. Neither value can hold a quote.
    pub(crate) fn as_script(&self) -> String {
        format!(r#"{{"file":"{}","integrity":"{}"}}"#, self.file, self.integrity)
    }
}

/// Writes a file and, beside it, the same compressed (`.br`).
pub(crate) fn write_with_twin(path: &Path, bytes: &[u8]) -> Result<()> {
    let mut twin = path.as_os_str().to_owned();
    twin.push(".br");
    fs::write(&twin, brotli(bytes)?)?;
    fs::write(path, bytes).with_context(|| format!("cannot write {}", path.display()))
}

/// Brotli at quality 11, the window as large as the file.
pub(crate) fn brotli(mut bytes: &[u8]) -> Result<Vec<u8>> {
    let parameters = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    let mut packed = Vec::new();
    brotli::BrotliCompress(&mut bytes, &mut packed, &parameters)?;
    Ok(packed)
}
