//! A map with what rests in it as one value: as bytes, so that a snapshot neither unpacks nor packs it.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error as _, SeqAccess, Visitor};
use serde::ser::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{Rests, Shelved, Slot, pack, unpack};

/// A key, the mark of what rests, and the value's bytes.
type Entry<K, M> = (K, Option<M>, Vec<u8>);

impl<K: Ord + Serialize, V: Rests> Serialize for Shelved<K, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut failed = false;
        let written = serializer.collect_seq(self.kept.iter().map(|(key, (mark, slot))| {
            let bytes = self.bytes(slot);
            failed |= bytes.is_none();
            let resting = (!matches!(slot, Slot::AtHand(_))).then_some(mark);
            (key, resting, bytes.unwrap_or_default())
        }));
        if failed {
            return Err(S::Error::custom("a value that was put away cannot be read"));
        }
        written
    }
}

impl<K: Ord, V: Rests> Shelved<K, V> {
    fn bytes<'a>(&self, slot: &'a Slot<V>) -> Option<Cow<'a, [u8]>> {
        match slot {
            Slot::AtHand(value) => pack(value.as_ref()).map(Cow::Owned),
            Slot::Packed(bytes) => Some(Cow::Borrowed(bytes)),
            Slot::Away(place) => self.shelf.as_ref()?.get(*place).map(Cow::Owned),
        }
    }
}

impl<'de, K: Ord + Deserialize<'de>, V: Rests> Deserialize<'de> for Shelved<K, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Entries(PhantomData))
    }
}

struct Entries<K, V>(PhantomData<(K, V)>);

impl<'de, K: Ord + Deserialize<'de>, V: Rests> Visitor<'de> for Entries<K, V> {
    type Value = Shelved<K, V>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("values by their keys")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut entries: A) -> Result<Shelved<K, V>, A::Error> {
        let mut all = Shelved::default();
        while let Some((key, resting, bytes)) = entries.next_element::<Entry<K, V::Mark>>()? {
            let kept = match resting {
                Some(mark) => (mark, Slot::Packed(bytes.into_boxed_slice())),
                None => {
                    let value: V =
                        unpack(&bytes).ok_or_else(|| A::Error::custom("a value cannot be read"))?;
                    (value.mark(), Slot::AtHand(Box::new(value)))
                }
            };
            all.kept.insert(key, kept);
        }
        Ok(all)
    }
}
