//! The field service: messages from phones, visits, and what engineers report.

pub mod text;
