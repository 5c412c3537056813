//! A few power cuts; `cargo xtask powercut` does more of them.

#[cfg(test)]
mod tests {
    use std::process::Command;

    /// No power cut can be tried here.
    const NONE_TRIED: i32 = 2;

    #[test]
    fn every_acknowledged_frame_survives_a_power_cut() {
        let ran = Command::new(env!("CARGO_BIN_EXE_powercut"))
            .args(["--runs", "3"])
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&ran.stdout);
        println!("{said}");
        if ran.status.code() == Some(NONE_TRIED) {
            assert!(said.contains("SKIPPED from run 1 on"), "{said}");
            return;
        }
        assert_eq!(ran.status.code(), Some(0), "{said}");
        assert!(
            said.contains("power cuts: 3 runs, 0 skipped, 0 lost something, 0 did not open"),
            "{said}"
        );
    }
}
