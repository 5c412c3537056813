//! The document that others read the contract by.

use crate::golden::hold;

#[test]
fn the_asyncapi_document_is_what_the_code_makes() {
    hold("asyncapi.yaml", &proto::asyncapi::document());
}
