//! Papers: claim packages, tags of old parts, packing lists; from what the logs say to bytes.
