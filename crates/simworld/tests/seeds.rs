use simworld::{Plan, play};

#[test]
fn first() {
    for seed in 0..3 {
        for faults in [false, true] {
            let outcome = play(Plan { seed, faults, mutant: None });
            println!("{seed} {faults} {} happenings {} frames {} answered {}", outcome.happenings, outcome.frames, outcome.answered, outcome.tally);
            for finding in outcome.findings.iter().take(20) { println!("   {finding}"); }
        }
    }
}
