//! Makes the fixture of the present journal format: `cargo run -p tests --example journal_fixture -- tests/fixtures/format-5`.

use std::path::PathBuf;

fn main() {
    let folder = PathBuf::from(std::env::args().nth(1).expect("an empty folder"));
    std::fs::create_dir_all(&folder).unwrap();
    let data = folder.join("data");
    assert!(!data.exists(), "{} is there already: a fixture is never made anew", data.display());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    runtime.block_on(async {
        std::fs::create_dir_all(&data).unwrap();
        tests::fixture::make(&data).await;
        let described = tests::fixture::described(&tests::fixture::open(&data)).await;
        std::fs::write(folder.join("says.json"), serde_json::to_string_pretty(&described).unwrap()).unwrap();
    });
    for cache in ["index.redb", "rows.redb", "journal/lock"] {
        std::fs::remove_file(data.join(cache)).unwrap();
    }
}
