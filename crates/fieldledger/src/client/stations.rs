//! Stations as people name them: by code or by name.

use proto::desk::{Answered, Entries, ListPage};
use proto::directory::{ListKind, Station};
use types::StationId;

use crate::client::connection::Request;
use crate::client::failure::ClientFailure;
use crate::client::session::{Session, read};

/// The station meant by a code, a name, or a part of a name that no other has.
///
/// A code that the directory does not know is passed on: the system says what is wrong with it.
///
/// # Errors
/// Nothing or several stations are called so.
pub(crate) async fn known(session: &Session, typed: &str) -> Result<StationId, ClientFailure> {
    let stations = all(session).await?;
    only(typed.trim(), &stations)
}

/// As [`known`], where a station may be missing.
pub(crate) async fn maybe(
    session: &Session,
    typed: Option<&String>,
) -> Result<Option<StationId>, ClientFailure> {
    match typed {
        Some(typed) => known(session, typed).await.map(Some),
        None => Ok(None),
    }
}

async fn all(session: &Session) -> Result<Vec<Station>, ClientFailure> {
    let connection = session.connection()?;
    let mut stations = Vec::new();
    loop {
        let request = Request::get(&["directory", ListKind::Stations.as_str()]).with("skip", stations.len());
        let page: Answered<ListPage> = read(&connection.text(request).await?)?;
        let total = page.answer.total;
        match page.answer.entries {
            Entries::Stations(more) if !more.is_empty() => stations.extend(more),
            _ => return Ok(stations),
        }
        if u64::try_from(stations.len()).unwrap_or(u64::MAX) >= total {
            return Ok(stations);
        }
    }
}

fn only(typed: &str, stations: &[Station]) -> Result<StationId, ClientFailure> {
    if let Some(station) = stations.iter().find(|station| station.id.as_str() == typed) {
        return Ok(station.id.clone());
    }
    let called = |fits: &dyn Fn(&Station) -> bool| -> Vec<&Station> {
        stations.iter().filter(|station| fits(station)).collect()
    };
    let exactly = called(&|station| station.name == typed);
    let found = if exactly.is_empty() {
        called(&|station| !typed.is_empty() && station.name.contains(typed))
    } else {
        exactly
    };
    match (found.as_slice(), StationId::new(typed)) {
        ([station], _) => Ok(station.id.clone()),
        ([], Ok(id)) => Ok(id),
        ([], Err(_)) => Err(ClientFailure::usage(
            format!("没有叫“{typed}”的服务站。用 `fieldledger directory list stations` 查看。"),
            format!("No station is called {typed:?}. See `fieldledger directory list stations`."),
        )),
        (several, _) => {
            let named: Vec<String> = several
                .iter()
                .map(|station| format!("{} {}", station.id, station.name))
                .collect();
            let named = named.join(", ");
            Err(ClientFailure::usage(
                format!("叫“{typed}”的服务站不止一个：{named}。请写编号。"),
                format!("Several stations are called {typed:?}: {named}. Give the code."),
            ))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn station(id: &str, name: &str) -> Station {
        Station {
            id: StationId::new(id).unwrap(),
            name: name.to_owned(),
            region: String::new(),
            zone: None,
            location: None,
        }
    }

    #[test]
    fn a_station_is_meant_by_its_code_its_name_or_what_only_its_name_has() {
        let all = [
            station("HZ", "杭州站"),
            station("NB", "宁波站"),
            station("NB2", "宁波站二部"),
        ];
        let meant = |typed: &str| only(typed, &all).map(|id| id.to_string());
        assert_eq!(meant("HZ").unwrap(), "HZ");
        assert_eq!(meant("杭州").unwrap(), "HZ");
        assert_eq!(meant("宁波站").unwrap(), "NB");
        assert_eq!(meant("二部").unwrap(), "NB2");
        assert_eq!(meant("WZ").unwrap(), "WZ");
        assert!(matches!(meant("宁波"), Err(ClientFailure::Usage(_))));
        assert!(matches!(meant("温州 站"), Err(ClientFailure::Usage(_))));
    }
}
