//! The power goes: only what the kernel had handed to the disk is there when it comes back.
//!
//! The log stands on ext4 in a loop device. The child is stopped at some moment, the device's image copied as
//! it is, the copy mounted (which replays the file system's journal) and the log opened. Without the sync
//! after sled's flush this loses acknowledged frames or leaves a database that does not open.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::{NAME, Noise, frame, reopen};
use crate::crash::run_child;
use eventlog::{SledStore, verify_dir};

fn run(program: &str, arguments: &[&Path]) -> Result<(), String> {
    let output = Command::new(program).args(arguments).output();
    match output {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

/// An image mounted at a directory until it is dropped.
struct Mounted(PathBuf);

impl Mounted {
    fn at(image: &Path, directory: PathBuf) -> Result<Self, String> {
        std::fs::create_dir_all(&directory).unwrap();
        run("mount", &[Path::new("-o"), Path::new("loop"), image, &directory])?;
        Ok(Self(directory))
    }
}

impl Drop for Mounted {
    fn drop(&mut self) {
        if let Err(error) = run("umount", &[&self.0]) {
            eprintln!("{} stays mounted: {error}", self.0.display());
        }
    }
}

fn format(image: &Path) -> Result<(), String> {
    let file = std::fs::File::create(image).unwrap();
    file.set_len(64 * 1024 * 1024).unwrap();
    run("mkfs.ext4", &[Path::new("-q"), image])
}

/// Runs the child on a fresh file system, cuts the power after some acknowledged frames and comes back.
fn cut_power(dir: &Path, after: u64) -> Result<(), String> {
    let (image, survivor) = (dir.join("disk"), dir.join("disk-after"));
    format(&image)?;
    let mounted = Mounted::at(&image, dir.join("before"))?;
    let acknowledged = run_child(&mounted.0.join("log"), after, |child| {
        run("kill", &[Path::new("-STOP"), Path::new(&child.id().to_string())]).unwrap();
        std::fs::copy(&image, &survivor).unwrap();
    });
    drop(mounted);

    let mounted = Mounted::at(&survivor, dir.join("after"))?;
    let log = mounted.0.join("log");
    let promised = usize::try_from(after).unwrap();
    assert!(verify_dir(&log, NAME).unwrap().frames >= after);
    let (log, _writer) = reopen(SledStore::open(&log).unwrap());
    for (number, hash) in acknowledged.into_iter().take(promised) {
        let read = log.read(number).unwrap();
        assert!(
            read.hash.to_string() == hash && read.records == frame(number).records,
            "frame {number}"
        );
    }
    Ok(())
}

#[test]
fn every_acknowledged_frame_survives_a_power_cut() {
    let mut noise = Noise(36);
    for _ in 0..3 {
        let dir = tempfile::tempdir().unwrap();
        if let Err(reason) = cut_power(dir.path(), 20 + noise.below(400)) {
            eprintln!(
                "SKIPPED, no power cut was tried (it needs root, loop devices and mkfs.ext4): {reason}"
            );
            return;
        }
    }
}
