//! The store on a real disk.

#[cfg(test)]
mod disk;
