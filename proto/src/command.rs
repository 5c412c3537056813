//! How commands travel: one subject for each, JSON for everyone, postcard between services.

use schemars::{Schema, SchemaGenerator};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// The form a body is written in, told by its `Content-Type`; without one it is JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    Json,
    Postcard,
}

impl Encoding {
    pub const JSON: &'static str = "application/json";
    pub const POSTCARD: &'static str = "application/postcard";

    /// Reads a `Content-Type`; anything but postcard is JSON.
    #[must_use]
    pub fn of(content_type: Option<&str>) -> Self {
        if content_type == Some(Self::POSTCARD) {
            Self::Postcard
        } else {
            Self::Json
        }
    }

    #[must_use]
    pub const fn content_type(self) -> &'static str {
        match self {
            Self::Json => Self::JSON,
            Self::Postcard => Self::POSTCARD,
        }
    }

    /// # Errors
    /// What is wrong with the bytes, with the path of the field where that is known.
    pub fn read<T: DeserializeOwned>(self, bytes: &[u8]) -> Result<T, String> {
        match self {
            Self::Json => serde_json::from_slice(bytes).map_err(|failure| failure.to_string()),
            Self::Postcard => postcard::from_bytes(bytes).map_err(|failure| failure.to_string()),
        }
    }

    /// # Errors
    /// When the value cannot be written.
    pub fn write<T: Serialize>(self, value: &T) -> Result<Vec<u8>, String> {
        match self {
            Self::Json => serde_json::to_vec(value).map_err(|failure| failure.to_string()),
            Self::Postcard => crate::event::to_postcard(value).map_err(|failure| failure.to_string()),
        }
    }
}

/// What every service's commands can do.
pub trait Command: Sized + Clone + Serialize + DeserializeOwned + std::fmt::Debug + Send + 'static {
    /// The names of the commands that clients may send, `open-order`; each is an endpoint.
    const NAMES: &'static [&'static str];

    fn name(&self) -> &'static str;

    /// Reads the body sent to the endpoint of that name.
    ///
    /// # Errors
    /// What is wrong with the body, or that no such command is taken from clients.
    fn read(name: &str, encoding: Encoding, body: &[u8]) -> Result<Self, String>;

    /// The JSON schema of each body, by name.
    fn schemas(generator: &mut SchemaGenerator) -> Vec<(&'static str, Schema)>;
}

/// Every command that clients may send, as the policy's table of rights names it: `hotline.open-order`.
#[must_use]
pub fn named_in_rights() -> Vec<String> {
    let services = [
        ("directory", crate::directory::DirectoryCommand::NAMES),
        ("hotline", crate::hotline::HotlineCommand::NAMES),
        ("dispatch", crate::dispatch::DispatchCommand::NAMES),
        ("field", crate::field::FieldCommand::NAMES),
        ("notify", crate::notify::NotifyCommand::NAMES),
        ("claims", crate::claims::ClaimsCommand::NAMES),
        ("returns", crate::returns::ReturnsCommand::NAMES),
    ];
    let names = services
        .iter()
        .flat_map(|(service, names)| names.iter().map(move |name| format!("{service}.{name}")));
    names.collect()
}

/// Builds the enum of a service's commands: first what clients send, then what only the service's own reactions do.
macro_rules! commands {
    ($(#[$doc:meta])* pub enum $name:ident { $($wire:literal $kind:ident),* ; $($inner_wire:literal $inner:ident),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
        #[allow(clippy::large_enum_variant, reason = "commands are taken one at a time, never kept by the thousand")]
        pub enum $name { $($kind($kind),)* $($inner($inner),)* }

        $(impl From<$kind> for $name {
            fn from(command: $kind) -> Self { Self::$kind(command) }
        })*
        $(impl From<$inner> for $name {
            fn from(command: $inner) -> Self { Self::$inner(command) }
        })*

        impl $crate::command::Command for $name {
            const NAMES: &'static [&'static str] = &[$($wire),*];

            fn name(&self) -> &'static str {
                match self { $(Self::$kind(_) => $wire,)* $(Self::$inner(_) => $inner_wire,)* }
            }

            fn read(name: &str, encoding: $crate::command::Encoding, body: &[u8]) -> Result<Self, String> {
                match name {
                    $($wire => encoding.read::<$kind>(body).map(Self::$kind),)*
                    other => Err(format!("there is no command {other:?}")),
                }
            }

            fn schemas(generator: &mut schemars::SchemaGenerator) -> Vec<(&'static str, schemars::Schema)> {
                vec![$(($wire, generator.subschema_for::<$kind>())),*]
            }
        }
    };
}
pub(crate) use commands;
