//! The built web files are embedded; a checkout that has not built them yet gets an empty folder, so that the
//! server compiles on its own.

fn main() -> std::io::Result<()> {
    std::fs::create_dir_all("../www/dist")
}
