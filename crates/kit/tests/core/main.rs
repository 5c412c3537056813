//! The kit's core driven by hand, around a toy service: no bus, no disk, no clock.

#[cfg(test)]
mod clocks;
#[cfg(test)]
mod effects;
#[cfg(test)]
mod feeds;
#[cfg(test)]
mod jumps;
#[cfg(test)]
mod replay;
#[cfg(test)]
mod requests;
#[cfg(test)]
mod toy;
#[cfg(test)]
mod world;
