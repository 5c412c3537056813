//! Rows of the customer list.

use decider::Masters;
use proto::directory::Customer;
use types::{CustomerId, Personal, Phone};

use super::columns::Field;
use super::{RowReader, cell};

pub(super) fn read(row: &mut RowReader<'_>, masters: &Masters) -> Option<Customer> {
    let id: Option<CustomerId> = row.required(Field::Id, cell::id);
    let known = id.as_ref().and_then(|id| masters.customer(id));
    let name = row.required(Field::Name, cell::text);
    let phones = if row.keeps(&[Field::Phones]) {
        known.map(|customer| customer.phones.clone()).unwrap_or_default()
    } else {
        row.every(Field::Phones, cell::phones)
            .into_iter()
            .map(Personal::from)
            .collect()
    };
    let phones = each_once(phones);
    Some(Customer {
        id: id?,
        name: name?.into(),
        phones,
    })
}

fn each_once(phones: Vec<Personal<Phone>>) -> Vec<Personal<Phone>> {
    let mut once = Vec::new();
    for phone in phones {
        if !once.contains(&phone) {
            once.push(phone);
        }
    }
    once
}
