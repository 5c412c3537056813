//! The contract as it stands on disk and on the bus, held against committed goldens.
//!
//! `FIELDLEDGER_BLESS=1 cargo test -p fieldledger-proto` writes the goldens anew; a changed line is a decision.

#[cfg(test)]
mod codes;
#[cfg(test)]
mod document;
#[cfg(test)]
mod golden;
#[cfg(test)]
mod goldens;
#[cfg(test)]
mod kinds;
#[cfg(test)]
mod released;
#[cfg(test)]
mod samples;
